//! The check no plan can bypass: only [`verify`] makes a [`Verified`] plan, and only such a plan
//! becomes a decision. It looks at the plan before `settle` changes its numbers.
//!
//! The numbers of the chosen parts are computed anew from the snapshot, the demand and the model, by
//! code of its own. Of the other candidates the recorded numbers are compared: to compute them again
//! would take as long as to find them.

mod aim;
mod asked;
mod choice;
mod defect;
mod devices;
mod part;
mod replica;
mod service;

use std::collections::BTreeMap;

use self::asked::Asked;
use self::choice::check_choice;
use self::defect::{Defect, agree, ensure};
use self::devices::Devices;
use self::part::check_part;
pub(crate) use self::replica::price_on;
pub(crate) use self::service::keeps;
use crate::candidates::Part;
use crate::case::Case;
use crate::plan::{Plan, plan};
use crate::snapshot::{Greedy, Solver};
use crate::supply::Supply;
use crate::world::World;

/// A plan that was checked.
#[derive(Debug)]
pub(crate) struct Verified<'w>(Plan<'w>);

/// A defect of the engine, never of its input.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("plan for workload `{workload}` is unsound: {defect}")]
pub(crate) struct UnsoundError {
    workload: String,
    defect: Defect,
}

impl<'w> Verified<'w> {
    /// The plan.
    pub(crate) fn plan(&self) -> &Plan<'w> {
        &self.0
    }
}

/// Plans by the key of their workload, each checked or refused.
pub(crate) type Checked<'w> = BTreeMap<&'w str, Result<Verified<'w>, UnsoundError>>;

/// Plans for all workloads whose demand is known, checked.
pub(crate) fn checked_plans<'w>(world: &'w World<'w>, cases: &'w [Case<'w>]) -> Checked<'w> {
    let supply = Supply::of(world, cases);
    let known = cases.iter().filter(|case| case.demand.is_ok());
    verify(plan(known, &supply, &world.clock), world, cases)
}

/// A plan with the verdict on it.
struct Judged<'w> {
    plan: Plan<'w>,
    verdict: Result<(), Defect>,
}

/// Passes a plan on if its numbers are right and its choice is the best, and if all such plans together
/// fit into the devices that there are. A defect costs only the plan that it is found in.
fn verify<'w>(plans: Vec<Plan<'w>>, world: &World<'w>, cases: &[Case<'w>]) -> Checked<'w> {
    let limits = match world.snapshot.solver() {
        Solver::Unlimited => None,
        Solver::Greedy(rules) => Some(rules),
    };
    let mut judged = Vec::with_capacity(plans.len());
    for plan in plans {
        let verdict = check_alone(world, &plan, limits.is_some());
        judged.push(Judged { plan, verdict });
    }
    if let Some(rules) = limits {
        check_together(&mut judged, world, cases, rules);
    }
    let mut checked = Checked::new();
    for Judged { plan, verdict } in judged {
        let workload = plan.case.key();
        let passed = match verdict {
            Ok(()) => Ok(Verified(plan)),
            Err(defect) => Err(UnsoundError { workload: workload.to_owned(), defect }),
        };
        checked.insert(workload, passed);
    }
    checked
}

/// Checks the numbers and the choice of one plan.
fn check_alone(world: &World<'_>, plan: &Plan<'_>, limited: bool) -> Result<(), Defect> {
    if !plan.parts.is_empty() {
        let asked = Asked::of(plan.case)?;
        check_whole(&plan.parts, &asked)?;
        for part in plan.parts.iter().chain(&plan.meanwhile) {
            check_part(&world.index, plan.case, &asked, part, limited)?;
        }
    }
    check_meanwhile(plan)?;
    check_choice(plan, limited)
}

/// The parts serve the whole demand, each in another place.
fn check_whole(parts: &[Part<'_>], asked: &Asked) -> Result<(), Defect> {
    let mut rate_per_s = 0.0;
    for (position, part) in parts.iter().enumerate() {
        rate_per_s += part.rate_per_s;
        if parts.iter().take(position).any(|other| other.offer.is(part.offer)) {
            return Err(Defect::PartTwice);
        }
    }
    agree("rate of all parts", rate_per_s, asked.rate_per_s)
}

/// The variant that carried before serves until the carrier does, if it still can; it serves all.
fn check_meanwhile(plan: &Plan<'_>) -> Result<(), Defect> {
    let awaited = plan.carrier.as_ref().filter(|carrier| carrier.awaited);
    let before = awaited.and_then(|carrier| plan.case.found.here(carrier.before.as_ref()?));
    let (Some(before), Some(part)) = (before, &plan.meanwhile) else {
        return ensure(
            "variant that carries meanwhile",
            before.is_some() == plan.meanwhile.is_some(),
        );
    };
    ensure("variant that carries meanwhile", before.offer.is(part.offer))?;
    agree("rate of the variant that carries meanwhile", part.rate_per_s, before.rate_per_s)
}

/// Checks the devices that all plans take together: of those that are sound alone there are enough, and
/// none is cut short while some are left. A plan that is refused may have left some.
fn check_together<'w>(
    judged: &mut [Judged<'w>],
    world: &World<'w>,
    cases: &[Case<'w>],
    rules: Greedy,
) {
    judged.sort_by_key(|judged| judged.plan.case.group.workload.priority);
    let all_sound = judged.iter().all(|judged| judged.verdict.is_ok());
    let sound = judged.iter().filter(|judged| judged.verdict.is_ok());
    let mut taken = Devices::taken(world, cases, sound.map(|judged| &judged.plan));
    for Judged { plan, verdict } in judged.iter_mut().filter(|judged| judged.verdict.is_ok()) {
        *verdict = taken.check_enough(plan);
        if all_sound && verdict.is_ok() {
            *verdict = taken.check_used_up(plan, rules);
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;

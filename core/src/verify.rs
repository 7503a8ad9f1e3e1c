//! The check no plan can bypass: only [`verify`] makes a [`Verified`] plan, and only such a plan
//! becomes a decision. It looks at the plan before `settle` changes its numbers.

use std::collections::BTreeMap;

use crate::candidates::{Candidate, Part, Service};
use crate::case::Case;
use crate::model::size::latency_ms;
use crate::model::{Quantity, QueueModel};
use crate::params::VERIFY_TOLERANCE;
use crate::plan::{Plan, plan};
use crate::snapshot::{Solver, Targets};
use crate::solve::compare;
use crate::supply::Supply;
use crate::world::World;

/// A plan that was checked.
#[derive(Debug)]
pub(crate) struct Verified<'w>(Plan<'w>);

/// A defect of the engine, never of its input.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("plan for workload `{workload}` is unsound: {defect}")]
pub(crate) struct UnsoundError {
    workload: String,
    defect: &'static str,
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
    verify(plan(known, &supply, &world.clock), &supply)
}

/// Passes a plan on if its choice is one of the workload's variants within its bounds, keeps the
/// targets at its own prediction or says that it does not, all choices together fit into the stock,
/// and, without limits, no other candidate is better. It takes the candidate's model, rate and price
/// as they are.
fn verify<'w>(plans: Vec<Plan<'w>>, supply: &Supply<'w>) -> Checked<'w> {
    let used = used(&plans);
    let check = |plan: Plan<'w>| {
        let defect = if plan.parts.iter().any(|part| overdrawn(part, &used, supply)) {
            Some("more devices are used than there are")
        } else {
            defect(&plan, supply.solver)
        };
        let key = plan.case.key();
        let checked = match defect {
            None => Ok(Verified(plan)),
            Some(defect) => Err(UnsoundError { workload: key.to_owned(), defect }),
        };
        (key, checked)
    };
    plans.into_iter().map(check).collect()
}

/// Devices of each type that all choices together use.
fn used<'w>(plans: &[Plan<'w>]) -> BTreeMap<&'w str, u64> {
    let mut used = BTreeMap::new();
    for part in plans.iter().flat_map(|plan| &plan.parts) {
        *used.entry(part.offer.devices.kind).or_default() += part.offer.units(part.replicas);
    }
    used
}

fn overdrawn(part: &Part<'_>, used: &BTreeMap<&str, u64>, supply: &Supply<'_>) -> bool {
    let kind = part.offer.devices.kind;
    let units = used.get(kind).copied().unwrap_or(0);
    supply.solver != Solver::Unlimited && units > supply.stock.left(kind)
}

fn defect(plan: &Plan<'_>, solver: Solver) -> Option<&'static str> {
    let found = &plan.case.found;
    if plan.parts.is_empty() {
        let stays = found.candidates.iter().any(|candidate| candidate.offer.stays());
        let carrier = plan.carrier.as_ref();
        let gap = carrier.is_some_and(|carrier| found.here(&carrier.variant).is_none());
        return (stays && !gap).then_some("there are candidates but none is chosen");
    }
    plan.parts.iter().find_map(|part| part_defect(plan, part, solver))
}

fn part_defect(plan: &Plan<'_>, part: &Part<'_>, solver: Solver) -> Option<&'static str> {
    let (group, variant) = (&plan.case.group, part.offer.variant);
    let unlimited = solver == Solver::Unlimited;
    let ceiling = variant.max_replicas.unwrap_or(u32::MAX).max(variant.min_replicas);
    let floor = if unlimited { variant.min_replicas } else { 0 };
    let checks = [
        (
            group.variants.iter().any(|v| v.name == variant.name),
            "the chosen variant is not one of the workload's",
        ),
        (part.offer.stays(), "the variant does not run on the chosen accelerator"),
        ((floor..=ceiling).contains(&part.replicas), "the replicas are out of bounds"),
        (!unlimited || is_best(plan, part), "another candidate is better"),
        (serves(part, group.targets.as_ref()), "the replicas miss a target"),
    ];
    checks.into_iter().find(|(holds, _)| !holds).map(|(_, defect)| defect)
}

/// Whether no candidate is better, of the same variant where patience holds a change back.
fn is_best(plan: &Plan<'_>, part: &Part<'_>) -> bool {
    let candidates = &plan.case.found.candidates;
    let Some(chosen) = candidates.iter().find(|c| c.offer.is(part.offer)) else { return false };
    let name = &part.offer.variant.name;
    let competes = |c: &&Candidate<'_>| {
        c.offer.stays() && (plan.rival.is_none() || c.offer.variant.name == *name)
    };
    candidates.iter().filter(competes).all(|other| compare(chosen, other).is_le())
}

/// Whether the replicas carry the load within the targets; one that says it falls short need not.
fn serves(part: &Part<'_>, targets: Option<&Targets>) -> bool {
    let Some(targets) = targets else { return false };
    match &part.offer.service {
        Service::Idle { .. } => true,
        Service::Loaded { .. } if part.falls_short() => true,
        Service::Loaded { model, .. } => {
            let share = part.rate_per_s / f64::from(part.replicas);
            share <= model.max_rate_per_s() * (1.0 + VERIFY_TOLERANCE)
                && keeps(model, targets, share)
        }
    }
}

/// Whether a replica keeps its latency targets at a load, by evaluating the model there.
pub(crate) fn keeps(model: &QueueModel, targets: &Targets, rate_per_s: f64) -> bool {
    [(Quantity::Ttft, targets.ttft), (Quantity::Itl, targets.itl)].into_iter().all(
        |(quantity, target)| {
            target.is_none_or(|target| {
                let reached = latency_ms(model, quantity, target.percentile, rate_per_s);
                reached <= target.at_most_ms * (1.0 + VERIFY_TOLERANCE)
            })
        },
    )
}

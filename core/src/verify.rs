//! The check no plan can bypass: only [`verify`] makes a [`Verified`] plan, and only such a plan
//! becomes a decision. It looks at the plan before `settle` changes its numbers.

use std::collections::BTreeMap;

use crate::candidates::{Aim, Part, Service};
use crate::case::Case;
use crate::params::VERIFY_TOLERANCE;
use crate::plan::{Plan, plan};
use crate::snapshot::{Solver, Targets};
use crate::solve::compare;
use crate::supply::Supply;
use crate::world::World;
use wva_model::Quantity;

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

/// Passes a plan on if its choice is one of the workload's variants within its bounds and keeps the
/// targets by its own prediction, unless it falls short; if all choices together fit into the stock;
/// and if, without limits, no other candidate is better. The candidate's model, rate and price are
/// not checked.
fn verify<'w>(plans: Vec<Plan<'w>>, supply: &Supply<'w>) -> Checked<'w> {
    let used = used(&plans);
    let mut checked = Checked::new();
    for plan in plans {
        let key = plan.case.key();
        let verdict = match defect(&plan, &used, supply) {
            None => Ok(Verified(plan)),
            Some(defect) => Err(UnsoundError { workload: key.to_owned(), defect }),
        };
        checked.insert(key, verdict);
    }
    checked
}

/// Devices of each type that all choices together use.
fn used<'w>(plans: &[Plan<'w>]) -> BTreeMap<&'w str, u64> {
    let mut used = BTreeMap::new();
    for plan in plans {
        for part in &plan.parts {
            *used.entry(part.offer.devices.kind).or_default() += part.offer.units(part.replicas);
        }
    }
    used
}

/// Whether the plans use more devices of the part's type than there are.
fn overdrawn(part: &Part<'_>, used: &BTreeMap<&str, u64>, supply: &Supply<'_>) -> bool {
    let kind = part.offer.devices.kind;
    let units = used.get(kind).copied().unwrap_or(0);
    supply.solver != Solver::Unlimited && units > supply.stock.left(kind)
}

fn defect(
    plan: &Plan<'_>,
    used: &BTreeMap<&str, u64>,
    supply: &Supply<'_>,
) -> Option<&'static str> {
    if plan.parts.iter().any(|part| overdrawn(part, used, supply)) {
        return Some("more devices are used than there are");
    }
    if plan.parts.is_empty() && lacks_choice(plan) {
        return Some("there are candidates but none is chosen");
    }
    plan.parts.iter().find_map(|part| part_defect(plan, part, supply.solver))
}

/// Whether candidates stay on their accelerators, so that one should have been chosen. A carrier
/// without a candidate, which waits for a gap to close, explains why none was.
fn lacks_choice(plan: &Plan<'_>) -> bool {
    let found = &plan.case.found;
    let waits = match &plan.carrier {
        Some(carrier) => found.here(&carrier.variant).is_none(),
        None => false,
    };
    found.staying().next().is_some() && !waits
}

fn part_defect(plan: &Plan<'_>, part: &Part<'_>, solver: Solver) -> Option<&'static str> {
    let (group, variant) = (&plan.case.group, part.offer.variant);
    let unlimited = solver == Solver::Unlimited;
    let ceiling = variant.max_replicas.unwrap_or(u32::MAX).max(variant.min_replicas);
    let floor = if unlimited { variant.min_replicas } else { 0 };
    if !group.has(&variant.name) {
        Some("the chosen variant is not one of the workload's")
    } else if !part.offer.stays() {
        Some("the variant does not run on the chosen accelerator")
    } else if !(floor..=ceiling).contains(&part.replicas) {
        Some("the replicas are out of bounds")
    } else if unlimited && !is_best(plan, part) {
        Some("another candidate is better")
    } else if !serves(part, group.targets.as_ref()) {
        Some("the replicas miss a target")
    } else {
        None
    }
}

/// Whether no candidate is better; none of the same variant where patience holds a change back.
fn is_best(plan: &Plan<'_>, part: &Part<'_>) -> bool {
    let found = &plan.case.found;
    let Some(chosen) = found.candidates.iter().find(|c| c.offer.is(part.offer)) else {
        return false;
    };
    for other in found.staying() {
        let competes = plan.rival.is_none() || other.offer.variant.name == part.offer.variant.name;
        if competes && compare(chosen, other).is_gt() {
            return false;
        }
    }
    true
}

/// Whether the replicas carry the load within the targets, or within the nearest that can be kept; a part
/// that falls short need not.
fn serves(part: &Part<'_>, targets: Option<&Targets>) -> bool {
    let Some(targets) = targets else { return false };
    match &part.offer.service {
        Service::Idle { .. } => true,
        Service::Loaded { .. } if part.falls_short() => true,
        Service::Loaded { model, .. } => {
            let aim = Aim::nearest(model, targets);
            let share = part.offer.counted_per_s(part.rate_per_s / f64::from(part.replicas));
            share <= model.max_rate_per_s() * (1.0 + VERIFY_TOLERANCE)
                && keeps(&aim.targets, |quantity, percentile| {
                    Some(model.latency_ms(quantity, percentile, share))
                })
        }
    }
}

/// Whether latencies keep their targets; `reached` gives the one at a percentile, or the mean.
pub(crate) fn keeps(
    targets: &Targets,
    reached: impl Fn(Quantity, Option<f64>) -> Option<f64>,
) -> bool {
    for (quantity, target) in [(Quantity::Ttft, targets.ttft), (Quantity::Itl, targets.itl)] {
        let Some(target) = target else { continue };
        let limit_ms = target.at_most_ms * (1.0 + VERIFY_TOLERANCE);
        if !reached(quantity, target.percentile).is_some_and(|ms| ms <= limit_ms) {
            return false;
        }
    }
    true
}

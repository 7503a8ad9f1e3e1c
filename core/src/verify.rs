//! The check no solution can bypass: only [`verify`] makes a [`Verified`] plan, and only such a
//! plan becomes a decision. It trusts nothing the search or the solver noted down.

use std::collections::BTreeMap;

use crate::candidates::{Candidate, Service};
use crate::group::Group;
use crate::model::size::latency_ms;
use crate::model::{Quantity, QueueModel};
use crate::params::VERIFY_TOLERANCE;
use crate::plan::Plan;
use crate::snapshot::{Solver, Targets};
use crate::solve::compare;
use crate::stock::Stock;

/// A plan that was checked.
#[derive(Clone, Debug)]
pub struct Verified<'a>(Plan<'a>);

/// What is wrong with a plan; a defect of the engine, never of its input.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("plan for workload `{workload}` is unsound: {defect}")]
pub struct UnsoundError {
    workload: String,
    defect: &'static str,
}

impl<'a> Verified<'a> {
    /// The plan.
    #[must_use]
    pub fn plan(&self) -> &Plan<'a> {
        &self.0
    }
}

/// Passes a plan on if its choice is one of the workload's variants within its bounds, keeps the
/// targets at its own prediction or says that it does not, costs what it says, all choices together
/// fit into the stock, and, without limits, no other candidate is better.
///
/// # Errors
/// If any of that does not hold.
#[must_use]
pub fn verify<'a>(
    groups: &[&Group<'a>],
    plans: Vec<Plan<'a>>,
    stock: &Stock<'a>,
    solver: Solver,
) -> Vec<Result<Verified<'a>, UnsoundError>> {
    let used = used(&plans);
    let overdrawn = |plan: &Plan<'a>| {
        let limited = solver != Solver::Unlimited;
        plan.chosen.as_ref().is_some_and(|chosen| {
            let units = used.get(chosen.device_type).copied().unwrap_or(0);
            limited && units > stock.left(chosen.device_type)
        })
    };
    let check = |(group, plan): (&&Group<'a>, Plan<'a>)| {
        let defect = if overdrawn(&plan) {
            Some("more devices are used than there are")
        } else {
            defect(group, &plan, solver)
        };
        match defect {
            None => Ok(Verified(plan)),
            Some(defect) => Err(UnsoundError { workload: group.workload.key.clone(), defect }),
        }
    };
    groups.iter().zip(plans).map(check).collect()
}

/// Devices of each type that all choices together use.
fn used<'a>(plans: &[Plan<'a>]) -> BTreeMap<&'a str, u64> {
    let mut used = BTreeMap::new();
    for chosen in plans.iter().filter_map(|plan| plan.chosen.as_ref()) {
        *used.entry(chosen.device_type).or_default() += chosen.units(chosen.replicas);
    }
    used
}

fn defect(group: &Group<'_>, plan: &Plan<'_>, solver: Solver) -> Option<&'static str> {
    let Some(chosen) = &plan.chosen else {
        let stays = plan.candidates.iter().any(Candidate::stays);
        let gap = plan.carrier.as_ref().is_some_and(|held| plan.here(&held.variant).is_none());
        return (stays && !gap).then_some("there are candidates but none is chosen");
    };
    let variant = chosen.variant;
    let known = group.variants.iter().any(|v| v.name == variant.name);
    let unlimited = solver == Solver::Unlimited;
    let ceiling = variant.max_replicas.unwrap_or(u32::MAX).max(variant.min_replicas);
    let floor = if unlimited { variant.min_replicas } else { 0 };
    let cost = chosen.price_per_hour * f64::from(chosen.replicas);
    let compares =
        |c: &&Candidate<'_>| c.stays() && (plan.rival.is_none() || c.variant.name == variant.name);
    let mut staying = plan.candidates.iter().filter(compares);
    let checks = [
        (known, "the chosen variant is not one of the workload's"),
        (chosen.stays(), "the variant does not run on the chosen accelerator"),
        ((floor..=ceiling).contains(&chosen.replicas), "the replicas are out of bounds"),
        (
            (chosen.cost_per_hour - cost).abs() <= VERIFY_TOLERANCE * cost,
            "the cost is not replicas times price",
        ),
        (
            !unlimited || staying.all(|other| compare(chosen, other).is_le()),
            "another candidate is better",
        ),
        (serves(chosen, group.targets.as_ref()), "the replicas miss a target"),
    ];
    checks.into_iter().find(|(holds, _)| !holds).map(|(_, defect)| defect)
}

/// Whether the replicas carry the load within the targets; one that says it falls short need not.
fn serves(candidate: &Candidate<'_>, targets: Option<&Targets>) -> bool {
    match (&candidate.service, targets) {
        (_, None) => false,
        (Service::Idle { .. }, _) => true,
        (Service::Loaded { .. }, _) if candidate.falls_short() => true,
        (Service::Loaded { model, total_rate_per_s, .. }, Some(targets)) => {
            let share = total_rate_per_s / f64::from(candidate.replicas);
            share <= model.max_rate_per_s() * (1.0 + VERIFY_TOLERANCE)
                && keeps(model, targets, share)
        }
    }
}

/// Whether a replica keeps its latency targets at a load, by evaluating the model there.
#[must_use]
pub fn keeps(model: &QueueModel, targets: &Targets, rate_per_s: f64) -> bool {
    [(Quantity::Ttft, targets.ttft), (Quantity::Itl, targets.itl)].into_iter().all(
        |(quantity, target)| {
            target.is_none_or(|target| {
                let reached = latency_ms(model, quantity, target.percentile, rate_per_s);
                reached <= target.at_most_ms * (1.0 + VERIFY_TOLERANCE)
            })
        },
    )
}

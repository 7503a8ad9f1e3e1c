//! The check no solution can bypass: only [`verify`] makes a [`Verified`] plan, and only such a
//! plan becomes a decision. It trusts nothing the search or the solver noted down.

use crate::candidates::{Candidate, Service};
use crate::index::Group;
use crate::model::size::latency_ms;
use crate::model::{Quantity, QueueModel};
use crate::params::VERIFY_TOLERANCE;
use crate::snapshot::Targets;
use crate::solve::{Plan, compare};

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
/// targets at its own prediction, costs what it says and no other candidate is better.
///
/// # Errors
/// If any of that does not hold.
pub fn verify<'a>(group: &Group<'a>, plan: Plan<'a>) -> Result<Verified<'a>, UnsoundError> {
    match defect(group, &plan) {
        None => Ok(Verified(plan)),
        Some(defect) => Err(UnsoundError { workload: group.workload.key.clone(), defect }),
    }
}

fn defect(group: &Group<'_>, plan: &Plan<'_>) -> Option<&'static str> {
    let Some(chosen) = plan.winner() else {
        return (!plan.candidates.is_empty()).then_some("there are candidates but none is chosen");
    };
    let variant = chosen.variant;
    let known = group.variants.iter().any(|v| v.name == variant.name);
    let ceiling = variant.max_replicas.unwrap_or(u32::MAX).max(variant.min_replicas);
    let in_bounds = (variant.min_replicas..=ceiling).contains(&chosen.replicas);
    let cost = chosen.price_per_hour * f64::from(chosen.replicas);
    let cost_holds = (chosen.cost_per_hour - cost).abs() <= VERIFY_TOLERANCE * cost;
    let cheapest = plan.candidates.iter().all(|other| compare(chosen, other).is_le());
    let checks = [
        (known, "the chosen variant is not one of the workload's"),
        (in_bounds, "the replicas are out of bounds"),
        (cost_holds, "the cost is not replicas times price"),
        (cheapest, "another candidate is better"),
        (serves(chosen, group.workload.targets.as_ref()), "the replicas miss a target"),
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

//! The figures beside a number: accelerator, wanted replicas, batch, price, and whether targets are met.

use super::finding::Finding;
use crate::candidates::Part;
use crate::decision::VariantDecision;
use crate::fault::are_numbers;
use crate::planned::Planned;
use crate::snapshot::Variant;
use crate::verify::price_on;
use crate::world::World;

/// Relative error allowed to a cost.
const NOISE: f64 = 1e-9;

/// Checks the figures of one variant.
pub(super) fn check_figures(
    world: &World<'_>,
    planned: &Planned<'_>,
    variant: &Variant,
    decision: &VariantDecision,
) -> Result<(), Finding> {
    let workload = planned.case.group.workload;
    let part = planned.plan().and_then(|plan| plan.part_of(&variant.name));
    let part = part.filter(|_| decision.decided);
    let accelerator = part.map(|part| part.offer.accelerator).or(variant.running_on());
    let load = planned.demand().map(|demand| demand.load);
    let checks = [
        ("name", decision.variant == variant.name),
        ("workload", decision.workload == workload.key),
        ("plan", planned.plan.is_ok() || !decision.decided),
        ("accelerator", decision.accelerator.as_deref() == accelerator),
        ("current number", decision.current_replicas == variant.observed.current_replicas),
        ("wanted number", decision.wanted_replicas == wanted(part, decision)),
        ("batch", decision.max_batch == part.map(|part| part.offer.max_batch)),
        ("load", decision.load == load),
        ("target", decision.targets == workload.targets.filter(are_numbers)),
        ("met target", decision.meets_targets != Some(true) || may_meet(part, decision)),
        ("cost", costs(world, &workload.model, variant, decision)),
    ];
    match checks.iter().find(|(_, holds)| !holds) {
        Some((figure, _)) => Err(Finding::Figure { variant: variant.name.clone(), figure }),
        None => Ok(()),
    }
}

/// What the model asks for: nothing of a variant that rests.
fn wanted(part: Option<&Part<'_>>, decision: &VariantDecision) -> Option<u32> {
    part.map(|part| part.needed).or(decision.decided.then_some(0))
}

/// Targets are met by replicas that can keep them and are as many as are needed.
fn may_meet(part: Option<&Part<'_>>, decision: &VariantDecision) -> bool {
    let Some(part) = part else { return false };
    decision.desired_replicas >= Some(part.needed) && part.offer.aim.missed.is_none()
}

/// The cost is the price of a replica where it runs, times their number.
fn costs(world: &World<'_>, model: &str, variant: &Variant, decision: &VariantDecision) -> bool {
    let accelerator = decision.accelerator.as_deref();
    let price = accelerator.and_then(|on| price_on(&world.index, model, variant, on));
    let right = price.zip(decision.desired_replicas).map(|(price, n)| price * f64::from(n));
    match (decision.cost_per_hour, right) {
        (Some(has), Some(right)) => (has - right).abs() <= NOISE * right,
        (has, right) => has == right,
    }
}

//! Make before break: serving capacity after ≥ min(demand, serving capacity before).

use super::finding::Finding;
use crate::candidates::Service;
use crate::decision::VariantDecision;
use crate::plan::Plan;
use crate::planned::Planned;
use crate::ready::ready;
use crate::reason::Code;
use crate::snapshot::Variant;

/// Error allowed to a sum of shares of the demand.
const NOISE: f64 = 1e-6;

/// Checks the ready replicas that all variants of a workload keep. Only a maximum, or devices that went
/// to another workload, may take some away.
pub(super) fn check_serving(
    planned: &Planned<'_>,
    published: &[VariantDecision],
    now_s: f64,
) -> Result<(), Finding> {
    let Some(plan) = planned.plan() else { return Ok(()) };
    let (mut before, mut after) = (0.0, 0.0);
    for (&variant, decision) in planned.case.group.variants.iter().zip(published) {
        let share = share(plan, variant);
        let ready = ready(variant, planned.case.last_of(&variant.name), now_s);
        let kept = decision.desired_replicas.unwrap_or(ready).min(ready);
        let may_keep = if gives_up(plan, variant) { kept } else { ready };
        let most = variant.max_replicas.unwrap_or(u32::MAX).max(variant.min_replicas);
        before += share * f64::from(may_keep.min(most));
        after += share * f64::from(kept);
    }
    if after + NOISE >= before.min(1.0) { Ok(()) } else { Err(Finding::Serving { before, after }) }
}

/// Part of the demand that one replica carries within the targets; 0 where that is unknown or nothing
/// arrives.
fn share(plan: &Plan<'_>, variant: &Variant) -> f64 {
    let Some(candidate) = plan.case.found.here(&variant.name) else { return 0.0 };
    match candidate.offer.service {
        Service::Idle { .. } => 0.0,
        Service::Loaded { capacity_per_s, .. } => {
            capacity_per_s / (candidate.rate_per_s * candidate.offer.load_factor)
        }
    }
}

/// Whether there are no devices for all that a variant has.
fn gives_up(plan: &Plan<'_>, variant: &Variant) -> bool {
    plan.part_of(&variant.name).is_some_and(|part| part.binds == Code::Capacity)
}

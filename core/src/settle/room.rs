//! Room for more load on each replica, by what is measured.

use super::walk::Walk;
use crate::candidates::{Part, Service};
use crate::params::{
    MEASURED_FASTER, MEASURED_ITL_SLOPE, MEASURED_ROOM_BATCH, MEASURED_ROOM_ITL,
    MEASURED_ROOM_LEAST_S, MEASURED_ROOM_RATIO, MEASURED_ROOM_S, MEASURED_ROOM_TTFT,
    MEASURED_ROOM_WAITING,
};
use crate::planned::Planned;
use crate::snapshot::{LatencyTarget, Observation, Targets, Variant};
use wva_model::Means;

/// Times as much load that each replica has room for: by latency, where all targets are for means and
/// measured, and by the places in the batches.
pub(super) fn room(
    part: &Part<'_>,
    targets: &Targets,
    observed: &Observation,
    replicas: u32,
) -> Option<f64> {
    let requests = observed.running_requests? + observed.waiting_requests?;
    let places = f64::from(part.offer.max_batch) * f64::from(replicas);
    let mut room = MEASURED_ROOM_RATIO.min(MEASURED_ROOM_BATCH * places / requests);
    if let Some(target) = targets.ttft {
        let ttft = mean_ratio(observed.ttft_ms, target)?;
        let waits = observed.waiting_requests? >= f64::from(replicas);
        let most = if waits { MEASURED_ROOM_WAITING } else { MEASURED_ROOM_TTFT };
        room = room.min(most / ttft);
    }
    if let Some(target) = targets.itl {
        let itl = mean_ratio(observed.itl_ms, target)?;
        room = room.min(1.0 + (MEASURED_ROOM_ITL / itl - 1.0) / MEASURED_ITL_SLOPE);
    }
    Some(room)
}

fn mean_ratio(measured_ms: Option<f64>, target: LatencyTarget) -> Option<f64> {
    ratio(measured_ms, Some(target)).filter(|_| target.percentile.is_none())
}

/// Measured latency ÷ target.
pub(super) fn ratio(measured_ms: Option<f64>, target: Option<LatencyTarget>) -> Option<f64> {
    let ratio = measured_ms? / target?.at_most_ms;
    (ratio.is_finite() && ratio >= 0.0).then_some(ratio)
}

/// Rate that the variant's own pods are to be sized for, where others may serve some of it, too; `None` if nothing arrives there, or that is not
/// known.
pub(super) fn own_per_s(walk: &Walk<'_>, planned: &Planned<'_>, part: &Part<'_>) -> Option<f64> {
    let all_per_s = planned.demand()?.load.arrival_rate_per_s;
    let own_per_s = walk.variant.observed.arrival_rate_per_s?;
    (own_per_s > 0.0 && all_per_s > 0.0).then(|| part.rate_per_s * own_per_s / all_per_s)
}

/// What the model expects of a load for each replica.
pub(super) fn expected(part: &Part<'_>, share_per_s: f64) -> Option<Means> {
    match &part.offer.service {
        Service::Loaded { model, .. } => Some(model.means(part.offer.counted_per_s(share_per_s))),
        Service::Idle { .. } => None,
    }
}

/// Whether a latency is measured that is clearly lower than the model expects of the load as it counts:
/// only then is the profile too slow, and a number below the model's to be tried.
pub(super) fn is_faster(part: &Part<'_>, observed: &Observation, share_per_s: f64) -> bool {
    let Service::Loaded { model, .. } = &part.offer.service else { return false };
    let Some(expected) = expected(part, share_per_s) else { return false };
    let is_lower = |measured_ms: Option<f64>, expected_ms: f64| {
        measured_ms.is_some_and(|ms| ms < MEASURED_FASTER * expected_ms)
    };
    part.offer.counted_per_s(share_per_s) > model.max_rate_per_s()
        || is_lower(observed.ttft_ms, expected.ttft_ms)
        || is_lower(observed.itl_ms, expected.itl_ms)
}

/// How long there must have been room before some replicas go. The scale-down window comes after it.
pub(super) fn room_s(variant: &Variant) -> f64 {
    let behavior = variant.behavior.as_ref();
    let window_s = behavior.and_then(|behavior| behavior.scale_down.stabilization_window_s);
    (MEASURED_ROOM_S - f64::from(window_s.unwrap_or(0))).max(MEASURED_ROOM_LEAST_S)
}

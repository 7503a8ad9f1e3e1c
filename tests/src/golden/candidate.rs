//! Comparing one candidate with upstream's.

use serde::Deserialize;
use wva_core::candidates::{Candidate, Service};

use super::compare::Differences;

/// A candidate, as the vectors write it; the accelerator is empty where no replica is needed.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Expected {
    #[serde(default)]
    pub(super) accelerator: String,
    #[serde(default)]
    pub(super) num_replicas: u32,
    #[serde(default)]
    max_batch: u32,
    #[serde(default)]
    cost_cents_per_hr: f64,
    #[serde(default)]
    pub(super) value: Option<f64>,
    #[serde(default)]
    itl_avg_ms: f64,
    #[serde(default)]
    ttft_avg_ms: f64,
    #[serde(default)]
    rho: f64,
    #[serde(default)]
    max_arrv_rate_per_replica_req_per_ms: f64,
    #[serde(default)]
    units_per_replica: u64,
}

/// Whether the count before rounding up is so near a whole number that the width at which
/// upstream's search stops (1e-6 of the target) decides between two counts.
pub(super) fn on_the_edge(candidate: &Candidate<'_>) -> bool {
    let Service::Loaded { capacity_per_s, total_rate_per_s, .. } = candidate.service else {
        return false;
    };
    let replicas = total_rate_per_s / capacity_per_s;
    (replicas - replicas.round()).abs() <= 1e-4 * replicas
}

/// Both counts are right; ours must keep the targets.
pub(super) const ON_THE_EDGE: &str =
    "replicas before rounding up within 1e-4 of a whole number: either count";

/// The curve does not rise, so it is decided by value.
pub(super) const FLAT_ITL: &str =
    "flat ITL (beta = 0 or max batch 1) with a target: decided by value";

/// Replicas above which a rate that is off by float32 noise shows in the count.
const MANY: u32 = 250;

/// Relative tolerance of such a count.
const MANY_TOLERANCE: f64 = 2e-3;

/// Whether a candidate that claims to serve its load does, by its own means.
pub(super) fn keeps_targets(candidate: &Candidate<'_>) -> bool {
    match &candidate.service {
        Service::Idle { .. } => true,
        Service::Loaded { means, capacity_per_s, .. } => {
            means.throughput_per_s <= *capacity_per_s * (1.0 + 1e-9)
        }
    }
}

/// Replicas are exact, except on the edge and where there are so many that upstream's noise shows.
pub(super) fn same_replicas(ours: &Candidate<'_>, theirs: u32) -> bool {
    let off = f64::from(ours.replicas.abs_diff(theirs));
    let noise = if theirs > MANY { MANY_TOLERANCE * f64::from(theirs) } else { 0.0 };
    let edge = if on_the_edge(ours) { 1.0 } else { 0.0 };
    off <= noise + edge
}

/// Upstream calls its own largest rate at zero load meaningless.
pub(super) const ZERO_LOAD_RATE: &str =
    "zero load: largest rate not compared (upstream: meaningless)";

/// Compares all numbers of a candidate.
pub(super) fn compare(
    differences: &mut Differences,
    ours: &Candidate<'_>,
    theirs: &Expected,
    no_prompt: bool,
) {
    differences.equal("replicas", ours.replicas, theirs.num_replicas);
    differences.number("cost", ours.cost_per_hour, theirs.cost_cents_per_hr, 1e-6, 0.0);
    if theirs.num_replicas == 0 {
        return;
    }
    differences.equal("accelerator", ours.accelerator, theirs.accelerator.as_str());
    differences.equal("units per replica", ours.units_per_replica, theirs.units_per_replica);
    differences.equal("max batch", ours.max_batch, theirs.max_batch);
    let ttft_absolute = if no_prompt { 1e-3 } else { 0.0 };
    let (ttft, itl) = match &ours.service {
        Service::Idle { ttft_ms, itl_ms } => (*ttft_ms, *itl_ms),
        Service::Loaded { capacity_per_s, means, .. } => {
            let rate = theirs.max_arrv_rate_per_replica_req_per_ms * 1000.0;
            differences.number("largest rate", *capacity_per_s, rate, 1e-4, 0.0);
            differences.number("rho", means.utilization, theirs.rho, 1e-6, 1e-9);
            (means.ttft_ms, means.itl_ms)
        }
    };
    differences.number("ttft", ttft, theirs.ttft_avg_ms, 5e-4, ttft_absolute);
    differences.number("itl", itl, theirs.itl_avg_ms, 1e-6, 0.0);
}

//! What was seen of the variants, as an observations file.

use wva_core::snapshot::{Snapshot, Variant};

use crate::yaml::Lines;

/// A list with an entry for each variant.
pub(crate) fn observations(snapshot: &Snapshot) -> String {
    if snapshot.variants.is_empty() {
        return String::new();
    }
    let mut lines = Lines::default();
    lines.line("observations:");
    snapshot.variants.iter().for_each(|variant| entry(variant, &mut lines));
    lines.into_text()
}

fn entry(variant: &Variant, lines: &mut Lines) {
    let seen = &variant.observed;
    lines.item(|lines| {
        lines.text("variant", variant.name.as_str());
        lines.maybe("arrivalRatePerS", seen.arrival_rate_per_s);
        lines.maybe("arrivalsAtLeastPerS", seen.arrivals_at_least_per_s);
        lines.maybe("avgInputTokens", seen.avg_input_tokens);
        lines.maybe("avgOutputTokens", seen.avg_output_tokens);
        lines.maybe("currentReplicas", seen.current_replicas);
        lines.maybe("readyReplicas", seen.ready_replicas);
        lines.maybe("startingReplicas", seen.starting_replicas);
        lines.maybe("waitingRequests", seen.waiting_requests);
        lines.maybe("runningRequests", seen.running_requests);
        lines.maybe("maxBatchSize", seen.max_batch_size);
        lines.text("accelerator", seen.accelerator.as_deref());
        lines.maybe("ttftMs", seen.ttft_ms);
        lines.maybe("itlMs", seen.itl_ms);
        lines.maybe("sampleAgeS", seen.sample_age_s);
        lines.maybe("currentCostPerHour", seen.current_cost_per_hour);
    });
}

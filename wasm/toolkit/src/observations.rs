//! What was measured, as an observations file.

use wva_core::snapshot::{Snapshot, Variant, Workload, WorkloadObservation};

use crate::yaml::Lines;

/// A list with an entry for each variant, and for each workload at whose entry anything is measured.
pub(crate) fn observations(snapshot: &Snapshot) -> String {
    if snapshot.variants.is_empty() {
        return String::new();
    }
    let mut lines = Lines::default();
    lines.line("observations:");
    for workload in &snapshot.workloads {
        let whole = workload.key.split_once('#').map(|(whole, _)| whole);
        let of_whole = snapshot.workloads.iter().find(|other| Some(other.key.as_str()) == whole);
        if of_whole.is_none_or(|whole| whole.observed != workload.observed) {
            at_entry(workload, &mut lines);
        }
    }
    snapshot.variants.iter().for_each(|variant| entry(variant, &mut lines));
    lines.into_text()
}

fn at_entry(workload: &Workload, lines: &mut Lines) {
    let WorkloadObservation {
        arrival_rate_per_s,
        rank,
        queued_requests,
        turned_away_per_s,
        sample_age_s,
    } = workload.observed;
    if workload.observed == WorkloadObservation::default() {
        return;
    }
    lines.item(|lines| {
        lines.text("workload", workload.key.as_str());
        lines.maybe("arrivalRatePerS", arrival_rate_per_s);
        lines.maybe("rank", rank);
        lines.maybe("queuedRequests", queued_requests);
        lines.maybe("turnedAwayPerS", turned_away_per_s);
        lines.maybe("sampleAgeS", sample_age_s);
    });
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

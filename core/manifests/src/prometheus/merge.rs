//! Two sources of observations to one.

use wva_core::snapshot::Observation;

use crate::observations::{EntryObservation, Observations, VariantObservation};
use crate::places::Places;

/// Fills what `preferred` does not say of variants from `other`, field by field; variants that only
/// `other` has are added. Of two entries for one workload the preferred one counts.
#[must_use]
pub fn merge_observations(mut preferred: Observations, other: Observations) -> Observations {
    let mut known = by_variant(&preferred.variants);
    for from in other.variants {
        let into = known.place(&from.variant);
        if let Some(into) = into.and_then(|place| preferred.variants.get_mut(place)) {
            fill(&mut into.observed, from.observed);
        } else {
            known.add(from.variant.clone(), preferred.variants.len());
            preferred.variants.push(from);
        }
    }
    let mut known = by_workload(&preferred.entries);
    for from in other.entries {
        if known.place(&from.workload).is_none() {
            known.add(from.workload.clone(), preferred.entries.len());
            preferred.entries.push(from);
        }
    }
    preferred
}

/// Fills what `given` does not say from pages, as [`merge_observations`] does. A rate on pages of fewer
/// pods than are given to serve is a lower bound.
#[must_use]
pub fn merge_pages(given: Observations, mut pages: Vec<VariantObservation>) -> Observations {
    let by_variant = by_variant(&given.variants);
    for VariantObservation { variant, observed, .. } in &mut pages {
        let known = by_variant.first(&given.variants, variant);
        let serving = known
            .and_then(|known| known.observed.ready_replicas.or(known.observed.current_replicas));
        if observed.ready_replicas.zip(serving).is_some_and(|(seen, serving)| seen < serving) {
            let counted = observed.arrival_rate_per_s.take();
            observed.arrivals_at_least_per_s = observed.arrivals_at_least_per_s.or(counted);
            observed.ready_replicas = None;
        }
    }
    merge_observations(given, Observations::of_variants(pages))
}

fn by_variant(observations: &[VariantObservation]) -> Places {
    Places::of(observations.iter().map(|observation| observation.variant.clone()))
}

fn by_workload(entries: &[EntryObservation]) -> Places {
    Places::of(entries.iter().map(|entry| entry.workload.clone()))
}

/// Gives what is unknown the value of the second.
pub(crate) fn fill(into: &mut Observation, from: Observation) {
    let given = std::mem::take(into);
    // Without `..`, a field that is added later cannot be forgotten here.
    *into = Observation {
        arrival_rate_per_s: given.arrival_rate_per_s.or(from.arrival_rate_per_s),
        arrivals_at_least_per_s: match given.arrival_rate_per_s {
            Some(_) => given.arrivals_at_least_per_s,
            None => given.arrivals_at_least_per_s.or(from.arrivals_at_least_per_s),
        },
        avg_input_tokens: given.avg_input_tokens.or(from.avg_input_tokens),
        avg_output_tokens: given.avg_output_tokens.or(from.avg_output_tokens),
        current_replicas: given.current_replicas.or(from.current_replicas),
        ready_replicas: given.ready_replicas.or(from.ready_replicas),
        starting_replicas: given.starting_replicas.or(from.starting_replicas),
        waiting_requests: given.waiting_requests.or(from.waiting_requests),
        running_requests: given.running_requests.or(from.running_requests),
        max_batch_size: given.max_batch_size.or(from.max_batch_size),
        accelerator: given.accelerator.or(from.accelerator),
        ttft_ms: given.ttft_ms.or(from.ttft_ms),
        itl_ms: given.itl_ms.or(from.itl_ms),
        sample_age_s: given.sample_age_s.or(from.sample_age_s),
        current_cost_per_hour: given.current_cost_per_hour.or(from.current_cost_per_hour),
    };
}

//! Observations with the last known values, or an assumed load, in place of unknown ones.

use super::known::Known;
use crate::decision::Load;
use crate::lengths::measured;
use crate::seen::count;
use crate::snapshot::Observation;

/// The observation with the last known accelerator, batch, and waiting and running requests. Where
/// no replica is ordered no request waits unseen, and requests for a first replica are taken to be
/// as long as the last ones.
pub(super) fn filled(
    observed: &Observation,
    accelerator: Option<String>,
    known: &Known<'_>,
) -> Observation {
    let mut filled = Observation { accelerator, ..observed.clone() };
    filled.waiting_requests = count(observed.waiting_requests);
    filled.running_requests = count(observed.running_requests);
    if let Some(state) = known.state {
        filled.max_batch_size = observed.max_batch_size.filter(|n| *n > 0).or(state.max_batch);
        if !observed.is_off() {
            filled.waiting_requests = filled.waiting_requests.or(state.waiting_requests);
            filled.running_requests = filled.running_requests.or(state.running_requests);
        }
    }
    let nothing_arrives = observed.arrival_rate_per_s.is_none_or(|rate| rate.abs() <= 0.0);
    if observed.is_off() && nothing_arrives {
        filled.avg_input_tokens = observed.avg_input_tokens.or(known.lengths.input_tokens);
        filled.avg_output_tokens = observed.avg_output_tokens.or(known.lengths.output_tokens);
    }
    filled
}

/// The observation with the rate that the running requests show, and the lengths to assume where none are
/// measured.
pub(super) fn occupied(observed: &Observation, rate_per_s: f64, known: &Known<'_>) -> Observation {
    let lengths = measured(observed).or(known.lengths);
    Observation {
        arrival_rate_per_s: Some(rate_per_s),
        avg_input_tokens: lengths.input_tokens,
        avg_output_tokens: lengths.output_tokens,
        ..observed.clone()
    }
}

/// The observation with an assumed load in place of the measured one.
pub(super) fn assumed(observed: &Observation, load: Load) -> Observation {
    Observation {
        arrival_rate_per_s: Some(load.arrival_rate_per_s),
        arrivals_at_least_per_s: None,
        avg_input_tokens: Some(load.avg_input_tokens),
        avg_output_tokens: Some(load.avg_output_tokens),
        waiting_requests: None,
        running_requests: None,
        sample_age_s: None,
        ..observed.clone()
    }
}

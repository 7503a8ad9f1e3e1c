//! The numbers of an observation, by their names.

use wva_core::snapshot::Observation;

/// One number of an observation.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// As it is written.
    pub name: &'static str,
    /// Whether it is a whole number that is not negative.
    pub whole: bool,
    /// Whether it says what arrives or how many replicas there are.
    pub vital: bool,
    get: fn(&Observation) -> Option<f64>,
    set: fn(&mut Observation, Option<f64>),
}

macro_rules! real {
    ($name:literal, $field:ident, $vital:literal) => {
        Field {
            name: $name,
            whole: false,
            vital: $vital,
            get: |seen| seen.$field,
            set: |seen, value| seen.$field = value,
        }
    };
}

macro_rules! count {
    ($name:literal, $field:ident, $vital:literal) => {
        Field {
            name: $name,
            whole: true,
            vital: $vital,
            get: |seen| seen.$field.map(f64::from),
            set: |seen, value| seen.$field = value.map(whole),
        }
    };
}

/// All of them.
pub(crate) const FIELDS: [Field; 14] = [
    real!("arrivalRatePerS", arrival_rate_per_s, true),
    real!("arrivalsAtLeastPerS", arrivals_at_least_per_s, false),
    real!("avgInputTokens", avg_input_tokens, true),
    real!("avgOutputTokens", avg_output_tokens, true),
    count!("currentReplicas", current_replicas, true),
    count!("readyReplicas", ready_replicas, true),
    count!("startingReplicas", starting_replicas, true),
    real!("waitingRequests", waiting_requests, false),
    real!("runningRequests", running_requests, false),
    count!("maxBatchSize", max_batch_size, false),
    real!("ttftMs", ttft_ms, false),
    real!("itlMs", itl_ms, false),
    real!("sampleAgeS", sample_age_s, true),
    real!("currentCostPerHour", current_cost_per_hour, false),
];

impl Field {
    pub(crate) fn named(name: &str) -> Option<Self> {
        FIELDS.into_iter().find(|field| field.name == name)
    }

    pub(crate) fn get(&self, seen: &Observation) -> Option<f64> {
        (self.get)(seen)
    }

    pub(crate) fn set(&self, seen: &mut Observation, value: Option<f64>) {
        (self.set)(seen, value);
    }
}

/// The nearest count.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it saturates")]
pub(crate) fn whole(value: f64) -> u32 {
    value.round() as u32
}

//! The numbers of an observation, by their names.

use wva_core::snapshot::Observation;

/// What a number of an observation is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// What arrives.
    Demand,
    /// How many replicas there are.
    Replicas,
    /// Anything else.
    Other,
}

/// One number of an observation.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// As it is written.
    pub name: &'static str,
    /// Whether it is a whole number that is not negative.
    pub whole: bool,
    /// What it is about.
    pub about: About,
    get: fn(&Observation) -> Option<f64>,
    set: fn(&mut Observation, Option<f64>),
}

macro_rules! real {
    ($name:literal, $field:ident, $about:ident) => {
        Field {
            name: $name,
            whole: false,
            about: About::$about,
            get: |seen| seen.$field,
            set: |seen, value| seen.$field = value,
        }
    };
}

macro_rules! count {
    ($name:literal, $field:ident, $about:ident) => {
        Field {
            name: $name,
            whole: true,
            about: About::$about,
            get: |seen| seen.$field.map(f64::from),
            set: |seen, value| seen.$field = value.map(whole),
        }
    };
}

/// All of them.
pub(crate) const FIELDS: [Field; 13] = [
    real!("arrivalRatePerS", arrival_rate_per_s, Demand),
    real!("avgInputTokens", avg_input_tokens, Demand),
    real!("avgOutputTokens", avg_output_tokens, Demand),
    count!("currentReplicas", current_replicas, Replicas),
    count!("readyReplicas", ready_replicas, Replicas),
    count!("startingReplicas", starting_replicas, Replicas),
    real!("waitingRequests", waiting_requests, Other),
    real!("runningRequests", running_requests, Other),
    count!("maxBatchSize", max_batch_size, Other),
    real!("ttftMs", ttft_ms, Other),
    real!("itlMs", itl_ms, Other),
    real!("sampleAgeS", sample_age_s, Demand),
    real!("currentCostPerHour", current_cost_per_hour, Other),
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

//! The state of a variant between two decisions.

use serde::{Deserialize, Serialize};

use super::evidence::Evidence;
use super::history::History;
use super::inputs::Inputs;
use crate::decision::Load;
use crate::params::REPLICAS_LIMIT;

/// The state of one variant.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct VariantState {
    /// The last known load.
    pub(crate) load: Option<Load>,
    /// Since when its load is unknown.
    pub(crate) unknown_since_s: Option<f64>,
    /// The last known accelerator and batch.
    pub(crate) accelerator: Option<String>,
    pub(crate) max_batch: Option<u32>,
    /// The last known numbers of requests that wait and run.
    pub(crate) waiting_requests: Option<f64>,
    pub(crate) running_requests: Option<f64>,
    /// Replicas that were ordered, and since when.
    pub(crate) current: Option<Current>,
    /// Since when not all of the ordered replicas serve.
    pub(crate) starting_since_s: Option<f64>,
    /// New replicas that were ordered and do not all serve yet.
    pub(crate) ordered: Option<NewReplicas>,
    /// How long the last new replicas took until they served.
    pub(crate) start_up_s: Option<f64>,
    /// The last decision.
    pub(crate) desired: Option<u32>,
    /// Least and most replicas that were decided or seen since the target last had the desired
    /// number.
    pub(crate) on_the_way: Option<(u32, u32)>,
    /// Since when the load does not need the variant.
    pub(crate) unneeded_since_s: Option<f64>,
    /// What measured latency says about its profile.
    pub(crate) evidence: Evidence,
    /// Written as a section of its own.
    #[serde(skip)]
    pub(crate) history: History,
    /// Written as a section of its own.
    #[serde(skip)]
    pub(crate) inputs: Inputs,
}

/// Replicas that were seen.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Current {
    pub(crate) replicas: u32,
    pub(crate) since_s: f64,
}

/// New replicas that were ordered.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct NewReplicas {
    pub(crate) since_s: f64,
    /// Replicas that serve once all of them do.
    pub(crate) until_ready: u32,
    /// Replicas that served last.
    pub(crate) ready: u32,
}

impl VariantState {
    pub(super) fn is_sound(&self) -> bool {
        let numbers = [
            self.unknown_since_s,
            self.starting_since_s,
            self.ordered.map(|ordered| ordered.since_s),
            self.start_up_s,
            self.unneeded_since_s,
            self.waiting_requests,
            self.running_requests,
        ];
        numbers.into_iter().flatten().all(f64::is_finite)
            && self.current.is_none_or(Current::is_sound)
            && self.desired.is_none_or(|replicas| replicas <= REPLICAS_LIMIT)
            && self.load.is_none_or(is_load)
            && self.evidence.is_sound()
            && self.history.is_sound()
            && self.inputs.is_sound()
    }
}

impl Current {
    fn is_sound(self) -> bool {
        self.since_s.is_finite() && self.replicas <= REPLICAS_LIMIT
    }
}

/// Whether all of a load's numbers are finite and not negative.
fn is_load(load: Load) -> bool {
    [load.arrival_rate_per_s, load.avg_input_tokens, load.avg_output_tokens]
        .iter()
        .all(|number| number.is_finite() && *number >= 0.0)
}

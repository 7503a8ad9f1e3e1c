//! The policy's answer: numbers, and the reason for every one of them, as data.

use serde::{Deserialize, Serialize};

use crate::fault::floor;
use crate::reason::Reason;
use crate::snapshot::{Variant, WorkloadMemory};
use wva_model::Targets;
pub use wva_model::{Latency, Prediction};

/// The answer to one snapshot.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Decision {
    /// When it was made: the snapshot's time.
    pub at_unix_s: f64,
    /// Cost of all desired replicas, as far as their prices are known.
    pub cost_per_hour: f64,
    /// One entry per variant, in the order of their names.
    pub variants: Vec<VariantDecision>,
    /// To be given back with the next snapshot.
    pub memory: Vec<WorkloadMemory>,
}

/// The answer for one variant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VariantDecision {
    /// `namespace/name`.
    pub variant: String,
    /// Key of the workload it serves.
    pub workload: String,
    /// Whether the model could decide; if not, `binds` says why and `desired_replicas` is held.
    pub decided: bool,
    /// Accelerator that the replica numbers count on.
    pub accelerator: Option<String>,
    /// Replicas ordered now.
    pub current_replicas: Option<u32>,
    /// Replicas that the load needs, by the model.
    pub wanted_replicas: Option<u32>,
    /// Replicas to set: after bounds, and held where an input is unknown.
    pub desired_replicas: Option<u32>,
    /// Most requests in one batch that the numbers hold for.
    pub max_batch: Option<u32>,
    /// Cost of the desired replicas.
    pub cost_per_hour: Option<f64>,
    /// Power of the desired replicas, where the accelerator's power is known.
    pub power_w: Option<f64>,
    /// The demand it is to carry.
    pub load: Option<Load>,
    /// Where that is counted, if not at the variants.
    pub load_source: Option<Reason>,
    /// The targets it is to keep.
    pub targets: Option<Targets>,
    /// Latency to be expected of the desired replicas once they serve.
    pub expected: Option<Prediction>,
    /// Whether that keeps the targets.
    pub meets_targets: Option<bool>,
    /// The reason for the number.
    pub binds: Reason,
    /// A better accelerator than the one it runs on.
    pub recommendation: Option<Alternative>,
    /// The best choice for the workload without the chosen one.
    pub runner_up: Option<Alternative>,
    /// Every other candidate, with the reason why it was not chosen.
    pub others: Vec<Rejected>,
    /// Doubtful inputs that the numbers rest on.
    pub warnings: Vec<Reason>,
    /// All of it in one sentence.
    pub sentence: String,
}

impl VariantDecision {
    /// No decision for a variant, with the reason: it keeps the replicas that are ordered, and no fewer than
    /// the minimum where a cluster can have so many. Unknown ones stay unknown.
    #[must_use]
    pub fn held(variant: &Variant, binds: Reason) -> Self {
        let current = variant.observed.current_replicas;
        let desired_replicas = current.map(|replicas| replicas.max(floor(variant)));
        Self { desired_replicas, ..Self::undecided(variant, binds) }
    }

    /// No decision for a variant, with the reason and without a number.
    pub(crate) fn undecided(variant: &Variant, binds: Reason) -> Self {
        Self {
            variant: variant.name.clone(),
            workload: variant.workload.clone(),
            decided: false,
            accelerator: variant.running_on().map(str::to_owned),
            current_replicas: variant.observed.current_replicas,
            wanted_replicas: None,
            desired_replicas: None,
            max_batch: None,
            cost_per_hour: None,
            power_w: None,
            load: None,
            load_source: None,
            targets: None,
            expected: None,
            meets_targets: None,
            binds,
            recommendation: None,
            runner_up: None,
            others: Vec::new(),
            warnings: Vec::new(),
            sentence: String::new(),
        }
    }
}

/// Demand that reaches a variant, or a workload.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Load {
    /// λ.
    pub arrival_rate_per_s: f64,
    /// Mean prompt length.
    pub avg_input_tokens: f64,
    /// Mean length of an answer.
    pub avg_output_tokens: f64,
}

impl Load {
    /// No requests.
    pub(crate) const NONE: Self =
        Self { arrival_rate_per_s: 0.0, avg_input_tokens: 0.0, avg_output_tokens: 0.0 };

    /// Whether any request arrives.
    #[must_use]
    pub fn arrives(&self) -> bool {
        self.arrival_rate_per_s > 0.0
    }
}

/// Another choice and what it would cost.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Alternative {
    /// Variant that would carry the load.
    pub variant: String,
    /// Accelerator it would run on.
    pub accelerator: String,
    /// Replicas it would need.
    pub replicas: u32,
    /// Their cost.
    pub cost_per_hour: f64,
    /// Further cost of the whole solution compared with the chosen one; negative is cheaper.
    pub extra_cost_per_hour: f64,
    /// Their power, where the accelerator's power is known.
    pub power_w: Option<f64>,
}

/// A candidate that was not chosen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Rejected {
    /// Variant of the candidate.
    pub variant: String,
    /// Accelerator of the candidate.
    pub accelerator: String,
    /// Why it was not chosen.
    pub reason: Reason,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reason::Code;
    use crate::snapshot::Observation;

    #[test]
    fn what_is_held_is_what_is_ordered_and_no_less_than_a_minimum_that_can_be() {
        let held = |current_replicas, min_replicas| {
            let observed =
                Observation { current_replicas, ready_replicas: Some(2), ..Observation::default() };
            let variant = Variant { min_replicas, observed, ..Variant::default() };
            VariantDecision::held(&variant, Reason::new(Code::RefusedAnswer)).desired_replicas
        };
        assert_eq!(held(Some(5), 1), Some(5));
        assert_eq!(held(Some(1), 3), Some(3));
        assert_eq!(held(Some(5), u32::MAX), Some(5));
        assert_eq!(held(None, 3), None, "ready replicas are not those that are ordered");
    }
}

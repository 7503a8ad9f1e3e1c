//! A scale target and what was measured of it.

use serde::{Deserialize, Serialize};

use super::behavior::Behavior;

/// A scale target that serves a workload.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Variant {
    /// `namespace/name`.
    pub name: String,
    /// Key of the workload it serves.
    pub workload: String,
    /// Accelerator it was written for.
    pub accelerator: Option<String>,
    /// Consider no other accelerator than the one it runs on.
    pub keep_accelerator: bool,
    /// Never fewer, whatever the load.
    pub min_replicas: u32,
    /// Never more, whatever the load.
    pub max_replicas: Option<u32>,
    /// The server's largest batch, on any accelerator.
    pub max_batch: Option<u32>,
    /// Price of a replica where it runs; absent is that of the accelerator.
    pub cost_per_hour: Option<f64>,
    /// Devices of the accelerator's type that its pods ask for, all pods of a replica together; 0 is
    /// not known.
    #[serde(default)]
    pub devices_per_replica: Option<u32>,
    /// How fast its replicas may change; absent is at once.
    #[serde(default)]
    pub behavior: Option<Behavior>,
    /// How long nothing must have arrived before its last replica goes.
    #[serde(default)]
    pub retention_s: Option<f64>,
    /// How long a new replica takes until it serves; absent is learned.
    #[serde(default)]
    pub start_up_s: Option<f64>,
    /// Its measurements.
    pub observed: Observation,
}

/// Measurements of one variant; every absent value is unknown.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Observation {
    /// λ, requests that arrive at this variant's own pods.
    pub arrival_rate_per_s: Option<f64>,
    /// Of arrivals that are not all counted, the part that is: a lower bound.
    #[serde(default)]
    pub arrivals_at_least_per_s: Option<f64>,
    /// Mean prompt length.
    pub avg_input_tokens: Option<f64>,
    /// Mean length of an answer.
    pub avg_output_tokens: Option<f64>,
    /// Replicas ordered: `spec.replicas` of the target.
    pub current_replicas: Option<u32>,
    /// Replicas that serve.
    pub ready_replicas: Option<u32>,
    /// Replicas ordered that do not serve yet.
    pub starting_replicas: Option<u32>,
    /// Requests that wait for a batch.
    pub waiting_requests: Option<f64>,
    /// Requests in a batch.
    pub running_requests: Option<f64>,
    /// `--max-num-seqs` of the running server.
    pub max_batch_size: Option<u32>,
    /// Accelerator it really runs on.
    pub accelerator: Option<String>,
    /// Measured time to first token.
    pub ttft_ms: Option<f64>,
    /// Measured inter-token latency.
    pub itl_ms: Option<f64>,
    /// Age of the youngest sample.
    pub sample_age_s: Option<f64>,
    /// Cost of the current replicas, where the bill differs from the price list.
    pub current_cost_per_hour: Option<f64>,
}

impl Variant {
    /// The accelerator it runs on: seen, else declared.
    #[must_use]
    pub fn running_on(&self) -> Option<&str> {
        self.observed.accelerator.as_deref().or(self.accelerator.as_deref())
    }

    /// Whether its replicas run on an accelerator that is not known: it carries nothing that others could
    /// leave to it.
    #[must_use]
    pub fn runs_somewhere(&self) -> bool {
        self.observed.runs() && self.running_on().is_none()
    }
}

impl Observation {
    /// Whether replicas are known to be ordered.
    #[must_use]
    pub fn runs(&self) -> bool {
        self.current_replicas.is_some_and(|replicas| replicas > 0)
    }

    /// Whether no replica is known to be ordered.
    #[must_use]
    pub fn is_off(&self) -> bool {
        self.current_replicas == Some(0)
    }
}

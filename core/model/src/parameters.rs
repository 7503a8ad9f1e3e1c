//! The question: a replica and how fast it is.

use serde::{Deserialize, Serialize};

/// A performance model with the parameters fitted for it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum LatencyModel {
    /// The state-dependent queue, see `queue.rs`.
    Queue(QueueParameters),
}

impl LatencyModel {
    /// TTFT of a lone request with a prompt of one token.
    #[must_use]
    pub fn lone_ttft_ms(&self) -> f64 {
        match self {
            Self::Queue(queue) => queue.gamma_ms + queue.delta_ms_per_token,
        }
    }

    /// One decode step of a lone request.
    #[must_use]
    pub fn lone_itl_ms(&self) -> f64 {
        match self {
            Self::Queue(queue) => queue.alpha_ms + queue.beta_ms,
        }
    }
}

/// Parameters of the state-dependent queue.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct QueueParameters {
    /// α, fixed time of one decode step.
    pub alpha_ms: f64,
    /// β, further time of a decode step for each request in the batch.
    pub beta_ms: f64,
    /// γ, fixed time of a prefill.
    pub gamma_ms: f64,
    /// δ, further time of a prefill for each prompt token and request in the batch.
    pub delta_ms_per_token: f64,
}

/// One replica serving requests of one shape.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Replica {
    /// The model of latency and its parameters.
    pub latency: LatencyModel,
    /// Most requests in one batch.
    pub max_batch: u32,
    /// Places in the queue; ten for each place in the batch if absent.
    pub max_queue: Option<u32>,
    /// Mean prompt length.
    pub avg_input_tokens: f64,
    /// Mean length of an answer.
    pub avg_output_tokens: f64,
}

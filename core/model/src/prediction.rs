//! The answer: latency and use at a load.

use serde::{Deserialize, Serialize};

use super::params::PERCENTILES;
use super::targets::Quantity;

/// Latency and use of one replica at a load.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Prediction {
    /// λ, arrivals at one replica.
    pub arrival_rate_per_s: f64,
    /// Requests one replica finishes.
    pub throughput_per_s: f64,
    /// Time to first token: wait and prefill.
    pub ttft: Latency,
    /// Inter-token latency: the gap between two tokens.
    pub itl: Latency,
    /// Mean wait for a place in the batch.
    pub wait_ms: f64,
    /// Mean prefill.
    pub prefill_ms: f64,
    /// Mean time from arrival to the last token.
    pub response_ms: f64,
    /// Mean number of requests in the batch.
    pub in_service: f64,
    /// ρ, `in_service` / largest batch.
    pub utilization: f64,
    /// λ / saturation throughput; above 1 the replica is overloaded.
    pub load_ratio: f64,
    /// Largest rate the model answers for.
    pub max_rate_per_s: f64,
}

/// Mean and percentiles of a latency.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Latency {
    /// Mean.
    pub mean_ms: f64,
    /// Median.
    pub p50_ms: f64,
    /// 90th percentile.
    pub p90_ms: f64,
    /// 95th percentile.
    pub p95_ms: f64,
    /// 99th percentile.
    pub p99_ms: f64,
}

/// Means of one replica at one load.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Means {
    /// λ.
    pub arrival_rate_per_s: f64,
    /// Requests finished.
    pub throughput_per_s: f64,
    /// Wait for a place in the batch.
    pub wait_ms: f64,
    /// Prefill.
    pub prefill_ms: f64,
    /// Wait and prefill.
    pub ttft_ms: f64,
    /// Gap between two tokens.
    pub itl_ms: f64,
    /// Arrival to last token.
    pub response_ms: f64,
    /// Requests in the batch.
    pub in_service: f64,
    /// ρ = `in_service` / N.
    pub utilization: f64,
}

impl Means {
    /// The latency a target speaks of.
    pub(crate) fn latency_ms(&self, quantity: Quantity) -> f64 {
        match quantity {
            Quantity::Itl => self.itl_ms,
            Quantity::Ttft | Quantity::Tps => self.ttft_ms,
        }
    }
}

impl Prediction {
    /// The latency a target speaks of; no percentile is the mean. `None` for a percentile that is
    /// not predicted.
    #[must_use]
    pub fn latency_ms(&self, quantity: Quantity, percentile: Option<f64>) -> Option<f64> {
        let latency = match quantity {
            Quantity::Itl => self.itl,
            Quantity::Ttft | Quantity::Tps => self.ttft,
        };
        let Some(percentile) = percentile else { return Some(latency.mean_ms) };
        let predicted = [latency.p50_ms, latency.p90_ms, latency.p95_ms, latency.p99_ms];
        let at = PERCENTILES.iter().position(|known| known.total_cmp(&percentile).is_eq())?;
        predicted.get(at).copied()
    }
}

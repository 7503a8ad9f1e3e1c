//! The targets of a replica.

use serde::{Deserialize, Serialize};

/// The promise of a service class; all absent means throughput only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Targets {
    /// Time to first token.
    pub ttft: Option<LatencyTarget>,
    /// Inter-token latency.
    pub itl: Option<LatencyTarget>,
    /// Output tokens that must be possible per second, whatever arrives.
    pub tps_tokens_per_s: Option<f64>,
}

/// A latency and the share of requests (or tokens) it is promised to.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LatencyTarget {
    /// The promise.
    pub at_most_ms: f64,
    /// Percentile that must keep it; `None` is the mean.
    pub percentile: Option<f64>,
}

/// The quantity that a target limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// Time to first token.
    Ttft,
    /// Inter-token latency.
    Itl,
    /// Tokens per second.
    Tps,
}

impl std::fmt::Display for Quantity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Ttft => "ttft",
            Self::Itl => "itl",
            Self::Tps => "tps",
        })
    }
}

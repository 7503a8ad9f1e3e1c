//! The answer to a search for the largest load.

use serde::{Deserialize, Serialize};

use super::prediction::Prediction;

/// How a search for a largest rate ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Search {
    /// The largest rate.
    pub rate_per_s: f64,
    /// `found`, `no-target`, or `always`: the target holds up to the largest rate.
    pub outcome: String,
    /// Loads that were evaluated between the ends of the range.
    pub iterations: u32,
}

/// Largest arrival rates within each target, and the latency at the least of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Sizing {
    /// Within the TTFT target.
    pub ttft_rate: Search,
    /// Within the ITL target.
    pub itl_rate: Search,
    /// With the margin a TPS target asks for.
    pub tps_rate: Search,
    /// Latency and throughput at the least of the three.
    pub at: Prediction,
}

/// Largest rates within each target.
#[derive(Clone, Debug, PartialEq)]
pub struct Rates {
    /// Within the TTFT target.
    pub ttft: Search,
    /// Within the ITL target.
    pub itl: Search,
    /// With the margin a TPS target asks for.
    pub tps: Search,
}

impl Rates {
    /// The least of the three.
    #[must_use]
    pub fn least_per_s(&self) -> f64 {
        self.ttft.rate_per_s.min(self.itl.rate_per_s).min(self.tps.rate_per_s)
    }
}

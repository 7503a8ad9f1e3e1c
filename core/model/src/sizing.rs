//! The answer to a search for the largest load.

use serde::{Deserialize, Serialize};

use super::prediction::Prediction;
use super::targets::Quantity;

/// The end of a search for a largest rate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Outcome {
    /// More would miss the target.
    Found,
    /// The target holds up to the largest rate.
    Always,
    /// There is no target.
    NoTarget,
    /// Another policy's own.
    Foreign(String),
}

impl From<String> for Outcome {
    fn from(text: String) -> Self {
        match text.as_str() {
            "found" => Self::Found,
            "always" => Self::Always,
            "no-target" => Self::NoTarget,
            _ => Self::Foreign(text),
        }
    }
}

impl From<Outcome> for String {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Found => "found".to_owned(),
            Outcome::Always => "always".to_owned(),
            Outcome::NoTarget => "no-target".to_owned(),
            Outcome::Foreign(text) => text,
        }
    }
}

/// How a search for a largest rate ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Search {
    /// The largest rate.
    pub rate_per_s: f64,
    /// The end of the search.
    pub outcome: Outcome,
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

/// The largest rate that keeps all targets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Largest {
    /// λ.
    pub rate_per_s: f64,
    /// The target that sets it; `None` if only stability does.
    pub binds: Option<Quantity>,
    /// Requests one replica finishes at that rate.
    pub throughput_per_s: f64,
}

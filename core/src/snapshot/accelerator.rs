//! Devices, and how fast models are on them.

use serde::{Deserialize, Serialize};

use wva_model::LatencyModel;

/// A kind of device that can be ordered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Accelerator {
    /// Name that profiles and variants use.
    pub name: String,
    /// Hardware type; several accelerators may be cut from one type.
    pub device_type: String,
    /// Devices of the type in one unit of this accelerator.
    pub multiplicity: u32,
    /// Price of one unit.
    pub cost_per_hour: Option<f64>,
    /// Memory of one unit.
    pub memory_mib: Option<f64>,
    /// Power of one unit.
    pub power: Option<Power>,
}

/// Electrical power of one unit of an accelerator: a line from idle to the middle, and one from
/// there to full use.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Power {
    /// With nothing in the batch.
    pub idle_w: f64,
    /// At `mid_utilization`.
    pub mid_w: f64,
    /// With the batch always full.
    pub full_w: f64,
    /// Where the two lines meet, between 0 and 1.
    pub mid_utilization: f64,
}

/// How fast one model is on one accelerator.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Profile {
    /// Model the profile was measured with.
    pub model: String,
    /// Accelerator it was measured on.
    pub accelerator: String,
    /// Holds for this variant only, and then comes before a general one.
    pub variant: Option<String>,
    /// Units of the accelerator in one replica; 0 is not stated.
    pub acc_count: u32,
    /// Most requests in one batch.
    pub max_batch: Option<u32>,
    /// Output length that `max_batch` was found at; the batch is scaled to other lengths.
    pub at_tokens: Option<u32>,
    /// Memory one replica needs in all.
    pub memory_mib: Option<f64>,
    /// The model of latency and its parameters.
    pub latency: LatencyModel,
    /// Where the numbers come from.
    pub source: String,
}

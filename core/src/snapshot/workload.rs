//! Demand that shares one set of targets, and what is measured where its requests come in.

use serde::{Deserialize, Serialize};

use wva_model::Targets;

/// Demand that shares one set of targets.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Workload {
    /// Identifies the workload; variants name it.
    pub key: String,
    /// Model that is served.
    pub model: String,
    /// Service class, where one was found.
    pub class: Option<String>,
    /// 1 is served first, 100 last.
    pub priority: u32,
    /// The class's targets for the model; `None` where no class lists it.
    pub targets: Option<Targets>,
    /// Measurements at its entry: a router, a gateway or an endpoint picker.
    #[serde(default)]
    pub observed: WorkloadObservation,
}

/// Measurements where the requests of a workload come in; every absent value is unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct WorkloadObservation {
    /// λ, requests that come in for all variants together, without those that are turned away. Where
    /// it is known it is the demand, and the variants' own rates are how it divides.
    pub arrival_rate_per_s: Option<f64>,
    /// How good the source of that rate is: 1 counts requests that come in, 2 those that are
    /// dispatched, 3 is the engines' own count, 4 counts those that are completed.
    pub rank: Option<u32>,
    /// Requests that wait at the entry and have not reached any variant.
    pub queued_requests: Option<f64>,
    /// Requests that are turned away at the entry.
    pub turned_away_per_s: Option<f64>,
    /// Age of the youngest sample.
    pub sample_age_s: Option<f64>,
}

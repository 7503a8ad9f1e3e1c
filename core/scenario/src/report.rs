//! The outcome of a run.

use serde::Serialize;
use wva_manifests::Place;

/// The outcome of a run, as data.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// The point of the scenario.
    pub shows: String,
    /// Where it comes from.
    pub source: Option<String>,
    /// Time between two decisions.
    pub cycle_s: f64,
    /// Name of the money.
    pub currency: String,
    /// The run in numbers.
    pub summary: Summary,
    /// Expectations that do not hold.
    pub failures: Vec<Failure>,
    /// Decisions that make a variant smaller although the demand is missing, stale or contradictory.
    pub wrong_scale_downs: Vec<Failure>,
    /// Decisions after which less is served than before and than arrives.
    pub broken_laws: Vec<Failure>,
    /// Faults that begin and end.
    pub events: Vec<Event>,
    /// One for each cycle and variant, in that order.
    pub rows: Vec<Row>,
}

/// The run in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// Cycles, with and without a decision.
    pub cycles: u32,
    /// Desired replicas that differ from those of the decision before.
    pub changes: u32,
    /// The same per hour.
    pub changes_per_hour: f64,
    /// Decisions that make a variant smaller although the demand is missing, stale or contradictory.
    pub wrong_scale_downs: usize,
    /// Decisions after which less is served than before and than arrives.
    pub broken_laws: usize,
    /// Minutes in which ready replicas did not suffice, summed over workloads.
    pub minutes_below_target: f64,
    /// Cost of all replicas, draining ones too.
    pub cost: f64,
    /// Expectations that do not hold.
    pub failures: usize,
}

/// Something that is not as it must be.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Failure {
    /// When, s from the beginning.
    pub at_s: f64,
    /// Variant; workload or type of devices where all its variants are meant.
    pub variant: String,
    /// The expected value.
    pub expected: String,
    /// The value in the run.
    pub was: String,
    /// Where it was expected.
    pub place: Option<Place>,
}

/// A fault begins or ends.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    /// When, s from the beginning.
    pub at_s: f64,
    /// The fault, in words.
    pub text: String,
    /// Whether it begins or is over.
    pub begins: bool,
}

/// One variant in one cycle.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// When, s from the beginning.
    pub at_s: f64,
    /// `namespace/name`.
    pub variant: String,
    /// Key of its workload.
    pub workload: String,
    /// The true arrivals at the workload.
    pub load_per_s: f64,
    /// Replicas ordered.
    pub current: u32,
    /// Replicas that serve.
    pub ready: u32,
    /// Requests that wait.
    pub waiting: f64,
    /// Rate that ready replicas serve within the targets ÷ rate of arrivals; `null` where the
    /// policy does not say it, or nothing arrives.
    pub coverage: Option<f64>,
    /// Whether the workload misses its targets: ready replicas do not suffice, or more requests wait
    /// than do while they suffice.
    pub below_target: bool,
    /// Whether the policy could decide; `null` where it was not asked.
    pub decided: Option<bool>,
    /// Replicas that the load needs, by the model.
    pub wanted: Option<u32>,
    /// Replicas to set.
    pub desired: Option<u32>,
    /// Type of the devices that it runs on; `null` where its accelerator is not known.
    pub device_type: Option<String>,
    /// Devices that the replicas to set take.
    pub devices: Option<u64>,
    /// Code of the reason for the number.
    pub binds: Option<String>,
    /// All of it in one sentence.
    pub sentence: Option<String>,
}

impl Report {
    /// Whether everything is as it must be.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.failures.is_empty() && self.wrong_scale_downs.is_empty() && self.broken_laws.is_empty()
    }
}

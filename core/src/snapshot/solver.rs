//! How many devices there are, and how they are shared out.

use serde::{Deserialize, Serialize};

/// Devices of one type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Capacity {
    /// The type, as accelerators name it.
    pub device_type: String,
    /// Devices there are for all variants together.
    pub units: u32,
}

/// How devices are shared out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Solver {
    /// As if there were enough of everything.
    Unlimited,
    /// By priority, then by what missing the best choice would cost.
    Greedy(Greedy),
}

/// Rules of the greedy solver.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Greedy {
    /// The replicas of a workload whose whole demand does not fit.
    pub saturation_policy: SaturationPolicy,
    /// Only after every priority was served, instead of after its own.
    pub delayed_best_effort: bool,
}

/// The replicas of a workload whose whole demand does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SaturationPolicy {
    /// Nothing.
    None,
    /// As many replicas as fit, one workload after the other.
    PriorityExhaustive,
    /// One replica at a time in turn, within a priority.
    PriorityRoundRobin,
    /// One replica at a time in turn.
    RoundRobin,
}

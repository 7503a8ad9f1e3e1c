//! The question to the policy: everything it may know, as data.
//!
//! The last word of a field's name is its unit. A missing value is `None` and means *unknown*;
//! zero means zero. [`crate::check`] refuses what no decision could be made from,
//! [`crate::fault`] finds what only some variants depend on.

mod accelerator;
mod behavior;
mod solver;
mod variant;
mod workload;

use serde::{Deserialize, Serialize};

pub use self::accelerator::{Accelerator, Power, Profile};
pub use self::behavior::{Behavior, ScalingKind, ScalingPolicy, ScalingRules, SelectPolicy};
pub use self::solver::{Capacity, Greedy, SaturationPolicy, Solver};
pub use self::variant::{Observation, Variant};
pub use self::workload::{Workload, WorkloadObservation};
pub use wva_model::{LatencyModel, LatencyTarget, QueueParameters, Targets};

/// Version of the contract, as written into every snapshot file.
pub const INTERFACE_VERSION: &str = "0.1.0";

/// A snapshot file: the policy's whole input.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PolicyInput {
    /// Version of the contract the input was written for.
    pub interface_version: String,
    /// The state of the world.
    pub snapshot: Snapshot,
    /// The policy's memory of its last decision; losing it is safe.
    #[serde(default)]
    pub memory: Vec<WorkloadMemory>,
}

impl PolicyInput {
    /// A question in this version of the contract.
    #[must_use]
    pub fn of(snapshot: Snapshot, memory: Vec<WorkloadMemory>) -> Self {
        Self { interface_version: INTERFACE_VERSION.to_owned(), snapshot, memory }
    }
}

/// The policy's memory of one workload: opaque bytes, bounded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WorkloadMemory {
    /// Key of the workload.
    pub workload: String,
    /// First byte: version of the format.
    pub bytes: Vec<u8>,
}

/// The state of the world at one moment.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Snapshot {
    /// When the decision is made, seconds since 1970-01-01 UTC.
    pub at_unix_s: f64,
    /// Name of the money in every price, for texts only.
    pub currency: String,
    /// Accelerator types with their prices.
    pub accelerators: Vec<Accelerator>,
    /// How fast a model is on an accelerator.
    pub profiles: Vec<Profile>,
    /// Demand with one set of targets: namespace × model × service class.
    pub workloads: Vec<Workload>,
    /// Scale targets that serve the workloads.
    pub variants: Vec<Variant>,
    /// How many devices there are; a type that is not listed is unlimited.
    #[serde(default)]
    pub capacities: Vec<Capacity>,
    /// How devices are shared out; absent is greedy where anything is limited, with as many
    /// replicas as fit for those that miss out, by priority.
    #[serde(default)]
    pub solver: Option<Solver>,
    /// How calm decisions are, where it differs from the defaults.
    #[serde(default)]
    pub calm: Calm,
}

/// How calm decisions are; what is absent has the default of [`crate::params`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Calm {
    /// Share of the cost that a change of the accelerator must save: 0.1.
    pub switch_saving_ratio: Option<f64>,
    /// How long it must have saved that without a break: 600 s.
    pub switch_after_s: Option<f64>,
    /// How long what is unknown is taken to be as it was last: 900 s. Then the variant is undecided,
    /// and still keeps its replicas.
    pub hold_s: Option<f64>,
    /// How long nothing must have arrived before the last replica goes, for variants that do not say
    /// so themselves: 600 s.
    pub retention_s: Option<f64>,
    /// How long it may take until a backlog is served, from when replicas ordered for it begin to serve:
    /// their start-up time, 60 s at least.
    pub backlog_clear_s: Option<f64>,
}

impl Snapshot {
    /// The solver that is asked for, or that the limits call for.
    #[must_use]
    pub fn solver(&self) -> Solver {
        let greedy = Solver::Greedy(Greedy {
            saturation_policy: SaturationPolicy::PriorityExhaustive,
            delayed_best_effort: false,
        });
        let limited = !self.capacities.is_empty();
        self.solver.unwrap_or(if limited { greedy } else { Solver::Unlimited })
    }
}

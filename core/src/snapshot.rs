//! What the policy is asked: everything it may know, as data.
//!
//! The last word of a field's name is its unit. A missing value is `None` and means *unknown*;
//! zero means zero. [`crate::check`] refuses what no decision could be made from.

use serde::{Deserialize, Serialize};

/// Version of the contract, as written into every snapshot file.
pub const INTERFACE_VERSION: &str = "1.0.0";

/// A snapshot file: the policy's whole input.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PolicyInput {
    /// Version of the contract the input was written for.
    pub interface_version: String,
    /// The state of the world.
    pub snapshot: Snapshot,
    /// What the policy remembered of its last decision; losing it is safe.
    #[serde(default)]
    pub memory: Vec<WorkloadMemory>,
}

/// What the policy remembers of one workload: opaque bytes, bounded.
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
}

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
    /// What a workload gets whose whole demand does not fit.
    pub saturation_policy: SaturationPolicy,
    /// Only after every priority was served, instead of after its own.
    pub delayed_best_effort: bool,
}

/// What a workload gets whose whole demand does not fit.
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
    /// What one unit draws.
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
    /// Units of the accelerator in one replica; 0 counts as 1.
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

/// A performance model with the parameters fitted for it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum LatencyModel {
    /// The state-dependent queue, see [`crate::model::queue`].
    Queue(QueueParameters),
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

/// Demand that shares one set of targets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
}

/// What a service class promises; all absent means throughput only.
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

/// A scale target that serves a workload.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Variant {
    /// `namespace/name`.
    pub name: String,
    /// Key of the workload it serves.
    pub workload: String,
    /// Accelerator it was written for.
    pub accelerator: Option<String>,
    /// Consider no other accelerator than the one it runs on.
    pub keep_accelerator: bool,
    /// Never fewer, whatever the load.
    pub min_replicas: u32,
    /// Never more, whatever the load.
    pub max_replicas: Option<u32>,
    /// The server's largest batch, on any accelerator.
    pub max_batch: Option<u32>,
    /// Price of a replica, used where the accelerator has none.
    pub cost_per_hour: Option<f64>,
    /// How fast its replicas may change; absent is at once.
    #[serde(default)]
    pub behavior: Option<Behavior>,
    /// How long nothing must have arrived before its last replica goes.
    #[serde(default)]
    pub retention_s: Option<f64>,
    /// How long a new replica takes until it serves; absent is learned.
    #[serde(default)]
    pub start_up_s: Option<f64>,
    /// What was seen of it.
    pub observed: Observation,
}

/// How fast replicas may change, in the words of the HorizontalPodAutoscaler and with its defaults
/// for whatever is absent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Behavior {
    /// Without a window, the larger of 4 replicas and 100 % in 15 s.
    pub scale_up: ScalingRules,
    /// 300 s of stabilization, 100 % in 15 s.
    pub scale_down: ScalingRules,
}

/// Rules for one direction.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ScalingRules {
    /// How long the most cautious of all recommendations is followed.
    pub stabilization_window_s: Option<u32>,
    /// Steps that are allowed; none or an empty list are the default ones.
    pub policies: Option<Vec<ScalingPolicy>>,
    /// Which of the steps counts; absent is the largest.
    pub select_policy: Option<SelectPolicy>,
    /// Relative difference from the current replicas that is ignored; absent is 0.
    pub tolerance: Option<f64>,
}

/// A step that is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ScalingPolicy {
    /// What the value counts.
    pub kind: ScalingKind,
    /// Replicas, or percent of the replicas at the beginning of the period.
    pub value: u32,
    /// In so much time.
    pub period_s: u32,
}

/// What the value of a scaling policy counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ScalingKind {
    /// Replicas.
    Pods,
    /// Percent of the replicas.
    Percent,
}

/// Which of several steps counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SelectPolicy {
    /// The largest.
    Max,
    /// The smallest.
    Min,
    /// No step in this direction.
    Disabled,
}

/// What was measured of one variant; every absent value is unknown.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Observation {
    /// λ, requests that arrive at this variant's own pods.
    pub arrival_rate_per_s: Option<f64>,
    /// Mean prompt length.
    pub avg_input_tokens: Option<f64>,
    /// Mean length of an answer.
    pub avg_output_tokens: Option<f64>,
    /// Replicas ordered: `spec.replicas` of the target.
    pub current_replicas: Option<u32>,
    /// Replicas that serve.
    pub ready_replicas: Option<u32>,
    /// Replicas ordered that do not serve yet.
    pub starting_replicas: Option<u32>,
    /// Requests that wait for a batch.
    pub waiting_requests: Option<f64>,
    /// Requests in a batch.
    pub running_requests: Option<f64>,
    /// `--max-num-seqs` of the running server.
    pub max_batch_size: Option<u32>,
    /// Accelerator it really runs on.
    pub accelerator: Option<String>,
    /// Measured time to first token.
    pub ttft_ms: Option<f64>,
    /// Measured inter-token latency.
    pub itl_ms: Option<f64>,
    /// Age of the youngest sample.
    pub sample_age_s: Option<f64>,
    /// What the current replicas cost, where the bill says other than the price list.
    pub current_cost_per_hour: Option<f64>,
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

impl Variant {
    /// The accelerator it runs on: seen, else declared.
    #[must_use]
    pub fn running_on(&self) -> Option<&str> {
        self.observed.accelerator.as_deref().or(self.accelerator.as_deref())
    }
}

impl Observation {
    /// Whether replicas are known to be ordered.
    #[must_use]
    pub fn runs(&self) -> bool {
        self.current_replicas.is_some_and(|replicas| replicas > 0)
    }

    /// Whether no replica is known to be ordered.
    #[must_use]
    pub fn is_off(&self) -> bool {
        self.current_replicas == Some(0)
    }
}

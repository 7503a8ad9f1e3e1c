//! The list of reason codes.

use serde::{Deserialize, Serialize};

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $code:ident = $text:literal,)*) => {
        /// The codes of this engine, as `docs/reasons.md` lists them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Code {
            $($(#[doc = $doc])+ $code,)*
        }

        impl Code {
            /// The code as it is written in a decision.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$code => $text,)*
                }
            }

            /// The code that is written so.
            #[must_use]
            pub fn of(text: &str) -> Option<Self> {
                match text {
                    $($text => Some(Self::$code),)*
                    _ => None,
                }
            }
        }
    };
}

codes! {
    /// Time to first token sets the number of replicas.
    Ttft = "ttft",
    /// Inter-token latency sets the number of replicas.
    Itl = "itl",
    /// The throughput target sets the number of replicas.
    Tps = "tps",
    /// No latency target binds; the replicas are what the load needs to stay stable.
    Saturation = "saturation",
    /// One replica carries the load within the targets.
    OneReplica = "one-replica",
    /// No load; nothing but the minimum is needed.
    NoLoad = "no-load",
    /// The lower bound sets the number of replicas.
    MinReplicas = "min-replicas",
    /// The upper bound sets the number of replicas.
    MaxReplicas = "max-replicas",
    /// The devices that are left set the number of replicas.
    Capacity = "capacity",
    /// Held for calm alone, and a higher priority needs the devices.
    Preempted = "preempted",
    /// All numbers together take more devices than there are.
    OverCapacity = "over-capacity",
    /// Another variant of the workload carries the load.
    CarriedElsewhere = "carried-elsewhere",
    /// Held until the variant that takes over is ready.
    MakeBeforeBreak = "make-before-break",
    /// Arrivals or lengths are not known.
    UnknownLoad = "unknown-load",
    /// A part of the workload's arrivals is not known: it may grow, never shrink.
    PartlyUnknownLoad = "partly-unknown-load",
    /// The ordered replicas of a variant are not known.
    UnknownReplicas = "unknown-replicas",
    /// An accelerator is seen once, or was seen elsewhere than it is declared.
    UnconfirmedAccelerator = "unconfirmed-accelerator",
    /// The load is taken from the running requests, which contradict the counted arrivals.
    Occupancy = "occupancy",
    /// The arrivals are counted where requests come in.
    CountedAtEntry = "counted-at-entry",
    /// No performance parameters for the model on the accelerator.
    NoProfile = "no-profile",
    /// Neither the accelerator nor the variant has a price.
    NoPrice = "no-price",
    /// No service class lists the model.
    NoServiceClass = "no-service-class",
    /// The accelerator is not known.
    NoAccelerator = "no-accelerator",
    /// The target cannot be met at any load.
    Infeasible = "infeasible",
    /// The parameters are outside the model's domain.
    OutOfDomain = "out-of-domain",
    /// The model does not fit in the memory of the accelerator.
    Memory = "memory",
    /// Contradicting settings.
    InvalidConfiguration = "invalid-configuration",
    /// Not needed, but not yet for long enough to let the last replica go.
    Retention = "retention",
    /// Requests wait and no replica runs.
    Wake = "wake",
    /// More requests wait than are expected of the load.
    Backlog = "backlog",
    /// Measured latency contradicts the profile, and sets the number of replicas.
    MeasuredLatency = "measured-latency",
    /// Measured latency misses a target, or nearly, that the model keeps: nothing shrinks.
    MeasuredSlow = "measured-slow",
    /// Measured latency is far from the prediction.
    MeasuredUnlike = "measured-unlike",
    /// Too small a change to be made.
    Tolerance = "tolerance",
    /// Not asked for over a whole stabilization window.
    Stabilization = "stabilization",
    /// Further than the scaling policies go at once.
    ScalingPolicy = "scaling-policy",
    /// It would take the load over, but has not saved enough for long enough.
    SwitchPending = "switch-pending",
    /// It was to carry the load and did not; it is tried again after a pause.
    SwitchPaused = "switch-paused",
    /// Not all replicas serve yet.
    Starting = "starting",
    /// Feasible, but not the cheapest.
    CostsMore = "costs-more",
    /// Cheaper to run, but the change of the accelerator outweighs it.
    ChangeCostsMore = "change-costs-more",
    /// Better, but the replicas run elsewhere: see the recommendation.
    Recommended = "recommended",
    /// Nothing states the largest batch; vLLM's default is taken.
    AssumedBatch = "assumed-batch",
    /// The engine's own check refused its plan; a defect, please report it.
    Unsound = "unsound",
    /// The host refused the policy's answer for the workload, or the policy fails on it.
    RefusedAnswer = "refused-answer",
}

/// A code in a decision: one of this engine's, or another policy's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum ReasonCode {
    /// One of this engine's.
    Known(Code),
    /// Another policy's own.
    Foreign(String),
}

impl ReasonCode {
    /// The code as it is written in a decision.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Known(code) => code.as_str(),
            Self::Foreign(text) => text,
        }
    }
}

impl From<String> for ReasonCode {
    fn from(text: String) -> Self {
        Code::of(&text).map_or(Self::Foreign(text), Self::Known)
    }
}

impl From<ReasonCode> for String {
    fn from(code: ReasonCode) -> Self {
        match code {
            ReasonCode::Known(code) => code.as_str().to_owned(),
            ReasonCode::Foreign(text) => text,
        }
    }
}

impl PartialEq<str> for ReasonCode {
    fn eq(&self, written: &str) -> bool {
        self.as_str() == written
    }
}

impl PartialEq<&str> for ReasonCode {
    fn eq(&self, written: &&str) -> bool {
        self.as_str() == *written
    }
}

impl std::fmt::Display for ReasonCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

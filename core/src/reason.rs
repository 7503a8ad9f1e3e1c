//! Why: a code from a documented list, a text for people, the numbers behind it.

use serde::{Deserialize, Serialize};

/// A reason, as data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Reason {
    /// One of the codes in `docs/reasons.md`; a list that grows, so a string.
    pub code: String,
    /// The reason as a clause, without a full stop.
    pub text: String,
    /// The numbers the text speaks of.
    pub values: Vec<NamedValue>,
}

/// A number and what it is; the last word of the name is the unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NamedValue {
    /// For example `targetMs`.
    pub name: String,
    /// Finite.
    pub value: f64,
}

/// The list of codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// Time to first token sets the number of replicas.
    Ttft,
    /// Inter-token latency sets the number of replicas.
    Itl,
    /// The throughput target sets the number of replicas.
    Tps,
    /// No latency target binds; the replicas are what the load needs to stay stable.
    Saturation,
    /// One replica carries the load within the targets.
    OneReplica,
    /// No load; nothing but the minimum is needed.
    NoLoad,
    /// The lower bound sets the number of replicas.
    MinReplicas,
    /// The upper bound sets the number of replicas.
    MaxReplicas,
    /// The devices that are left set the number of replicas.
    Capacity,
    /// Another variant of the workload carries the load.
    CarriedElsewhere,
    /// Held until the variant that takes over is ready.
    MakeBeforeBreak,
    /// Arrivals or lengths are not known.
    UnknownLoad,
    /// A part of the workload's arrivals is not known: it may grow, never shrink.
    PartlyUnknownLoad,
    /// No performance parameters for the model on the accelerator.
    NoProfile,
    /// Neither the accelerator nor the variant has a price.
    NoPrice,
    /// No service class lists the model.
    NoServiceClass,
    /// The accelerator is not known.
    NoAccelerator,
    /// The target cannot be met at any load.
    Infeasible,
    /// The parameters are outside the model's domain.
    OutOfDomain,
    /// The model does not fit in the memory of the accelerator.
    Memory,
    /// Contradicting settings.
    InvalidConfiguration,
    /// Not needed, but not yet for long enough to let the last replica go.
    Retention,
    /// Requests wait and no replica runs.
    Wake,
    /// Too small a change to be made.
    Tolerance,
    /// Not asked for over a whole stabilization window.
    Stabilization,
    /// Further than the scaling policies go at once.
    ScalingPolicy,
    /// It would take the load over, but has not saved enough for long enough.
    SwitchPending,
    /// Not all replicas serve yet.
    Starting,
    /// Feasible, but not the cheapest.
    CostsMore,
    /// Cheaper to run, but the change of the accelerator outweighs it.
    ChangeCostsMore,
    /// Better, but the replicas run elsewhere: see the recommendation.
    Recommended,
    /// Nothing states the largest batch; vLLM's default is taken.
    AssumedBatch,
    /// The engine's own check refused its plan; a defect, please report it.
    Unsound,
}

impl Code {
    /// The code as it is written in a decision.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ttft => "ttft",
            Self::Itl => "itl",
            Self::Tps => "tps",
            Self::Saturation => "saturation",
            Self::OneReplica => "one-replica",
            Self::NoLoad => "no-load",
            Self::MinReplicas => "min-replicas",
            Self::MaxReplicas => "max-replicas",
            Self::Capacity => "capacity",
            Self::CarriedElsewhere => "carried-elsewhere",
            Self::MakeBeforeBreak => "make-before-break",
            Self::UnknownLoad => "unknown-load",
            Self::PartlyUnknownLoad => "partly-unknown-load",
            Self::NoProfile => "no-profile",
            Self::NoPrice => "no-price",
            Self::NoServiceClass => "no-service-class",
            Self::NoAccelerator => "no-accelerator",
            Self::Infeasible => "infeasible",
            Self::OutOfDomain => "out-of-domain",
            Self::Memory => "memory",
            Self::InvalidConfiguration => "invalid-configuration",
            Self::Retention => "retention",
            Self::Wake => "wake",
            Self::Tolerance => "tolerance",
            Self::Stabilization => "stabilization",
            Self::ScalingPolicy => "scaling-policy",
            Self::SwitchPending => "switch-pending",
            Self::Starting => "starting",
            Self::CostsMore => "costs-more",
            Self::ChangeCostsMore => "change-costs-more",
            Self::Recommended => "recommended",
            Self::AssumedBatch => "assumed-batch",
            Self::Unsound => "unsound",
        }
    }
}

impl Reason {
    /// A reason without numbers.
    pub fn new(code: Code, text: impl Into<String>) -> Self {
        Self { code: code.as_str().to_owned(), text: text.into(), values: Vec::new() }
    }

    /// The same reason with one more number; one that is not finite is left out.
    #[must_use]
    pub fn with(mut self, name: &str, value: f64) -> Self {
        if value.is_finite() {
            self.values.push(NamedValue { name: name.to_owned(), value });
        }
        self
    }

    /// Whether this is the reason of that code.
    #[must_use]
    pub fn is(&self, code: Code) -> bool {
        self.code == code.as_str()
    }
}

//! A variant on an accelerator, as one replica of it: what it serves, takes and costs.

use super::aim::Aim;
use crate::decision::Rejected;
use crate::index::Devices;
use crate::reason::Reason;
use crate::snapshot::Variant;
use wva_model::Model;

/// A variant on an accelerator.
#[derive(Clone, Debug)]
pub struct Offer<'w> {
    /// The variant.
    pub variant: &'w Variant,
    /// Accelerator it would run on.
    pub accelerator: &'w str,
    /// Most requests in one batch.
    pub max_batch: u32,
    /// Whether the batch is vLLM's default, because no source states one.
    pub batch_assumed: bool,
    /// The devices one replica takes.
    pub devices: Devices<'w>,
    /// Replicas it keeps even while another variant carries the load.
    pub reserved_replicas: u32,
    /// Price of one replica.
    pub price_per_hour: f64,
    /// The variant's cost while another one carries the load.
    pub rest: Rest,
    /// The targets that its capacity is for.
    pub aim: Aim,
    /// The service of one replica.
    pub service: Service,
    /// The load counts so many times, by measured latency; 1 where nothing contradicts the profile.
    pub load_factor: f64,
}

/// A variant at its floor, while another variant of the workload carries the load; all zero for
/// one that serves its workload alone.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rest {
    /// Cost of the floor.
    pub cost_per_hour: f64,
    /// Cost of getting there from the current allocation.
    pub value: f64,
}

/// The service of one replica, by the model.
#[derive(Clone, Copy, Debug)]
pub enum Service {
    /// Nothing arrives.
    Idle {
        /// A lone request with a prompt of one token, as upstream reports it: the token lengths
        /// are unknown while nothing arrives.
        ttft_ms: f64,
        /// One decode step of a lone request.
        itl_ms: f64,
    },
    /// Requests arrive.
    Loaded {
        /// The model at the load's token lengths.
        model: Model,
        /// The largest rate within the targets.
        largest_per_s: f64,
        /// Requests one replica finishes at the largest rate within its targets.
        capacity_per_s: f64,
    },
}

impl Offer<'_> {
    /// It is not taken, for a reason.
    pub(crate) fn rejected(&self, reason: Reason) -> Rejected {
        let (variant, accelerator) = (self.variant.name.clone(), self.accelerator.to_owned());
        Rejected { variant, accelerator, reason }
    }

    /// Devices of `replicas` beyond the reserved ones.
    #[must_use]
    pub fn units(&self, replicas: u32) -> u64 {
        u64::from(replicas.saturating_sub(self.reserved_replicas)) * self.devices.units_per_replica
    }

    /// Cost of `replicas`.
    #[must_use]
    pub fn cost_per_hour(&self, replicas: u32) -> f64 {
        self.price_per_hour * f64::from(replicas)
    }

    /// Power of `replicas` at a utilization; `None` if the accelerator has no power curve.
    #[must_use]
    pub fn power_w(&self, replicas: u32, utilization: f64) -> Option<f64> {
        let (power, units) = self.devices.power?;
        Some(power.at(utilization)? * f64::from(units) * f64::from(replicas))
    }

    /// Whether the variant runs on the offer's accelerator. A variant whose accelerator is unknown
    /// may run on any.
    #[must_use]
    pub fn stays(&self) -> bool {
        self.variant.running_on().is_none_or(|running| running == self.accelerator)
    }

    /// Whether both are the same variant on the same accelerator.
    #[must_use]
    pub fn is(&self, other: &Offer<'_>) -> bool {
        self.variant.name == other.variant.name && self.accelerator == other.accelerator
    }

    /// The rate at which the model's replica is as fast as a real one at `rate_per_s`.
    #[must_use]
    pub fn counted_per_s(&self, rate_per_s: f64) -> f64 {
        rate_per_s * self.load_factor
    }

    /// Requests one replica finishes within the targets; `None` if nothing arrives.
    #[must_use]
    pub fn capacity_per_s(&self) -> Option<f64> {
        match self.service {
            Service::Idle { .. } => None,
            Service::Loaded { capacity_per_s, .. } => Some(capacity_per_s / self.load_factor),
        }
    }
}

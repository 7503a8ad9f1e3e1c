//! One way to serve a workload: a variant on an accelerator with the replicas the load needs.

use crate::model::QueueModel;
use crate::model::queue::Means;
use crate::reason::Code;
use crate::snapshot::{Power, Variant};

/// One way to serve a workload.
#[derive(Clone, Debug)]
pub struct Candidate<'a> {
    /// Who would carry the load.
    pub variant: &'a Variant,
    /// Accelerator it would run on.
    pub accelerator: &'a str,
    /// Replicas the load needs, before bounds.
    pub needed: u32,
    /// Replicas within the variant's bounds.
    pub replicas: u32,
    /// Most requests in one batch.
    pub max_batch: u32,
    /// Nothing states the batch; vLLM's default is taken.
    pub batch_assumed: bool,
    /// Type of the devices it runs on.
    pub device_type: &'a str,
    /// Devices of that type in one replica.
    pub units_per_replica: u64,
    /// What one unit of the accelerator draws, and its units in one replica.
    pub power: Option<(&'a Power, u32)>,
    /// Replicas it keeps even while another variant carries the load.
    pub reserved_replicas: u32,
    /// Price of one replica.
    pub price_per_hour: f64,
    /// What the replicas cost.
    pub cost_per_hour: f64,
    /// Cost of getting there from the current allocation; the solver's objective.
    pub value: f64,
    /// What the variant costs if another one carries the load.
    pub rest: Rest,
    /// What sets the number of replicas.
    pub binds: Code,
    /// How one replica does at its share of the load.
    pub service: Service,
}

/// A variant at its floor, while another variant of the workload carries the load; all zero for
/// one that serves its workload alone.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rest {
    /// What the floor costs.
    pub cost_per_hour: f64,
    /// Cost of getting there from the current allocation.
    pub value: f64,
}

/// What the model says of one replica of a candidate.
#[derive(Clone, Copy, Debug)]
pub enum Service {
    /// Nothing arrives.
    Idle {
        /// A lone request with a prompt of one token, as upstream reports it: the lengths of
        /// requests that have not come are unknown.
        ttft_ms: f64,
        /// One decode step of a lone request.
        itl_ms: f64,
    },
    /// Requests arrive.
    Loaded {
        /// The model at the load's token lengths.
        model: QueueModel,
        /// Requests one replica finishes at the largest rate within its targets.
        capacity_per_s: f64,
        /// Rate the replicas are sized for, all together.
        total_rate_per_s: f64,
    },
}

impl Candidate<'_> {
    /// Devices it needs for `replicas`, beyond those that are reserved for it anyway.
    #[must_use]
    pub fn units(&self, replicas: u32) -> u64 {
        u64::from(replicas.saturating_sub(self.reserved_replicas)) * self.units_per_replica
    }

    /// The candidate with fewer replicas than it needs.
    #[must_use]
    pub fn reduced_to(&self, replicas: u32) -> Self {
        let cost_per_hour = self.price_per_hour * f64::from(replicas);
        Self { replicas, cost_per_hour, binds: Code::Capacity, ..self.clone() }
    }

    /// How one replica does at its share of the load; `None` if nothing arrives.
    #[must_use]
    pub fn means(&self) -> Option<Means> {
        match &self.service {
            Service::Idle { .. } => None,
            Service::Loaded { model, total_rate_per_s, .. } => {
                Some(model.means(total_rate_per_s / f64::from(self.replicas.max(1))))
            }
        }
    }

    /// What `replicas` draw at a utilization, as far as that is known.
    #[must_use]
    pub fn power_w(&self, replicas: u32, utilization: f64) -> Option<f64> {
        let (power, units) = self.power?;
        Some(power.at(utilization)? * f64::from(units) * f64::from(replicas))
    }

    /// Share of the load that it carries within the targets.
    #[must_use]
    pub fn carried(&self) -> f64 {
        if self.falls_short() { f64::from(self.replicas) / f64::from(self.needed) } else { 1.0 }
    }

    /// Whether it stays on the accelerator that the variant runs on; where that is not known,
    /// any will do.
    #[must_use]
    pub fn stays(&self) -> bool {
        self.variant.running_on().is_none_or(|running| running == self.accelerator)
    }

    /// Cost beyond what the variant costs at rest.
    #[must_use]
    pub fn marginal_cost(&self) -> f64 {
        self.cost_per_hour - self.rest.cost_per_hour
    }

    /// Value beyond that of the variant at rest.
    #[must_use]
    pub fn marginal_value(&self) -> f64 {
        self.value - self.rest.value
    }

    /// Whether a limit keeps it from serving the load within its targets.
    #[must_use]
    pub fn falls_short(&self) -> bool {
        self.replicas < self.needed
    }
}

//! An offer with the replicas that the whole load of the workload needs.

use super::offer::Offer;
use crate::reason::Code;

/// One way to serve a whole workload.
#[derive(Clone, Debug)]
pub struct Candidate<'w> {
    /// The variant and its accelerator.
    pub offer: Offer<'w>,
    /// Rate the replicas are sized for, all together; 0 if nothing arrives.
    pub rate_per_s: f64,
    /// Replicas the load and the backlog need, before bounds.
    pub needed: u32,
    /// Replicas that the load alone needs.
    pub keeps_up: u32,
    /// Replicas within the variant's bounds.
    pub replicas: u32,
    /// Cost of getting there from the current allocation; the solver's objective.
    pub value: f64,
    /// The rule that sets the number of replicas.
    pub binds: Code,
}

impl Candidate<'_> {
    /// Whether the variant runs on the offer's accelerator; see [`Offer::stays`].
    #[must_use]
    pub fn stays(&self) -> bool {
        self.offer.stays()
    }

    /// Whether it is the named variant where that runs.
    pub(crate) fn is_here(&self, variant: &str) -> bool {
        self.stays() && self.offer.variant.name == variant
    }

    /// Cost of the replicas.
    #[must_use]
    pub fn cost_per_hour(&self) -> f64 {
        self.offer.cost_per_hour(self.replicas)
    }

    /// Share of the load that it carries within the targets.
    #[must_use]
    pub fn carried(&self) -> f64 {
        carried(self.replicas, self.keeps_up)
    }

    /// Cost beyond what the variant costs at rest.
    #[must_use]
    pub fn marginal_cost(&self) -> f64 {
        self.cost_per_hour() - self.offer.rest.cost_per_hour
    }

    /// Value beyond that of the variant at rest.
    #[must_use]
    pub fn marginal_value(&self) -> f64 {
        self.value - self.offer.rest.value
    }

    /// Whether the variant's maximum keeps it from serving the load within its targets.
    #[must_use]
    pub fn falls_short(&self) -> bool {
        self.replicas < self.keeps_up
    }
}

/// Share of a load that replicas carry of those it needs.
pub(super) fn carried(replicas: u32, needed: u32) -> f64 {
    if replicas < needed { f64::from(replicas) / f64::from(needed) } else { 1.0 }
}

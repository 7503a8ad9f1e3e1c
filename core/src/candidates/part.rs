//! The share of a workload that one offer serves; plans are made of parts.

use super::candidate::{Candidate, carried};
use super::offer::{Offer, Service};
use crate::reason::Code;
use wva_model::Means;

/// An offer with the rate it is given and the replicas it gets for it.
#[derive(Clone, Copy, Debug)]
pub struct Part<'w> {
    /// The variant and its accelerator.
    pub offer: &'w Offer<'w>,
    /// Rate that all its replicas together are given; 0 if nothing arrives.
    pub rate_per_s: f64,
    /// Replicas that rate and the backlog need, before bounds.
    pub needed: u32,
    /// Replicas that rate alone needs.
    pub keeps_up: u32,
    /// Replicas it gets.
    pub replicas: u32,
    /// The rule that sets the number of replicas.
    pub binds: Code,
}

impl<'w> Part<'w> {
    /// The whole workload by one candidate.
    #[must_use]
    pub fn whole(candidate: &'w Candidate<'w>) -> Self {
        let Candidate { offer, rate_per_s, needed, keeps_up, replicas, binds, .. } = candidate;
        Self {
            offer,
            rate_per_s: *rate_per_s,
            needed: *needed,
            keeps_up: *keeps_up,
            replicas: *replicas,
            binds: *binds,
        }
    }

    /// The whole workload by one candidate with as many replicas as there are devices left for.
    #[must_use]
    pub fn limited(candidate: &'w Candidate<'w>, replicas: u32) -> Self {
        Self { replicas, binds: Code::Capacity, ..Self::whole(candidate) }
    }

    /// Cost of the replicas.
    #[must_use]
    pub fn cost_per_hour(&self) -> f64 {
        self.offer.cost_per_hour(self.replicas)
    }

    /// Cost beyond what the variant costs at rest.
    #[must_use]
    pub fn marginal_cost(&self) -> f64 {
        self.cost_per_hour() - self.offer.rest.cost_per_hour
    }

    /// Share of its rate that it carries within the targets.
    #[must_use]
    pub fn carried(&self) -> f64 {
        carried(self.replicas, self.keeps_up)
    }

    /// Whether a limit keeps it from serving its rate within the targets.
    #[must_use]
    pub fn falls_short(&self) -> bool {
        self.replicas < self.keeps_up
    }

    /// The model's means of one replica at its share of the rate; `None` if nothing arrives.
    #[must_use]
    pub fn means(&self) -> Option<Means> {
        match &self.offer.service {
            Service::Idle { .. } => None,
            Service::Loaded { model, .. } => {
                let share = self.rate_per_s / f64::from(self.replicas.max(1));
                Some(model.means(self.offer.counted_per_s(share)))
            }
        }
    }
}

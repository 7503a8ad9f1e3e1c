//! A workload as a solver sees it, and the solver's choice for it.

use std::cmp::Ordering;

use crate::candidates::{Candidate, Part};

/// A workload as a solver sees it.
#[derive(Clone, Debug)]
pub struct Entry<'w> {
    /// Key of the workload, the last tie-break.
    pub key: &'w str,
    /// 1 is served first.
    pub priority: u32,
    /// The candidates to choose from, best first; see [`compare`].
    pub options: Vec<&'w Candidate<'w>>,
    /// Last decision's choice. Workloads of the same priority may not take its devices.
    pub(crate) last: Option<Choice<'w>>,
}

/// A solver's choice for a workload.
#[derive(Clone, Copy, Debug)]
pub struct Choice<'w> {
    /// The candidate.
    pub candidate: &'w Candidate<'w>,
    /// Its replicas, fewer than it needs if no more devices are left.
    pub replicas: u32,
}

impl<'w> Choice<'w> {
    /// A candidate with all its replicas.
    pub(super) fn whole(candidate: &'w Candidate<'w>) -> Self {
        Self { candidate, replicas: candidate.replicas }
    }

    /// As the part that serves the whole workload.
    #[must_use]
    pub fn part(self) -> Part<'w> {
        if self.replicas == self.candidate.replicas {
            Part::whole(self.candidate)
        } else {
            Part::limited(self.candidate, self.replicas)
        }
    }

    /// Whether the variant runs on the chosen accelerator.
    pub(crate) fn stays(self) -> bool {
        self.candidate.stays()
    }

    /// Cost beyond the variant's cost at rest.
    pub(crate) fn marginal_cost(self) -> f64 {
        self.part().marginal_cost()
    }
}

impl<'w> Entry<'w> {
    /// The entry with its options in order.
    #[must_use]
    pub fn new(key: &'w str, priority: u32, mut options: Vec<&'w Candidate<'w>>) -> Self {
        options.sort_by(|a, b| compare(a, b));
        Self { key, priority, options, last: None }
    }

    /// The entry with the last decision, which gave a variant so many replicas.
    #[must_use]
    pub(crate) fn decided_last(mut self, variant: &str, replicas: u32) -> Self {
        if let Some(&candidate) = self.options.iter().find(|option| option.is_here(variant)) {
            let replicas = replicas.min(candidate.replicas);
            self.last = Some(Choice { candidate, replicas });
        }
        self
    }

    /// The best option with all its replicas.
    pub(super) fn cheapest(&self) -> Option<Choice<'w>> {
        self.options.first().copied().map(Choice::whole)
    }

    /// The same entry with the options of one variant only.
    #[must_use]
    pub(crate) fn only(mut self, variant: &str) -> Self {
        self.options.retain(|option| option.offer.variant.name == variant);
        self
    }

    /// The same entry without one of its options.
    #[must_use]
    pub fn without(mut self, candidate: &Candidate<'_>) -> Self {
        self.options.retain(|option| !option.offer.is(&candidate.offer));
        self
    }
}

/// The order in which the candidates of a workload are preferred: share of the load carried, distance
/// from the class's targets, value, cost, replicas, variant, accelerator. Total, because names are unique.
///
/// Where several variants serve the workload one carries it all and the others rest at their
/// floor, so a candidate counts beyond what its variant costs at rest.
#[must_use]
pub fn compare(a: &Candidate<'_>, b: &Candidate<'_>) -> Ordering {
    b.carried()
        .total_cmp(&a.carried())
        .then(a.offer.aim.distance().total_cmp(&b.offer.aim.distance()))
        .then(a.marginal_value().total_cmp(&b.marginal_value()))
        .then(a.marginal_cost().total_cmp(&b.marginal_cost()))
        .then(a.replicas.cmp(&b.replicas))
        .then(a.offer.variant.name.cmp(&b.offer.variant.name))
        .then(a.offer.accelerator.cmp(b.offer.accelerator))
}

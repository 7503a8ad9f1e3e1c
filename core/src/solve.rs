//! Chooses one candidate per workload: without limits on accelerators every workload is alone.

use std::cmp::Ordering;

use crate::candidates::{Candidate, Enumerated};
use crate::decision::Rejected;

/// The choice for one workload.
#[derive(Clone, Debug)]
pub struct Plan<'a> {
    /// All candidates, in the order of variant and accelerator.
    pub candidates: Vec<Candidate<'a>>,
    /// Choices that are no candidates.
    pub rejected: Vec<Rejected>,
    /// Position of the chosen candidate; `None` if there is none.
    pub chosen: Option<usize>,
    /// Position of what is chosen when solving again without the winner.
    pub runner_up: Option<usize>,
}

impl<'a> Plan<'a> {
    /// The chosen candidate.
    #[must_use]
    pub fn winner(&self) -> Option<&Candidate<'a>> {
        self.candidates.get(self.chosen?)
    }

    /// The second best; none if it could not carry a load that the winner can.
    #[must_use]
    pub fn second(&self) -> Option<&Candidate<'a>> {
        let second = self.candidates.get(self.runner_up?)?;
        let worse = second.falls_short() && self.winner().is_some_and(|w| !w.falls_short());
        (!worse).then_some(second)
    }

    /// Further cost of the whole solution if `candidate` were chosen instead of the winner.
    #[must_use]
    pub fn extra_cost_per_hour(&self, candidate: &Candidate<'_>) -> f64 {
        self.winner().map_or(0.0, |winner| marginal_cost(candidate) - marginal_cost(winner))
    }
}

/// The cheapest candidate of a workload by upstream's value.
///
/// Order: serves the whole load, value, cost, replicas, variant, accelerator. Where several
/// variants serve the workload one carries it all and the others rest at their floor.
#[must_use]
pub fn solve(enumerated: Enumerated<'_>) -> Plan<'_> {
    let Enumerated { candidates, rejected } = enumerated;
    let chosen = best(&candidates, None);
    let runner_up = chosen.and_then(|winner| best(&candidates, Some(winner)));
    Plan { candidates, rejected, chosen, runner_up }
}

fn best(candidates: &[Candidate<'_>], without: Option<usize>) -> Option<usize> {
    (0..candidates.len())
        .filter(|position| Some(*position) != without)
        .filter_map(|position| Some((position, candidates.get(position)?)))
        .min_by(|(_, a), (_, b)| compare(a, b))
        .map(|(position, _)| position)
}

/// The order in which candidates are preferred; total, because names are unique.
#[must_use]
pub fn compare(a: &Candidate<'_>, b: &Candidate<'_>) -> Ordering {
    a.falls_short()
        .cmp(&b.falls_short())
        .then((a.value - a.rest.value).total_cmp(&(b.value - b.rest.value)))
        .then(marginal_cost(a).total_cmp(&marginal_cost(b)))
        .then(a.replicas.cmp(&b.replicas))
        .then(a.variant.name.cmp(&b.variant.name))
        .then(a.accelerator.cmp(b.accelerator))
}

/// Cost of a candidate beyond what its variant costs at rest.
fn marginal_cost(candidate: &Candidate<'_>) -> f64 {
    candidate.cost_per_hour - candidate.rest.cost_per_hour
}

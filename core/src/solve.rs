//! Chooses one candidate per workload.

mod greedy;

use std::cmp::Ordering;

use self::greedy::greedy;
use crate::candidates::Candidate;
use crate::memory::Carrier;
use crate::snapshot::Solver;
use crate::stock::Stock;

/// A workload as a solver sees it.
#[derive(Clone, Debug)]
pub struct Entry<'p, 'a> {
    /// Key of the workload, the last tie-break.
    pub key: &'p str,
    /// 1 is served first.
    pub priority: u32,
    /// What may be chosen, best first; see [`compare`].
    pub options: Vec<&'p Candidate<'a>>,
    /// What was decided last, of which equals take nothing away.
    pub(crate) held: Option<Choice<'p, 'a>>,
}

/// What a workload gets.
#[derive(Clone, Copy, Debug)]
pub struct Choice<'p, 'a> {
    /// The candidate.
    pub candidate: &'p Candidate<'a>,
    /// Its replicas, fewer than it needs if no more devices are left.
    pub replicas: u32,
}

impl<'p, 'a> Entry<'p, 'a> {
    /// The entry with its options in order.
    #[must_use]
    pub fn new(key: &'p str, priority: u32, mut options: Vec<&'p Candidate<'a>>) -> Self {
        options.sort_by(|a, b| compare(a, b));
        Self { key, priority, options, held: None }
    }

    /// The entry, where so many replicas of a variant are what was decided last.
    #[must_use]
    pub(crate) fn holding(self, held: Option<(&str, u32)>) -> Self {
        let held = held.and_then(|(variant, replicas)| {
            let here = |c: &&Candidate<'_>| c.variant.name == variant && c.stays();
            let candidate = self.options.iter().copied().find(here)?;
            Some(Choice { candidate, replicas: replicas.min(candidate.replicas) })
        });
        Self { held, ..self }
    }

    /// The same entry with the options of one variant only, where one is given.
    #[must_use]
    pub(crate) fn carried_by(&self, carrier: Option<&Carrier>) -> Self {
        let mut entry = self.clone();
        let held =
            |option: &&Candidate<'_>| carrier.is_none_or(|c| c.variant == option.variant.name);
        entry.options.retain(held);
        entry
    }

    /// The same entry without one of its options.
    #[must_use]
    pub fn without(&self, candidate: &Candidate<'_>) -> Self {
        let mut entry = self.clone();
        entry.options.retain(|option| !same(option, candidate));
        entry
    }
}

/// What each workload gets, in the order of the entries; nothing where nothing is left or there
/// are no options.
#[must_use]
pub fn solve<'p, 'a>(
    entries: &[Entry<'p, 'a>],
    stock: &Stock<'a>,
    solver: Solver,
) -> Vec<Option<Choice<'p, 'a>>> {
    match solver {
        Solver::Unlimited => entries.iter().map(cheapest).collect(),
        Solver::Greedy(rules) => greedy(entries, stock.clone(), rules),
    }
}

fn cheapest<'p, 'a>(entry: &Entry<'p, 'a>) -> Option<Choice<'p, 'a>> {
    entry.options.first().map(|&candidate| Choice { candidate, replicas: candidate.replicas })
}

/// The order in which the candidates of a workload are preferred: share of the load carried, value,
/// cost, replicas, variant, accelerator. Total, because names are unique.
///
/// Where several variants serve the workload one carries it all and the others rest at their
/// floor, so a candidate counts beyond what its variant costs at rest.
#[must_use]
pub fn compare(a: &Candidate<'_>, b: &Candidate<'_>) -> Ordering {
    b.carried()
        .total_cmp(&a.carried())
        .then(a.marginal_value().total_cmp(&b.marginal_value()))
        .then(a.marginal_cost().total_cmp(&b.marginal_cost()))
        .then(a.replicas.cmp(&b.replicas))
        .then(a.variant.name.cmp(&b.variant.name))
        .then(a.accelerator.cmp(b.accelerator))
}

/// Whether both are the same variant on the same accelerator.
#[must_use]
pub fn same(a: &Candidate<'_>, b: &Candidate<'_>) -> bool {
    a.variant.name == b.variant.name && a.accelerator == b.accelerator
}

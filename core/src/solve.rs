//! Chooses one candidate per workload.

mod entry;
mod greedy;
mod pool;

pub use self::entry::{Choice, Entry, compare};
use self::greedy::greedy;
use crate::snapshot::Solver;
use crate::stock::Stock;

/// What each workload gets, in the order of the entries; nothing where nothing is left or there
/// are no options.
#[must_use]
pub fn solve<'w>(
    entries: &[&Entry<'w>],
    stock: &Stock<'w>,
    solver: Solver,
) -> Vec<Option<Choice<'w>>> {
    match solver {
        Solver::Unlimited => entries.iter().map(|entry| cheapest(entry)).collect(),
        Solver::Greedy(rules) => greedy(entries, stock.clone(), rules),
    }
}

fn cheapest<'w>(entry: &Entry<'w>) -> Option<Choice<'w>> {
    entry.options.first().map(|&candidate| Choice { candidate, replicas: candidate.replicas })
}

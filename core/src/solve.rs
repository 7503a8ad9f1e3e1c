//! Chooses one candidate per workload.

mod entry;
mod greedy;
mod pool;

pub use self::entry::{Choice, Entry, compare};
use self::greedy::greedy;
use crate::snapshot::Solver;
use crate::stock::Stock;

/// The choice of each workload, in the order of the entries; `None` where no devices are left or
/// there are no options.
#[must_use]
pub fn solve<'w>(
    entries: &[&Entry<'w>],
    stock: &Stock<'w>,
    solver: Solver,
) -> Vec<Option<Choice<'w>>> {
    match solver {
        Solver::Unlimited => entries.iter().copied().map(Entry::cheapest).collect(),
        Solver::Greedy(rules) => greedy(entries, stock.clone(), rules),
    }
}

//! A snapshot made ready to be decided on: names resolved, unknown inputs filled from memory.

use crate::clock::Clock;
use crate::entry::{Entries, entries};
use crate::index::Index;
use crate::memory::{Memory, read};
use crate::recall::{Recalled, recall};
use crate::snapshot::{Snapshot, WorkloadMemory};

/// A snapshot made ready to be decided on.
#[derive(Debug)]
pub(crate) struct World<'w> {
    pub(crate) snapshot: &'w Snapshot,
    pub(crate) clock: Clock,
    pub(crate) memory: Memory,
    /// Where the requests of a workload come in.
    pub(crate) entries: Entries<'w>,
    /// The variants in the order of the snapshot.
    pub(crate) recalled: Vec<Recalled<'w>>,
    pub(crate) index: Index<'w>,
}

impl<'w> World<'w> {
    pub(crate) fn of(snapshot: &'w Snapshot, memory: &[WorkloadMemory]) -> Self {
        let clock = Clock::of(snapshot);
        let memory = read(memory, clock.now_s);
        let index = Index::new(snapshot);
        let entries = entries(snapshot, &memory, &clock);
        let recalled = recall(snapshot, &memory, &entries, (&index, &clock));
        Self { snapshot, clock, memory, entries, recalled, index }
    }
}

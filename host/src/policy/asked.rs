//! A question about a decision.

use std::collections::BTreeSet;

use wva_core::snapshot::{PolicyInput, Snapshot, WorkloadMemory};
use wva_core::subset::subset;

/// A question about a decision.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'q> {
    pub(crate) snapshot: &'q Snapshot,
    pub(crate) memory: &'q [WorkloadMemory],
}

impl<'q> Asked<'q> {
    pub(crate) fn of(input: &'q PolicyInput) -> Self {
        Self { snapshot: &input.snapshot, memory: &input.memory }
    }

    /// Keys of the workloads that have variants, in their order.
    pub(crate) fn workloads(self) -> BTreeSet<&'q str> {
        self.snapshot.variants.iter().map(|variant| variant.workload.as_str()).collect()
    }

    /// The question about some of the workloads.
    pub(crate) fn only(self, kept: &BTreeSet<&str>) -> PolicyInput {
        subset(self.snapshot, self.memory, kept)
    }
}

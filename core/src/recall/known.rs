//! Facts about a variant beside its own observation.

use crate::entry::Entry;
use crate::memory::{Inputs, Lengths, VariantState};
use crate::reason::Reason;

/// Facts about a variant beside its own observation.
pub(super) struct Known<'m> {
    /// Its remembered state.
    pub(super) state: Option<&'m VariantState>,
    /// What is counted where requests of its workload come in.
    pub(super) entry: Option<&'m Entry>,
    /// The last measured token lengths of its own.
    pub(super) own_lengths: Lengths,
    /// The token lengths to assume.
    pub(super) lengths: Lengths,
    /// Whether any replica of its workload may serve, or arrivals are counted also where none does.
    pub(super) served: bool,
    /// The model that it serves.
    pub(super) model: &'m str,
}

impl Known<'_> {
    /// The inputs that were last known beside the load.
    pub(super) fn inputs(&self) -> Inputs {
        self.state.map(|state| state.inputs).unwrap_or_default()
    }

    /// Whether what is counted at the entry is divided among several variants that run.
    pub(super) fn is_divided(&self) -> bool {
        self.entry.is_some_and(Entry::is_divided)
    }

    /// Where its arrivals are counted, if that is not where it should be.
    pub(super) fn doubtful_source(&self) -> Option<Reason> {
        self.entry.filter(|entry| entry.is_doubtful)?.source.clone()
    }
}

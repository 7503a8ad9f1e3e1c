//! Facts about a variant beside its own observation.

use crate::memory::{Inputs, Lengths, VariantState};

/// Facts about a variant beside its own observation.
pub(super) struct Known<'m> {
    /// Its remembered state.
    pub(super) state: Option<&'m VariantState>,
    /// The last measured token lengths of its own.
    pub(super) own_lengths: Lengths,
    /// The token lengths to assume.
    pub(super) lengths: Lengths,
    /// Whether any replica of its workload may serve.
    pub(super) served: bool,
    /// The model that it serves.
    pub(super) model: &'m str,
}

impl Known<'_> {
    /// The inputs that were last known beside the load.
    pub(super) fn inputs(&self) -> Inputs {
        self.state.map(|state| state.inputs).unwrap_or_default()
    }
}

//! The cycle that is being played.

use std::collections::BTreeMap;

use wva_core::snapshot::{Snapshot, Variant};
use wva_manifests::Phases;

use crate::world::TrueDemand;

/// The cycle that is being played.
#[derive(Debug)]
pub(super) struct Now {
    pub(super) at_s: f64,
    pub(super) layers: Vec<usize>,
    pub(super) phases: Phases,
    pub(super) demands: BTreeMap<String, TrueDemand>,
    /// The configuration; its observations are filled in when everything is known.
    pub(super) snapshot: Snapshot,
}

impl Now {
    /// The demand of a variant's workload.
    pub(super) fn demand(&self, variant: &Variant) -> TrueDemand {
        self.demands.get(&variant.workload).cloned().unwrap_or_default()
    }

    /// The variants of a workload.
    pub(super) fn variants_of(&self, workload: &str) -> impl Iterator<Item = &Variant> {
        self.snapshot.variants.iter().filter(move |variant| variant.workload == workload)
    }
}

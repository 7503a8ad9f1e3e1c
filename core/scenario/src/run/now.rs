//! The cycle that is being played.

use std::collections::BTreeMap;

use wva_core::snapshot::{Snapshot, Variant};

use crate::world::Demand;

/// The cycle that is being played.
#[derive(Debug)]
pub(super) struct Now {
    pub(super) at_s: f64,
    pub(super) layers: Vec<usize>,
    pub(super) demands: BTreeMap<String, Demand>,
    /// The configuration; its observations are filled in when everything is known.
    pub(super) snapshot: Snapshot,
}

pub(super) fn demand(now: &Now, variant: &Variant) -> Demand {
    now.demands.get(&variant.workload).cloned().unwrap_or_default()
}

pub(super) fn peers<'n>(
    snapshot: &'n Snapshot,
    workload: &'n str,
) -> impl Iterator<Item = &'n Variant> {
    snapshot.variants.iter().filter(move |variant| variant.workload == workload)
}

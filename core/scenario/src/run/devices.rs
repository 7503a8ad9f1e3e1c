//! The devices that a variant takes.

use wva_core::index::{Devices, Index};
use wva_core::snapshot::{Snapshot, Variant};

/// The devices of one replica of a variant where it runs.
pub(super) fn devices<'n>(
    index: &Index<'n>,
    snapshot: &Snapshot,
    variant: &'n Variant,
) -> Option<Devices<'n>> {
    let workload = snapshot.workloads.iter().find(|workload| workload.key == variant.workload)?;
    index.devices_where_it_runs(&workload.model, variant)
}

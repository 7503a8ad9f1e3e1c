//! Compares a decision with the snapshot it is for. A policy may be a third party's program, so its
//! decision is checked before it is used.

mod bounds;
mod defect;
mod fields;
mod memory;
mod names;

use wva_core::decision::{Decision, VariantDecision};
use wva_core::snapshot::{Snapshot, Variant, WorkloadMemory};

pub(crate) use defect::DefectError;

use super::text::shortened;
use defect::Checked;
use names::SnapshotNames;

/// Accepts a decision about every variant of the snapshot, each once and no others, within its
/// bounds, in finite numbers and texts of sensible length, for the snapshot's time, and with memory
/// for the snapshot's workloads only.
///
/// # Errors
/// The first thing that is not so.
pub(crate) fn verify(
    snapshot: &Snapshot,
    given: &[WorkloadMemory],
    decision: &Decision,
) -> Checked {
    let (answered, asked) = (decision.at_unix_s, snapshot.at_unix_s);
    if answered.total_cmp(&asked).is_ne() {
        return Err(DefectError::Time { answered, asked });
    }
    fields::not_negative("the whole", "costPerHour", decision.cost_per_hour)?;
    let names = SnapshotNames::of(snapshot);
    let mut open = names.variants.clone();
    for variant in &decision.variants {
        let asked = open.remove(variant.variant.as_str()).ok_or_else(|| names.not_open(variant))?;
        same(asked, variant)?;
        bounds::check(asked, variant)?;
        fields::check(&names, variant)?;
    }
    if let Some(missing) = open.into_keys().next() {
        return Err(DefectError::Missing { variant: missing.to_owned() });
    }
    memory::check(snapshot, given, &decision.memory)
}

/// `workload` and `currentReplicas` repeat the snapshot, so they must equal it.
fn same(asked: &Variant, decision: &VariantDecision) -> Checked {
    let other = |field, given| {
        Err(DefectError::Other { variant: asked.name.clone(), field, given: shortened(given) })
    };
    if decision.workload != asked.workload {
        return other("workload", &decision.workload);
    }
    match decision.current_replicas {
        Some(current) if asked.observed.current_replicas != Some(current) => {
            other("currentReplicas", &current.to_string())
        }
        _ => Ok(()),
    }
}

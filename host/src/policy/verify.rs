//! Compares a decision with the snapshot it is for. A policy may be a third party's program, so its
//! decision is checked before it is used.

mod bounds;
mod defect;
mod defects;
mod fields;
mod memory;
mod names;

use wva_core::decision::{Decision, VariantDecision};
use wva_core::snapshot::Variant;

pub(crate) use defect::DefectError;

use super::answer::RefusedWorkload;
use super::asked::Asked;
use crate::text::shortened;
use defect::Checked;
use defects::Defects;
use names::SnapshotNames;

/// Accepts a decision for the snapshot's time, about variants and with memory of the snapshot's
/// workloads, and of it every workload whose variants are there, each once, within their bounds, in
/// finite numbers and texts of sensible length, with memory that is not too large. Returns the other
/// workloads, in the order of their keys.
///
/// # Errors
/// A defect of the whole, or the first one if no workload is without.
pub(crate) fn verify(
    asked: Asked<'_>,
    decision: &Decision,
) -> Result<Vec<RefusedWorkload>, DefectError> {
    whole(asked, decision)?;
    let names = SnapshotNames::of(asked.snapshot);
    let mut open = names.variants.clone();
    let mut defects = Defects::default();
    for variant in &decision.variants {
        let name = variant.variant.as_str();
        let known = names.variants.get(name).ok_or_else(|| SnapshotNames::unknown(variant))?;
        let checked = match open.remove(name) {
            Some(open) => check(&names, open, variant),
            None => Err(DefectError::Twice { variant: name.to_owned() }),
        };
        defects.note(&known.workload, checked);
    }
    for missing in open.into_values() {
        let defect = DefectError::Missing { variant: missing.name.clone() };
        defects.note(&missing.workload, Err(defect));
    }
    memory::check(asked, &decision.memory, &mut defects)?;
    defects.refused(asked)
}

/// An answer's time may differ by the rounding of a policy that counts in milliseconds.
const TIME_TOLERANCE_S: f64 = 1e-3;

fn whole(asked: Asked<'_>, decision: &Decision) -> Checked {
    let (answered, asked) = (decision.at_unix_s, asked.snapshot.at_unix_s);
    let same = (answered - asked).abs() <= TIME_TOLERANCE_S;
    if !same {
        return Err(DefectError::Time { answered, asked });
    }
    fields::not_negative("the whole", "costPerHour", decision.cost_per_hour)
}

fn check(names: &SnapshotNames<'_>, asked: &Variant, decision: &VariantDecision) -> Checked {
    same(asked, decision)?;
    bounds::check(asked, decision)?;
    fields::check(names, decision)
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

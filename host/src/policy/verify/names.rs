//! The names that a snapshot has.

use std::collections::{BTreeMap, BTreeSet};

use wva_core::decision::VariantDecision;
use wva_core::snapshot::{Snapshot, Variant};

use super::defect::DefectError;
use crate::text::shortened;

/// Variants and accelerators that a decision may name.
pub(super) struct SnapshotNames<'a> {
    pub(super) variants: BTreeMap<&'a str, &'a Variant>,
    pub(super) accelerators: BTreeSet<&'a str>,
}

impl<'a> SnapshotNames<'a> {
    pub(super) fn of(snapshot: &'a Snapshot) -> Self {
        let Snapshot { accelerators, profiles, variants, .. } = snapshot;
        let own = variants.iter().flat_map(|v| v.accelerator.iter().chain(&v.observed.accelerator));
        let listed = accelerators.iter().map(|accelerator| &accelerator.name);
        let profiled = profiles.iter().map(|profile| &profile.accelerator);
        Self {
            variants: variants.iter().map(|variant| (variant.name.as_str(), variant)).collect(),
            accelerators: own.chain(listed).chain(profiled).map(String::as_str).collect(),
        }
    }

    /// The defect of a decision for a variant that is not in the snapshot.
    pub(super) fn unknown(decision: &VariantDecision) -> DefectError {
        DefectError::Unknown { variant: shortened(&decision.variant) }
    }
}

//! The decision for a variant whose workload is not there: it keeps its replicas.

use std::collections::BTreeSet;

use crate::decision::VariantDecision;
use crate::reason::{Code, Reason};
use crate::snapshot::{Snapshot, Variant};

/// Decisions for the variants that refer to no workload of the snapshot.
pub(crate) fn orphans(snapshot: &Snapshot) -> Vec<VariantDecision> {
    let keys: BTreeSet<_> = snapshot.workloads.iter().map(|w| w.key.as_str()).collect();
    let lost = snapshot.variants.iter().filter(|v| !keys.contains(v.workload.as_str()));
    lost.map(orphan).collect()
}

fn orphan(variant: &Variant) -> VariantDecision {
    let reason = Reason::said(Code::InvalidConfiguration, "its workload is not in the snapshot");
    VariantDecision::held(variant, reason)
}

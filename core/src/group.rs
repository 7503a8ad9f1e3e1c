//! A workload with the variants that serve it.

use std::collections::BTreeMap;

use crate::decision::Load;
use crate::recall::Recalled;
use crate::snapshot::{Snapshot, Targets, Workload};

/// A workload and the variants that serve it, by name.
#[derive(Clone, Debug)]
pub struct Group<'w> {
    /// The demand.
    pub workload: &'w Workload,
    /// The targets it is to keep.
    pub targets: Option<Targets>,
    /// Who may carry it.
    pub variants: Vec<&'w Recalled<'w>>,
}

impl Group<'_> {
    /// Raises a throughput target to what arrives: what arrives must be served too. Upstream sizes
    /// for the target alone, and so do the candidates if they are not asked through this.
    pub fn serve_all_of(&mut self, load: &Load) {
        let arriving = load.arrival_rate_per_s * load.avg_output_tokens;
        if let Some(tps) = self.targets.as_mut().and_then(|t| t.tps_tokens_per_s.as_mut()) {
            *tps = tps.max(arriving);
        }
    }
}

/// The workloads of a snapshot with `variants`, by key; workloads without one are left out.
#[must_use]
pub fn groups<'w>(snapshot: &'w Snapshot, variants: &'w [Recalled<'w>]) -> Vec<Group<'w>> {
    let mut groups: BTreeMap<&str, Group<'_>> = snapshot
        .workloads
        .iter()
        .map(|workload| {
            let (targets, variants) = (workload.targets, Vec::new());
            (workload.key.as_str(), Group { workload, targets, variants })
        })
        .collect();
    for variant in variants {
        if let Some(group) = groups.get_mut(variant.workload.as_str()) {
            group.variants.push(variant);
        }
    }
    let mut groups: Vec<_> = groups.into_values().filter(|g| !g.variants.is_empty()).collect();
    for group in &mut groups {
        group.variants.sort_by(|a, b| a.name.cmp(&b.name));
    }
    groups
}

//! A workload with the variants that serve it.

use crate::order::sort_by;
use std::collections::BTreeMap;

use crate::decision::Load;
use crate::entry::{queued, waiting};
use crate::recall::Recalled;
use crate::seen::count;
use crate::snapshot::{Snapshot, Targets, Workload};

/// A workload and the variants that serve it, by name.
#[derive(Clone, Debug)]
pub struct Group<'w> {
    /// The demand.
    pub workload: &'w Workload,
    /// The targets it is to keep.
    pub targets: Option<Targets>,
    /// The variants that may carry it.
    pub variants: Vec<&'w Recalled<'w>>,
    /// How often the load of a variant counts, where measured latency contradicts its profile.
    pub(crate) load_factors: BTreeMap<&'w str, f64>,
    /// Requests that wait at its entry, as measured or last known.
    pub(crate) queued_requests: Option<f64>,
    /// Rate to be served beyond the arrivals, for requests that wait.
    pub(crate) backlog_per_s: f64,
}

impl Group<'_> {
    /// Raises a throughput target to the arriving tokens, which must be served too. Upstream sizes
    /// for the target alone; so do candidates of a group whose target was not raised.
    pub fn serve_all_of(&mut self, load: &Load) {
        let arriving = load.arrival_rate_per_s * load.avg_output_tokens;
        if let Some(targets) = &mut self.targets
            && let Some(tps) = &mut targets.tps_tokens_per_s
        {
            *tps = tps.max(arriving);
        }
    }

    /// How often the load of a variant counts where it runs; 1 where nothing contradicts its profile.
    pub(crate) fn load_factor(&self, variant: &str) -> f64 {
        self.load_factors.get(variant).copied().unwrap_or(1.0)
    }

    /// Requests that wait at its entry and at its variants, as measured or last known; `None` if that is
    /// known of none.
    pub(crate) fn waiting_requests(&self) -> Option<f64> {
        let mut all = self.queued_requests;
        for variant in &self.variants {
            let observed = variant.observed.waiting_requests;
            let waiting = variant.unknown.as_ref().map_or(observed, |last| last.waiting_requests);
            if let Some(waiting) = count(waiting) {
                all = Some(all.unwrap_or(0.0) + waiting);
            }
        }
        all
    }

    /// Requests that wait at its entry for a first replica.
    pub(crate) fn waiting_at_entry(&self) -> f64 {
        waiting(&self.workload.observed)
    }

    /// Whether a variant is one of the workload's.
    pub(crate) fn has(&self, variant: &str) -> bool {
        self.variants.iter().any(|own| own.name == variant)
    }
}

/// The workloads of a snapshot with `variants`, by key; workloads without one are left out.
#[must_use]
pub fn groups<'w>(snapshot: &'w Snapshot, variants: &'w [Recalled<'w>]) -> Vec<Group<'w>> {
    let mut groups = BTreeMap::new();
    for workload in &snapshot.workloads {
        let group = Group {
            workload,
            targets: workload.targets,
            variants: Vec::new(),
            load_factors: BTreeMap::new(),
            queued_requests: queued(&workload.observed),
            backlog_per_s: 0.0,
        };
        groups.insert(workload.key.as_str(), group);
    }
    for variant in variants {
        if let Some(group) = groups.get_mut(variant.workload.as_str()) {
            group.variants.push(variant);
        }
    }
    let mut served = Vec::new();
    for mut group in groups.into_values() {
        if !group.variants.is_empty() {
            sort_by(&mut group.variants, |a, b| a.name.cmp(&b.name));
            served.push(group);
        }
    }
    served
}

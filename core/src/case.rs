//! A workload on its way through a decision: its inputs, before anything is chosen.

use std::collections::BTreeMap;

use crate::backlog::{Backlog, backlog_of};
use crate::candidates::{Enumerated, candidates, unservable};
use crate::demand::{Demand, demand};
use crate::group::{Group, groups};
use crate::memory::{BacklogState, Carrier, VariantState, WorkloadState};
use crate::reason::Reason;
use crate::woken::woken;
use crate::world::World;

/// A workload on its way through a decision.
#[derive(Debug)]
pub(crate) struct Case<'w> {
    /// The workload with its variants; its throughput target is raised to what arrives.
    pub(crate) group: Group<'w>,
    /// Its remembered state.
    pub(crate) remembered: Option<&'w WorkloadState>,
    /// Its demand, or why that is unknown.
    pub(crate) demand: Result<Demand, Reason>,
    /// Requests that wait beyond what the demand explains.
    pub(crate) backlog: Option<Backlog>,
    /// Every way to serve the demand; where that is unknown, only the pairings that can serve none.
    pub(crate) found: Enumerated<'w>,
    /// The variant to wake for requests of unknown lengths.
    pub(crate) woken: Option<&'w str>,
}

impl<'w> Case<'w> {
    fn new(world: &'w World<'w>, mut group: Group<'w>) -> Self {
        let remembered = world.memory.get(&group.workload.key);
        let entry = world.entries.get(group.workload.key.as_str());
        group.queued_requests = entry.and_then(|entry| entry.queued_requests);
        let demand = demand(&group.variants, group.waiting_at_entry());
        let times = (world.clock.now_s, world.clock.backlog_clear_s());
        let (mut found, mut backlog) = (Enumerated::default(), None);
        if let Ok(Demand { load, waking_requests, .. }) = &demand {
            group.serve_all_of(load);
            group.load_factors = load_factors(remembered);
            found = candidates(&world.index, &group, load);
            if waking_requests.is_none() {
                backlog = backlog_of(&group, &found, load, remembered, times);
            }
            if let Some(Backlog { added_per_s, .. }) = backlog.filter(Backlog::adds) {
                group.backlog_per_s = added_per_s;
                found = candidates(&world.index, &group, load);
            }
        } else {
            found.rejected = unservable(&world.index, &group);
        }
        let is_unknown = demand.as_ref().map_or(true, |demand| !demand.load.arrives());
        let last = remembered.and_then(|state| Some(state.carrier.as_ref()?.variant.as_str()));
        let woken = if is_unknown { woken(&world.index, &group, last) } else { None };
        Self { group, remembered, demand, backlog, found, woken }
    }

    /// Key of the workload.
    pub(crate) fn key(&self) -> &'w str {
        &self.group.workload.key
    }

    /// The backlog, as it is to be remembered.
    pub(crate) fn backlog_seen(&self, now_s: f64) -> Option<BacklogState> {
        let last = self.remembered.and_then(|state| state.backlog);
        let waiting_requests = self.backlog?.waiting_requests;
        Some(BacklogState::seen(last, waiting_requests, now_s))
    }

    /// The remembered carrier.
    pub(crate) fn last_carrier(&self) -> Option<&'w Carrier> {
        self.remembered?.carrier.as_ref()
    }

    /// The remembered state of a variant.
    pub(crate) fn last_of(&self, variant: &str) -> Option<&'w VariantState> {
        self.remembered?.of(variant)
    }
}

/// The workloads of a world, by key.
pub(crate) fn cases<'w>(world: &'w World<'w>) -> Vec<Case<'w>> {
    let mut cases = Vec::new();
    for group in groups(world.snapshot, &world.recalled) {
        cases.push(Case::new(world, group));
    }
    cases
}

/// How often the load of each variant counts, where measured latency contradicted its profile.
fn load_factors(remembered: Option<&WorkloadState>) -> BTreeMap<&str, f64> {
    let mut factors = BTreeMap::new();
    let Some(state) = remembered else { return factors };
    for (variant, state) in &state.variants {
        if state.evidence.contradicts() {
            factors.insert(variant.as_str(), state.evidence.factor);
        }
    }
    factors
}

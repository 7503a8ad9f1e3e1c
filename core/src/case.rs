//! A workload on its way through a decision: what is known of it before anything is chosen.

use crate::candidates::{Enumerated, enumerate};
use crate::demand::{Demand, demand};
use crate::group::{Group, groups};
use crate::memory::WorkloadState;
use crate::reason::Reason;
use crate::world::World;

/// A workload on its way through a decision.
#[derive(Debug)]
pub(crate) struct Case<'w> {
    /// The workload with its variants; its throughput target is raised to what arrives.
    pub(crate) group: Group<'w>,
    /// What was remembered of it.
    pub(crate) remembered: Option<&'w WorkloadState>,
    /// What it has to serve, or why that is not known.
    pub(crate) demand: Result<Demand, Reason>,
    /// Every way to serve that; empty where the demand is not known.
    pub(crate) found: Enumerated<'w>,
}

impl<'w> Case<'w> {
    fn new(world: &'w World<'w>, mut group: Group<'w>) -> Self {
        let remembered = world.memory.get(&group.workload.key);
        let demand = demand(&group.variants);
        let mut found = Enumerated::default();
        if let Ok(demand) = &demand {
            group.serve_all_of(&demand.load);
            found = enumerate(&world.index, &group, &demand.load);
        }
        Self { group, remembered, demand, found }
    }

    /// Key of the workload.
    pub(crate) fn key(&self) -> &'w str {
        &self.group.workload.key
    }
}

/// The workloads of a world, by key.
pub(crate) fn cases<'w>(world: &'w World<'w>) -> Vec<Case<'w>> {
    let groups = groups(world.snapshot, &world.recalled).into_iter();
    groups.map(|group| Case::new(world, group)).collect()
}

//! The replicas that all variants ask for, by the devices they take.

use crate::order::sort_by;
use std::collections::BTreeMap;

use super::role::Role;
use super::settling::Settling;
use super::walk::Walk;
use crate::fault::floor;
use crate::limits::Bid;
use crate::world::World;

/// A variant's bid, and where its walk is.
pub(super) struct Placed {
    workload: usize,
    variant: usize,
    pub(super) bid: Bid,
}

impl Placed {
    pub(super) fn walk<'a, 'w>(&self, all: &'a mut [Settling<'w>]) -> Option<&'a mut Walk<'w>> {
        all.get_mut(self.workload)?.walks.get_mut(self.variant)
    }

    /// The entry of the variant among those of all workloads.
    pub(super) fn entry(&self, all: &[Vec<u32>]) -> Option<u32> {
        all.get(self.workload)?.get(self.variant).copied()
    }
}

/// The bids by the type of device, each list by priority, workload and name.
pub(super) fn bids(all: &[Settling<'_>], world: &World<'_>) -> BTreeMap<String, Vec<Placed>> {
    let mut by_kind: BTreeMap<String, Vec<Placed>> = BTreeMap::new();
    for (workload, settling) in all.iter().enumerate() {
        let of = settling.planned.case.group.workload;
        for (variant, walk) in settling.walks.iter().enumerate() {
            let devices = match &walk.role {
                Role::Carries(part) => Some(part.offer.devices),
                _ => world.index.devices_where_it_runs(&of.model, walk.variant),
            };
            let Some((devices, asked)) = devices.zip(walk.step.replicas) else { continue };
            let floor = floor(walk.variant).min(asked);
            let bid = Bid {
                priority: of.priority,
                units_per_replica: devices.units_per_replica,
                held: held(walk, settling.doubt.is_some()).max(floor).min(asked),
                asked,
                least: asked,
                floor: if walk.is_firm() { 0 } else { floor },
            };
            let placed = Placed { workload, variant, bid };
            by_kind.entry(devices.kind.to_owned()).or_default().push(placed);
        }
    }
    for placed in by_kind.values_mut() {
        sort_by(placed, |a, b| a.bid.priority.cmp(&b.bid.priority));
    }
    by_kind
}

/// Replicas that are there or on their way; in doubt also those that were to be set last.
fn held(walk: &Walk<'_>, in_doubt: bool) -> u32 {
    let observed = &walk.variant.observed;
    let here = observed.current_replicas.max(observed.ready_replicas).max(walk.from);
    let last = walk.state.desired.filter(|_| in_doubt || walk.is_firm());
    here.max(last).unwrap_or(0)
}

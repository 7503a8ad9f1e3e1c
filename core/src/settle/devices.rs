//! The numbers of all workloads together, within the devices that there are.

use super::bids::{Placed, bids};
use super::cut::{cut, warn};
use super::least::least;
use super::settling::Settling;
use crate::limits::{Bid, fitting, used};
use crate::snapshot::Solver;
use crate::world::World;

/// Where the numbers take more devices than there are, growth waits and what only calm holds gives way; a
/// warning says so where they still do.
pub(super) fn share_out(all: &mut [Settling<'_>], world: &World<'_>) {
    let capacities = &world.snapshot.capacities;
    if capacities.is_empty() {
        return;
    }
    let mut by_kind = bids(all, world);
    for capacity in capacities {
        let (kind, units) = (capacity.device_type.as_str(), u64::from(capacity.units));
        let Some(mut placed) = by_kind.remove(kind) else { continue };
        if taken(&placed) <= units {
            continue;
        }
        if world.snapshot.solver() != Solver::Unlimited {
            fit(all, &mut placed, (kind, units), world.clock.now_s);
        }
        warn_all(all, &placed, (kind, units));
    }
}

/// Devices that all of them ask for.
fn taken(placed: &[Placed]) -> u64 {
    let asked: Vec<_> = placed.iter().map(|placed| placed.bid.asked).collect();
    used(&of(placed), &asked)
}

fn of(placed: &[Placed]) -> Vec<Bid> {
    placed.iter().map(|placed| placed.bid).collect()
}

fn fit(all: &mut [Settling<'_>], placed: &mut [Placed], (kind, units): (&str, u64), now_s: f64) {
    let all_least: Vec<_> = all.iter().map(|settling| least(settling, now_s)).collect();
    for placed in &mut *placed {
        let least = placed.entry(&all_least).unwrap_or(u32::MAX);
        placed.bid.least = least.min(placed.bid.asked);
    }
    let given = fitting(&of(placed), units);
    for (placed, given) in placed.iter_mut().zip(given) {
        let Some(walk) = placed.walk(all).filter(|_| given < placed.bid.asked) else { continue };
        cut(walk, &placed.bid, given, kind);
        placed.bid.asked = given;
    }
}

/// Warns of every variant that has a share in it, where all together take more than there are.
fn warn_all(all: &mut [Settling<'_>], placed: &[Placed], (kind, units): (&str, u64)) {
    let taken = taken(placed);
    if taken <= units {
        return;
    }
    for placed in placed.iter().filter(|placed| placed.bid.asked > 0) {
        if let Some(walk) = placed.walk(all) {
            warn(walk, taken, units, kind);
        }
    }
}

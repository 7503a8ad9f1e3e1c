//! Who carried goes on growing until its successor serves.

use super::serving::{Serving, covered_beside};
use super::walk::Walk;
use crate::planned::Planned;

/// Gives the variant that carried the number of replicas that the demand needs of it beside those that
/// serve elsewhere. A variant of which nothing serves is of no use meanwhile.
pub(super) fn meanwhile(walks: &mut [Walk<'_>], planned: &Planned<'_>, now_s: f64) {
    let Some(part) = planned.plan().and_then(|plan| plan.meanwhile) else { return };
    let name = part.offer.variant.name.as_str();
    let Some(position) = walks.iter().position(|walk| walk.variant.name == name) else { return };
    let serving: Vec<_> = walks.iter().map(|walk| Serving::of(walk, planned, now_s)).collect();
    let Some(old) = serving.get(position).filter(|old| old.serves()) else { return };
    let ready: Vec<u32> = serving.iter().map(Serving::ready).collect();
    let covered = covered_beside(position, &serving, &ready);
    let needed = old.needed_beside(covered).min(part.replicas);
    if let Some(walk) = walks.get_mut(position) {
        walk.meanwhile = Some(needed);
        if walk.grows() {
            walk.step.replicas = Some(needed);
        }
    }
}

//! The rules that look at one variant alone, in their order.

use super::doubt::Doubt;
use super::hold::hold;
use super::kept::kept;
use super::paced::paced;
use super::retain::{Unneeded, retain};
use super::wake::wake;
use super::walk::Walk;
use crate::clock::Clock;

/// The walk at its behavior's pace, held where an input is unknown, and woken.
pub(super) fn alone<'w>(mut walk: Walk<'w>, doubt: Option<&Doubt>, clock: &Clock) -> Walk<'w> {
    walk = kept(paced(walk, clock.now_s), clock.now_s);
    let held = walk.from.max(walk.state.desired);
    walk.step = hold(walk.step, held, doubt.map(|doubt| &doubt.reason));
    walk.step = wake(walk.step, walk.woken);
    walk
}

/// The walk with its last replica retained. The retention begins when the load does not need the variant
/// any more: while it stands in for replicas that do not serve yet, it does.
pub(super) fn retained<'w>(
    mut walk: Walk<'w>,
    stands_in: bool,
    doubt: Option<&Doubt>,
    clock: &Clock,
) -> Walk<'w> {
    let may_be_needed = doubt.is_some() || stands_in;
    walk.unneeded_since_s = unneeded_since_s(&walk, may_be_needed, clock.now_s);
    let unneeded = walk.unneeded_since_s.map(|since_s| Unneeded {
        for_s: clock.now_s - since_s,
        of_s: clock.retention_s(walk.variant),
    });
    walk.step = retain(walk.step, walk.from, unneeded);
    walk
}

/// Since when the load has not needed the variant; `None` if it does, or may.
fn unneeded_since_s(walk: &Walk<'_>, may: bool, now_s: f64) -> Option<f64> {
    let none_asked = walk.role.asked(walk.variant.min_replicas, walk.from) == Some(0);
    if !none_asked || walk.role.is_needed() || may {
        return None;
    }
    Some(walk.state.unneeded_since_s.unwrap_or(now_s))
}

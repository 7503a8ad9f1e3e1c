//! The pace of a variant: that of its behavior for the load, with replicas for a backlog on top.

use super::behavior::pace;
use super::queue::raised;
use super::step::bounds;
use super::walk::Walk;

/// The walk at the pace of its behavior.
pub(super) fn paced(mut walk: Walk<'_>, now_s: f64) -> Walk<'_> {
    let known = walk.variant.behavior.as_ref().zip(walk.from).zip(walk.asked());
    let Some(((behavior, from), asked)) = known else { return walk };
    let from = match bounds(walk.variant) {
        Some((min, max)) => from.clamp(min, max),
        None => from,
    };
    (walk.step, walk.history) = pace(behavior, walk.history, from, asked, now_s);
    raised(walk, now_s)
}

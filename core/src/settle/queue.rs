//! Requests that wait beyond what is expected: replicas for them come at the pace of the scaling
//! policies, and nothing shrinks before they are served. Stabilization is about the load: once they are
//! served, replicas that were there for them only may go.

use super::behavior::grow;
use super::role::Role;
use super::step::Step;
use super::walk::Walk;
use crate::clock::Clock;
use crate::params::REPLICAS_LIMIT;
use crate::ready::ready;
use crate::reason::{Code, Reason};
use wva_model::math::whole;

/// The walk with the replicas that the backlog needs beyond the load's.
pub(super) fn raised(mut walk: Walk<'_>, now_s: f64) -> Walk<'_> {
    let (Role::Carries(part), Some(behavior)) = (&walk.role, &walk.variant.behavior) else {
        return walk;
    };
    let Some(from) = walk.from.filter(|_| part.needed > part.keeps_up) else { return walk };
    let step = grow(behavior, &walk.history, from, part.replicas, now_s);
    if step.replicas > walk.step.replicas {
        walk.step = step;
    }
    walk
}

/// The backlog of a variant that carries, where it is not the reason for its number.
pub(super) fn unsaid(walk: &Walk<'_>) -> Option<Reason> {
    let Role::Carries(part) = &walk.role else { return None };
    let binds = match &walk.step.reason {
        Some(reason) => reason.is(Code::Backlog),
        None => part.binds == Code::Backlog,
    };
    walk.queue.as_ref().map(|queue| queue.reason.clone()).filter(|_| !binds)
}

/// The walk with at least the number that changes count from, while there is a backlog. Of a variant that
/// rests only the replicas that serve work on it. A backlog that has not become shorter for two scale-down
/// windows keeps the replicas that it and the running requests occupy.
pub(super) fn kept(mut walk: Walk<'_>, now_s: f64) -> Walk<'_> {
    let (Some(queue), Some(from)) = (&walk.queue, walk.from) else { return walk };
    let least = match walk.role {
        Role::Rests(_) => from.min(ready(walk.variant, Some(&walk.state), now_s)),
        _ => from,
    };
    let patience_s = Clock::contradiction_s(walk.variant);
    let is_stuck = queue.stuck_for_s > 0.0 && queue.stuck_for_s >= patience_s;
    let occupied = if is_stuck { occupied(&walk, queue.waiting_requests) } else { None };
    let least = least.min(occupied.unwrap_or(least));
    if walk.step.replicas.is_some_and(|replicas| replicas < least) {
        walk.step = Step::to(least, queue.reason.clone());
    }
    walk
}

/// Replicas whose batches the requests that wait and run fill; `None` where that is not known.
fn occupied(walk: &Walk<'_>, waiting_requests: f64) -> Option<u32> {
    let observed = &walk.variant.observed;
    let max_batch = match &walk.role {
        Role::Carries(part) => Some(part.offer.max_batch),
        _ => observed.max_batch_size.or(walk.variant.max_batch),
    };
    let requests = waiting_requests + observed.running_requests?;
    whole((requests / f64::from(max_batch?.max(1))).ceil(), REPLICAS_LIMIT)
}

//! Requests that wait beyond what is expected: replicas for them come at the pace of the scaling
//! policies, and nothing shrinks before they are served. Stabilization is about the load: once they are
//! served, replicas that were there for them only may go.

use super::behavior::grow;
use super::role::Role;
use super::walk::Walk;
use crate::reason::{Code, Reason};

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

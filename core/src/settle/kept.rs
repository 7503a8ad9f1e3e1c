//! Nothing shrinks while there is a backlog, until that is one that nothing serves.

use super::role::Role;
use super::step::Step;
use super::walk::Walk;
use crate::candidates::Part;
use crate::clock::Clock;
use crate::params::{BACKLOG_STUCK_S, REPLICAS_LIMIT};
use crate::ready::ready;
use wva_model::math::whole;

/// The walk with at least the number that changes count from, while there is a backlog. Of a variant that
/// rests only the replicas that serve work on it. A backlog that has been steady for long, which nothing
/// serves, keeps the replicas that it and the running requests occupy.
pub(super) fn kept(mut walk: Walk<'_>, now_s: f64) -> Walk<'_> {
    let (Some(queue), Some(from)) = (&walk.queue, walk.from) else { return walk };
    let least = match walk.role {
        Role::Rests(_) => from.min(ready(walk.variant, Some(&walk.state), now_s)),
        _ => from,
    };
    let patience_s = Clock::contradiction_s(walk.variant).max(BACKLOG_STUCK_S);
    let is_stuck = queue.steady_for_s >= patience_s;
    let occupied = if is_stuck { occupied(&walk, queue.waiting_requests) } else { None };
    let (least, reason) = match occupied.filter(|occupied| *occupied < least) {
        None => (least, queue.reason.clone()),
        Some(occupied) => {
            let reason = queue.reason.clone().with("steadyForS", queue.steady_for_s);
            (occupied, reason.with("occupiedReplicas", f64::from(occupied)))
        }
    };
    if walk.step.replicas.is_some_and(|replicas| replicas < least) {
        walk.step = Step::to(least, reason);
    }
    walk
}

/// Replicas whose places the requests that wait and run fill. Where some run, a replica has as many places
/// as run in it: the cache may hold fewer than a batch. Requests whose number is not known run as the
/// model expects of the load. `None` where the places are not known.
fn occupied(walk: &Walk<'_>, waiting_requests: f64) -> Option<u32> {
    let observed = &walk.variant.observed;
    let part = match &walk.role {
        Role::Carries(part) => Some(part),
        _ => None,
    };
    let own_batch = observed.max_batch_size.or(walk.variant.max_batch);
    let max_batch = part.map(|part| part.offer.max_batch).or(own_batch)?.max(1);
    let in_service = part.and_then(Part::means).map_or(0.0, |means| means.in_service);
    let expected = in_service * part.map_or(0.0, |part| f64::from(part.replicas));
    let (running, places) = match observed.running_requests.zip(walk.from) {
        Some((running, from)) if running > 0.0 && from > 0 => {
            (running, (running / f64::from(from)).clamp(1.0, f64::from(max_batch)))
        }
        Some((running, _)) => (running, f64::from(max_batch)),
        None => (expected, f64::from(max_batch)),
    };
    whole(((waiting_requests + running) / places).ceil(), REPLICAS_LIMIT)
}

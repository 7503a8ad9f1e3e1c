//! Measured latency is evidence about the profile. While it misses a target that the model keeps, the
//! load of a replica counts for more than it is; while latency and batches leave room for fewer
//! replicas although the model does not, for less.
//!
//! Only samples count in which all replicas that the load needs serve, so that each step is seen before
//! the next one; more of them may start for a backlog, which may come of a wrong profile. Two in
//! a row make a variant grow; it shrinks after two scale-down windows, and to a number that missed a
//! target before only after pauses that double.

use super::role::Role;
use super::room::{is_faster, ratio, room, room_s};
use super::walk::Walk;
use crate::candidates::Part;
use crate::memory::Evidence;
use crate::params::{MEASURED_FACTOR_MAX, MEASURED_STEP, NEAREST_MARGIN};
use crate::planned::Planned;
use crate::snapshot::{Observation, Targets};
use wva_model::Quantity;

/// The evidence with this cycle's sample; none is left where nothing arrives.
pub(super) fn learn(walk: &Walk<'_>, planned: &Planned<'_>, now_s: f64) -> Evidence {
    let last = walk.state.evidence;
    let unseen = Evidence { missed: false, room_since_s: None, ..last };
    let (Role::Carries(part), Some(promised)) = (&walk.role, &planned.case.group.targets) else {
        return unseen;
    };
    if part.needed == 0 {
        return Evidence::default();
    }
    let Some(replicas) = serving(walk, part) else { return unseen };
    let observed = &walk.variant.observed;
    let targets = judged(part, promised, observed);
    match largest_ratio(observed, targets) {
        Some(ratio) if ratio > 1.0 && clears(walk, targets) => Evidence { missed: true, ..unseen },
        Some(ratio) if ratio > 1.0 => missed(last, part, replicas, ratio),
        Some(_) if observed.current_replicas != Some(replicas) => unseen,
        Some(_) => kept(walk, part, targets, (replicas, now_s)),
        None => unseen,
    }
}

/// The targets that measured latency is held against: those the part is sized for. Where a target is out
/// of the profile's reach, but latency is clearly lower than the least by the profile, the promised ones.
fn judged<'a>(part: &'a Part<'_>, promised: &'a Targets, observed: &Observation) -> &'a Targets {
    let aim = &part.offer.aim;
    let Some(missed) = aim.missed else { return &aim.targets };
    let measured_ms = match missed.quantity {
        Quantity::Ttft => observed.ttft_ms,
        Quantity::Itl | Quantity::Tps => observed.itl_ms,
    };
    let disproved = measured_ms.is_some_and(|ms| ms * NEAREST_MARGIN < missed.reachable_ms);
    if disproved { promised } else { &aim.targets }
}

/// The replicas of a variant that serve, if they are as many as the load needs by the model and may be
/// had, the last decision was carried out, and the load is known.
fn serving(walk: &Walk<'_>, part: &Part<'_>) -> Option<u32> {
    let Observation { current_replicas, ready_replicas, .. } = walk.variant.observed;
    let ready = ready_replicas.filter(|ready| *ready > 0 && current_replicas >= Some(*ready))?;
    let may_be_had = part.keeps_up.min(part.replicas);
    let is_seen = walk.state.desired == current_replicas && ready >= may_be_had;
    (is_seen && walk.unknown.is_none()).then_some(ready)
}

/// The largest of measured latency ÷ target; `None` where none is measured. A mean above the target of
/// a percentile misses it all the more.
pub(super) fn largest_ratio(observed: &Observation, targets: &Targets) -> Option<f64> {
    let ttft = ratio(observed.ttft_ms, targets.ttft);
    let itl = ratio(observed.itl_ms, targets.itl);
    match (ttft, itl) {
        (Some(ttft), Some(itl)) => Some(ttft.max(itl)),
        (one, other) => one.or(other),
    }
}

/// Whether only a queue of earlier requests misses the target, and it becomes shorter.
fn clears(walk: &Walk<'_>, targets: &Targets) -> bool {
    let observed = &walk.variant.observed;
    let queues = observed.waiting_requests.zip(walk.state.waiting_requests);
    ratio(observed.itl_ms, targets.itl).is_some_and(|itl| itl <= 1.0)
        && queues.is_some_and(|(waiting, before)| waiting < before)
}

/// A sample misses a target; the second one in a row makes the load count for more.
fn missed(last: Evidence, part: &Part<'_>, replicas: u32, ratio: f64) -> Evidence {
    if !last.missed {
        return Evidence { missed: true, room_since_s: None, ..last };
    }
    let (least, most) = MEASURED_STEP;
    let grown = (f64::from(replicas) * ratio.clamp(least, most)).ceil();
    last.grown(factor(last, part, grown))
}

/// The factor with which the part needs so many replicas.
fn factor(last: Evidence, part: &Part<'_>, replicas: f64) -> f64 {
    let Some(capacity_per_s) = part.offer.capacity_per_s() else { return last.factor };
    let exactly = part.rate_per_s / capacity_per_s;
    // A little less, so that rounding up gives that number.
    let factor = last.factor * (replicas - 1e-6) / exactly;
    factor.clamp(1.0 / MEASURED_FACTOR_MAX, MEASURED_FACTOR_MAX)
}

/// No target is missed; some replicas go once there has been room for fewer for long enough.
fn kept(
    walk: &Walk<'_>,
    part: &Part<'_>,
    targets: &Targets,
    (replicas, now_s): (u32, f64),
) -> Evidence {
    let (last, observed) = (walk.state.evidence, &walk.variant.observed);
    let room =
        room(part, targets, observed, replicas).filter(|_| is_faster(part, observed, replicas));
    let room = room.unwrap_or(1.0);
    let fewer = (f64::from(replicas) / room).ceil();
    let since_s = last.room_since_s.unwrap_or(now_s);
    let retries = now_s - since_s >= last.retry_s();
    let fewer = if retries { fewer } else { fewer.max(above_failed(last, part)) };
    if part.needed < replicas || fewer >= f64::from(replicas) {
        let room_since_s = Some(since_s).filter(|_| room > 1.0 && part.needed >= replicas);
        return Evidence { missed: false, room_since_s, ..last };
    }
    if now_s - since_s < room_s(walk.variant) {
        return Evidence { missed: false, room_since_s: Some(since_s), ..last };
    }
    Evidence { factor: factor(last, part, fewer), missed: false, room_since_s: None, ..last }
}

/// The least replicas that are more than those with which a target was missed.
fn above_failed(last: Evidence, part: &Part<'_>) -> f64 {
    match (last.failed, part.offer.capacity_per_s()) {
        (Some(failed), Some(capacity_per_s)) => {
            (part.rate_per_s / capacity_per_s * failed / last.factor).ceil() + 1.0
        }
        _ => 0.0,
    }
}

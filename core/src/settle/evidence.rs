//! Measured latency is evidence about the profile. While it misses a target that the model keeps, the
//! load of a replica counts for more than it is; while latency and batches leave room for fewer
//! replicas although the model does not, for less.
//!
//! Only samples count in which all replicas that the load needs serve, so that each step is seen before
//! the next one; more of them may start for a backlog, which may come of a wrong profile. Two in
//! a row make a variant grow, until growth does not make latency lower; it shrinks after 600 s, and to a
//! number that missed a target before only after pauses that double.

use super::role::Role;
use super::room::{expected, is_faster, own_per_s, ratio, room, room_s};
use super::walk::Walk;
use crate::candidates::Part;
use crate::memory::{Evidence, Missed};
use crate::params::{MEASURED_FACTOR_MAX, MEASURED_QUEUE_S, MEASURED_STEP, NEAREST_MARGIN};
use crate::planned::Planned;
use crate::snapshot::{LatencyTarget, Observation, Targets};
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
    let Some(serving) = serving(walk, planned, part) else { return unseen };
    let observed = &walk.variant.observed;
    let targets = judged(part, promised, observed, &serving);
    let ratio = largest_ratio(observed, &targets).filter(|ratio| *ratio > 1.0);
    match (ratio, queued(walk, &serving, &targets)) {
        (Some(_), _) if clears(walk, &targets) => Evidence { missed: true, ..unseen },
        (Some(ratio), _) => missed(last, &serving, ratio, now_s),
        (None, true) => waits(last, &serving, now_s),
        (None, false) if observed.current_replicas != Some(serving.replicas) => unseen,
        (None, false) if largest_ratio(observed, &targets).is_none() => unseen,
        (None, false) => kept(walk, &serving, &targets, now_s),
    }
}

/// The replicas of a variant that serve.
struct Serving<'a> {
    part: &'a Part<'a>,
    replicas: u32,
    /// Rate that they are sized for.
    rate_per_s: f64,
}

impl Serving<'_> {
    fn share_per_s(&self) -> f64 {
        self.rate_per_s / f64::from(self.replicas)
    }
}

/// The targets that measured latency is held against: those the part is sized for. Where a target is out
/// of the profile's reach, but latency is clearly lower than the least by the profile, that is as much too
/// high as what the profile expects of the load: the promised target, if then it can be kept.
fn judged(
    part: &Part<'_>,
    promised: &Targets,
    observed: &Observation,
    serving: &Serving<'_>,
) -> Targets {
    let aim = &part.offer.aim;
    let (Some(missed), Some(expected)) = (aim.missed, expected(part, serving.share_per_s())) else {
        return aim.targets;
    };
    let (measured_ms, expected_ms) = match missed.quantity {
        Quantity::Ttft => (observed.ttft_ms, expected.ttft_ms),
        Quantity::Itl | Quantity::Tps => (observed.itl_ms, expected.itl_ms),
    };
    let Some(measured_ms) = measured_ms.filter(|ms| ms * NEAREST_MARGIN < missed.reachable_ms)
    else {
        return aim.targets;
    };
    let nearest_ms = missed.reachable_ms * measured_ms / expected_ms * NEAREST_MARGIN;
    let at_least = |target: Option<LatencyTarget>| {
        target
            .map(|target| LatencyTarget { at_most_ms: target.at_most_ms.max(nearest_ms), ..target })
    };
    match missed.quantity {
        Quantity::Ttft => Targets { ttft: at_least(promised.ttft), ..*promised },
        Quantity::Itl | Quantity::Tps => Targets { itl: at_least(promised.itl), ..*promised },
    }
}

/// The replicas of a variant that serve, if they are as many as the load needs by the model and may be
/// had, the last decision was carried out, and the load is known.
fn serving<'a>(walk: &Walk<'_>, planned: &Planned<'_>, part: &'a Part<'a>) -> Option<Serving<'a>> {
    let Observation { current_replicas, ready_replicas, .. } = walk.variant.observed;
    let ready = ready_replicas.filter(|ready| *ready > 0 && current_replicas >= Some(*ready))?;
    let may_be_had = part.keeps_up.min(part.replicas);
    let is_seen = walk.state.desired == current_replicas && ready >= may_be_had;
    let rate_per_s = own_per_s(walk, planned, part)?;
    (is_seen && walk.unknown.is_none()).then_some(Serving { part, replicas: ready, rate_per_s })
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

/// Whether requests wait that the model says are served, and do not become fewer: where no TTFT is
/// promised nothing else tells that a server is saturated.
fn queued(walk: &Walk<'_>, serving: &Serving<'_>, targets: &Targets) -> bool {
    let observed = &walk.variant.observed;
    let is_hidden = targets.ttft.is_none() && serving.replicas >= serving.part.keeps_up;
    let queues = observed.waiting_requests.zip(walk.state.waiting_requests);
    let is_left = queues.is_some_and(|(waiting, before)| waiting > 0.0 && waiting >= before);
    is_hidden && is_left && walk.queue.is_some()
}

/// The least growth, once requests have waited so for long enough.
fn waits(last: Evidence, serving: &Serving<'_>, now_s: f64) -> Evidence {
    let mut next = Evidence { missed: false, room_since_s: None, ..last };
    if next.queued_for_s(now_s) < MEASURED_QUEUE_S {
        return next;
    }
    let grown = (f64::from(serving.replicas) * MEASURED_STEP.0).ceil();
    let next = next.grown(factor(last, serving, grown).max(last.factor), None);
    Evidence { queued: None, ..next }
}

/// A sample misses a target; the second one in a row makes the load count for more, unless that was in
/// vain.
fn missed(last: Evidence, serving: &Serving<'_>, ratio: f64, now_s: f64) -> Evidence {
    let now = Missed { ratio, share_per_s: serving.share_per_s() };
    if !last.missed || last.gave_up(now, now_s) {
        return Evidence { missed: true, room_since_s: None, ..last };
    }
    if last.is_vain(now) {
        return last.undone(now, now_s);
    }
    let (least, most) = MEASURED_STEP;
    let grown = (f64::from(serving.replicas) * ratio.clamp(least, most)).ceil();
    last.grown(factor(last, serving, grown).max(last.factor), Some(now))
}

/// The factor with which the load needs so many replicas.
fn factor(last: Evidence, serving: &Serving<'_>, replicas: f64) -> f64 {
    let Some(capacity_per_s) = serving.part.offer.capacity_per_s() else { return last.factor };
    let exactly = serving.rate_per_s / capacity_per_s;
    // A little less, so that rounding up gives that number.
    let factor = last.factor * (replicas - 1e-6) / exactly;
    factor.clamp(1.0 / MEASURED_FACTOR_MAX, MEASURED_FACTOR_MAX)
}

/// No target is missed; some replicas go once there has been room for fewer for long enough.
fn kept(walk: &Walk<'_>, serving: &Serving<'_>, targets: &Targets, now_s: f64) -> Evidence {
    let (last, observed) = (walk.state.evidence.kept(), &walk.variant.observed);
    let Serving { part, replicas, .. } = *serving;
    let room = room(part, targets, observed, replicas);
    let room = room.filter(|_| is_faster(part, observed, serving.share_per_s())).unwrap_or(1.0);
    let fewer = (f64::from(replicas) / room).ceil();
    let since_s = last.room_since_s.unwrap_or(now_s);
    let retries = now_s - since_s >= last.retry_s();
    let fewer = if retries { fewer } else { fewer.max(above_failed(last, serving)) };
    if part.needed < replicas || fewer >= f64::from(replicas) {
        let room_since_s = Some(since_s).filter(|_| room > 1.0 && part.needed >= replicas);
        return Evidence { room_since_s, ..last };
    }
    if now_s - since_s < room_s(walk.variant) {
        return Evidence { room_since_s: Some(since_s), ..last };
    }
    let factor = factor(last, serving, fewer).min(last.factor);
    Evidence { factor, room_since_s: None, ..last }
}

/// The least replicas that are more than those with which a target was missed.
fn above_failed(last: Evidence, serving: &Serving<'_>) -> f64 {
    match (last.failed, serving.part.offer.capacity_per_s()) {
        (Some(failed), Some(capacity_per_s)) => {
            (serving.rate_per_s / capacity_per_s * failed / last.factor).ceil() + 1.0
        }
        _ => 0.0,
    }
}

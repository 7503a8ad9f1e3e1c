//! Whether the replicas of the carrier serve, and the variant that steps in where they do not.

use crate::candidates::Candidate;
use crate::case::Case;
use crate::memory::Carrier;
use crate::params::{SWITCH_PATIENCE_S, SWITCH_RETRY_S};
use crate::ready::{counted, ready, start_up_s};
use crate::solve::compare;

/// The carrier as its replicas serve now: it is short while those that serve do not carry the load and
/// others that were ordered do not begin to. Without a count of ready or starting replicas that is not
/// known.
pub(super) fn watched(
    case: &Case<'_>,
    candidate: &Candidate<'_>,
    last: Carrier,
    now_s: f64,
) -> Carrier {
    let variant = candidate.offer.variant;
    let goal = candidate.keeps_up.min(candidate.replicas);
    let serve = ready(variant, case.last_of(&variant.name), now_s);
    if serve >= goal {
        let awaited = last.awaited && goal == 0;
        return Carrier { awaited, short_since_s: None, most_ready: 0, ..last };
    }
    let ordered = variant.observed.current_replicas.unwrap_or(0);
    if !counted(variant) {
        return last;
    }
    if serve > 0 && serve >= ordered {
        return Carrier { short_since_s: None, ..last };
    }
    let gained = serve > last.most_ready;
    let since_s = last.short_since_s.filter(|_| !gained).unwrap_or(now_s);
    let most_ready = last.most_ready.max(serve);
    Carrier { short_since_s: Some(since_s), most_ready, ..last }
}

/// The variant that steps in for a carrier whose replicas have not served for too long: the one that
/// carried before if that runs, else the best other one.
pub(super) fn stand_in<'w>(
    case: &'w Case<'_>,
    candidate: &Candidate<'_>,
    last: &Carrier,
    now_s: f64,
) -> Option<&'w str> {
    let variant = candidate.offer.variant;
    let start_up_s = start_up_s(variant, case.last_of(&variant.name)).unwrap_or(0.0);
    let patience_s = SWITCH_PATIENCE_S.max(2.0 * start_up_s);
    if now_s - last.short_since_s? <= patience_s || !counted(variant) {
        return None;
    }
    let mut best = None;
    for other in case.found.staying() {
        if other.offer.is(&candidate.offer) || !may_step_in(other, last, now_s) {
            continue;
        }
        if last.before.as_ref() == Some(&other.offer.variant.name)
            && other.offer.variant.observed.runs()
        {
            return Some(&other.offer.variant.name);
        }
        if best.is_none_or(|best| compare(other, best).is_lt()) {
            best = Some(other);
        }
    }
    best.map(|best| best.offer.variant.name.as_str())
}

/// Whether a candidate can carry a part of the load, and is not paused. While nothing serves its pause
/// is as after a first setback.
fn may_step_in(other: &Candidate<'_>, last: &Carrier, now_s: f64) -> bool {
    let is_free = match last.paused(&other.offer.variant.name, now_s) {
        Some(setback) => last.most_ready == 0 && now_s - setback.at_s >= SWITCH_RETRY_S,
        None => true,
    };
    is_free && other.carried() > 0.0
}

/// The best candidate that is not paused, where the solver's choice is.
pub(super) fn instead<'w>(
    case: &'w Case<'_>,
    last: &Carrier,
    now_s: f64,
) -> Option<&'w Candidate<'w>> {
    let is_free = |one: &&Candidate<'_>| {
        let name = &one.offer.variant.name;
        *name == last.variant || last.paused(name, now_s).is_none()
    };
    case.found.staying().filter(is_free).min_by(|a, b| compare(a, b))
}

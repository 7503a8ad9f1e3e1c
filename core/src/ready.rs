//! How many replicas of a variant serve, and how long new ones take to.

use crate::memory::{Current, VariantState};
use crate::number::short;
use crate::reason::{Code, Reason};
use crate::snapshot::Variant;

/// Replicas that serve for certain. Those that are leaving are not counted; of replicas of which
/// nobody says whether they serve, those that are older than the start-up time do.
pub(crate) fn ready(variant: &Variant, state: Option<&VariantState>, now_s: f64) -> u32 {
    let observed = &variant.observed;
    let (current, ready) = (observed.current_replicas, observed.ready_replicas);
    let Some(current) = current else { return ready.unwrap_or(0) };
    if let Some(ready) = ready {
        return ready.min(current);
    }
    if let Some(starting) = observed.starting_replicas {
        return current.saturating_sub(starting);
    }
    let seen = state.and_then(|state| state.current).filter(|seen| seen.replicas == current);
    let old = seen.zip(variant.start_up_s).is_some_and(|(seen, s)| now_s - seen.since_s >= s);
    if old { current } else { 0 }
}

/// Remembers the replicas that are there, and learns how long they took to serve. From those that
/// went before they did nothing is learned.
pub(crate) fn watch(variant: &Variant, state: &mut VariantState, now_s: f64) {
    let observed = &variant.observed;
    let Some(current) = observed.current_replicas else { return };
    let before = state.current.filter(|seen| seen.replicas >= current);
    let fewer = before.is_some_and(|seen| seen.replicas > current);
    let same = before.filter(|_| !fewer);
    state.current = same.or(Some(Current { replicas: current, since_s: now_s }));
    let Some(ready) = observed.ready_replicas else { return };
    if ready < current {
        state.starting_since_s = state.starting_since_s.or(Some(now_s));
    } else if let Some(since_s) = state.starting_since_s.take().filter(|_| !fewer) {
        state.start_up_s = Some(now_s - since_s);
    }
}

/// That some replicas do not serve yet, and for how long.
pub(crate) fn starting(variant: &Variant, state: &VariantState, now_s: f64) -> Option<Reason> {
    let current = variant.observed.current_replicas?;
    let waiting = current.checked_sub(variant.observed.ready_replicas?).filter(|n| *n > 0)?;
    let for_s = now_s - state.starting_since_s?;
    let usual = match variant.start_up_s.or(state.start_up_s) {
        Some(start_up_s) => format!(" of the usual {} s", short(start_up_s)),
        None => " s".to_owned(),
    };
    let text =
        format!("{waiting} of {current} replicas do not serve yet, for {}{usual}", short(for_s));
    let reason = Reason::new(Code::Starting, text).with("startingReplicas", f64::from(waiting));
    Some(reason.with("forS", for_s))
}

//! How many replicas of a variant serve, and how long new ones take to.

use crate::memory::{Current, VariantState};
use crate::reason::{Code, Reason};
use crate::snapshot::Variant;

/// Replicas that serve for certain; leaving ones do not count. Where readiness is unknown, replicas
/// older than the start-up time that is given serve; one that was learned is not certain enough.
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

/// Whether it is known how many replicas serve.
pub(crate) fn counted(variant: &Variant) -> bool {
    variant.observed.ready_replicas.is_some() || variant.observed.starting_replicas.is_some()
}

/// How long a new replica takes until it serves: as given, else as learned. Every rule that needs the
/// time asks here.
pub(crate) fn start_up_s(variant: &Variant, state: Option<&VariantState>) -> Option<f64> {
    let given = variant.start_up_s.filter(|s| s.is_finite() && *s >= 0.0);
    given.or_else(|| state.and_then(|state| state.start_up_s))
}

/// The remembered facts about a variant's replicas.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Watched {
    /// Replicas that were ordered, and since when.
    pub(crate) current: Option<Current>,
    /// Since when not all of them serve.
    pub(crate) starting_since_s: Option<f64>,
    /// How long the last ones took.
    pub(crate) start_up_s: Option<f64>,
}

/// Remembers the replicas that are there, and learns how long they took to serve. From replicas that
/// went before they served nothing is learned.
pub(crate) fn watch(variant: &Variant, state: &VariantState, now_s: f64) -> Watched {
    let VariantState { current: before, starting_since_s, start_up_s, .. } = *state;
    let unchanged = Watched { current: before, starting_since_s, start_up_s };
    let observed = &variant.observed;
    let Some(replicas) = observed.current_replicas else { return unchanged };
    let same = before.filter(|seen| seen.replicas == replicas);
    let fewer = before.is_some_and(|seen| seen.replicas > replicas);
    let current = same.or(Some(Current { replicas, since_s: now_s }));
    let counted = Watched { current, ..unchanged };
    let Some(ready) = observed.ready_replicas else { return counted };
    if ready < replicas {
        let since_s = starting_since_s.unwrap_or(now_s);
        return Watched { starting_since_s: Some(since_s), ..counted };
    }
    let learned = starting_since_s.filter(|_| !fewer).map(|since_s| now_s - since_s);
    Watched { starting_since_s: None, start_up_s: learned.or(start_up_s), ..counted }
}

/// That some replicas do not serve yet, and for how long.
pub(crate) fn starting(variant: &Variant, state: &VariantState, now_s: f64) -> Option<Reason> {
    let current = variant.observed.current_replicas?;
    let waiting = current.checked_sub(variant.observed.ready_replicas?).filter(|n| *n > 0)?;
    let for_s = now_s - state.starting_since_s?;
    let reason = Reason::new(Code::Starting)
        .with("startingReplicas", f64::from(waiting))
        .with("forS", for_s)
        .with("ofReplicas", f64::from(current));
    Some(match start_up_s(variant, Some(state)) {
        Some(usual_s) => reason.with("usualS", usual_s),
        None => reason,
    })
}

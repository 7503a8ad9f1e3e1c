//! How many replicas of a variant serve, and how long new ones take to.

use crate::memory::{Current, NewReplicas, VariantState};
use crate::params::START_UP_MAX_S;
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
    /// New replicas that were ordered and do not all serve yet.
    pub(crate) ordered: Option<NewReplicas>,
    /// How long the last ones took.
    pub(crate) start_up_s: Option<f64>,
}

/// Remembers the replicas that are there, and learns how long new ones took to serve: from the last
/// decision, made at `decided_s`, if it ordered them, else from when they are first seen.
pub(crate) fn watch(
    variant: &Variant,
    state: &VariantState,
    decided_s: Option<f64>,
    now_s: f64,
) -> Watched {
    let VariantState { current: before, starting_since_s, ordered, start_up_s, .. } = *state;
    let unchanged = Watched { current: before, starting_since_s, ordered, start_up_s };
    let Some(replicas) = variant.observed.current_replicas else { return unchanged };
    let same = before.filter(|seen| seen.replicas == replicas);
    let current = same.or(Some(Current { replicas, since_s: now_s }));
    let counted = Watched { current, ..unchanged };
    let Some(ready) = variant.observed.ready_replicas else { return counted };
    let starting_since_s = (ready < replicas).then(|| starting_since_s.unwrap_or(now_s));
    let since_s = decided_s.filter(|_| state.desired == Some(replicas)).unwrap_or(now_s);
    let ordered = match ordered {
        Some(ordered) => ordered.seen(replicas, ready),
        None => before.and_then(|before| newly_ordered(before.replicas, replicas, ready, since_s)),
    };
    match ordered {
        Some(ordered) if ready >= ordered.until_ready => {
            let took_s = (now_s - ordered.since_s).clamp(0.0, START_UP_MAX_S);
            Watched { current, starting_since_s, ordered: None, start_up_s: Some(took_s) }
        }
        _ => Watched { current, starting_since_s, ordered, start_up_s },
    }
}

/// The order of new replicas, where the replicas that were there all serve: of those that start while
/// others restart it is not known which serve first.
fn newly_ordered(before: u32, replicas: u32, ready: u32, since_s: f64) -> Option<NewReplicas> {
    let is_order = replicas > before && ready == before;
    is_order.then_some(NewReplicas { since_s, until_ready: replicas, ready })
}

impl NewReplicas {
    /// The order as it is seen now; `None` if it was cut short, or if replicas that served do not any
    /// more.
    fn seen(self, replicas: u32, ready: u32) -> Option<Self> {
        let goes_on = replicas >= self.until_ready && ready >= self.ready;
        goes_on.then_some(Self { ready, ..self })
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::Observation;

    /// What is learned from `(time, current, ready)`.
    fn learned(seen: &[(f64, u32, u32)]) -> Option<f64> {
        learned_of(VariantState::default(), None, seen)
    }

    /// The same where the last decision is known.
    fn learned_of(
        mut state: VariantState,
        decided_s: Option<f64>,
        seen: &[(f64, u32, u32)],
    ) -> Option<f64> {
        for &(now_s, current, ready) in seen {
            let observed = Observation {
                current_replicas: Some(current),
                ready_replicas: Some(ready),
                ..Observation::default()
            };
            let variant = Variant { observed, ..Variant::default() };
            let watched = watch(&variant, &state, decided_s, now_s);
            let Watched { current, starting_since_s, ordered, start_up_s } = watched;
            state = VariantState { current, starting_since_s, ordered, start_up_s, ..state };
        }
        state.start_up_s
    }

    #[test]
    fn the_time_is_learned_from_replicas_that_were_ordered() {
        assert_eq!(learned(&[(0.0, 1, 1), (30.0, 3, 1), (90.0, 3, 2), (150.0, 3, 3)]), Some(120.0));
        assert_eq!(learned(&[(0.0, 0, 0), (30.0, 1, 0), (90.0, 1, 1)]), Some(60.0));
        let during = [(0.0, 1, 1), (30.0, 2, 1), (90.0, 4, 1), (150.0, 4, 2), (210.0, 4, 4)];
        assert_eq!(learned(&during), Some(120.0), "the first order counts");
    }

    #[test]
    fn the_time_begins_with_the_decision_that_ordered_them() {
        let seen = [(0.0, 1, 1), (30.0, 3, 1), (90.0, 3, 3)];
        let ordered = |desired| VariantState { desired, ..VariantState::default() };
        assert_eq!(learned_of(ordered(Some(3)), Some(10.0), &seen), Some(80.0));
        assert_eq!(learned_of(ordered(Some(2)), Some(10.0), &seen), Some(60.0), "by another");
    }

    #[test]
    fn nothing_is_learned_from_restarts_nor_from_orders_that_were_cut_short() {
        assert_eq!(learned(&[(0.0, 2, 2), (30.0, 2, 0), (7230.0, 2, 2)]), None, "crashed");
        assert_eq!(learned(&[(0.0, 2, 2), (30.0, 3, 2), (60.0, 3, 1), (900.0, 3, 3)]), None);
        assert_eq!(learned(&[(0.0, 2, 1), (30.0, 3, 1), (900.0, 3, 3)]), None, "both at once");
        assert_eq!(learned(&[(0.0, 2, 2), (30.0, 4, 2), (60.0, 3, 3)]), None);
        assert_eq!(learned(&[(0.0, 2, 1), (30.0, 2, 2)]), None, "seen for the first time");
    }

    #[test]
    fn a_learned_time_is_bounded_and_a_given_one_wins() {
        assert_eq!(learned(&[(0.0, 1, 1), (30.0, 2, 1), (90_000.0, 2, 2)]), Some(START_UP_MAX_S));
        let state = VariantState { start_up_s: Some(60.0), ..VariantState::default() };
        let given = Variant { start_up_s: Some(7200.0), ..Variant::default() };
        assert_eq!(start_up_s(&given, Some(&state)), Some(7200.0));
        assert_eq!(start_up_s(&Variant::default(), Some(&state)), Some(60.0));
        assert_eq!(start_up_s(&Variant::default(), None), None);
    }
}

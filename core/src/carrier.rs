//! Who carries a workload that has several variants: calm about changing it.
//!
//! The solver's choice takes over if the one that carries now cannot, or if it has saved enough for
//! long enough. Then it has some time to get a replica to serve, else the change is taken back.

use crate::candidates::{Candidate, Enumerated, Part};
use crate::clock::Clock;
use crate::memory::{Carrier, WorkloadState};
use crate::params::SWITCH_PATIENCE_S;
use crate::ready::ready;
use crate::reason::{Code, Reason};

/// Who is to carry a workload, given what was found for it, the solver's choice, and whether there
/// are devices for the variant that carries now.
pub(crate) fn carrier(
    state: Option<&WorkloadState>,
    found: &Enumerated<'_>,
    chosen: &Part<'_>,
    fits: bool,
    clock: &Clock,
) -> Carrier {
    let now_s = clock.now_s;
    let remembered = state.and_then(|state| state.carrier.as_ref());
    if let Some(last) = remembered.filter(|last| is_gap(found, &last.variant)) {
        let since_s = last.rival_since_s.unwrap_or(now_s);
        if now_s - since_s < clock.hold_s() {
            return Carrier { rival_since_s: Some(since_s), ..last.clone() };
        }
    }
    let new = chosen.offer.variant.name.as_str();
    let Some(incumbent) = incumbent(state, found) else {
        return Carrier::since(now_s, new, remembered.map(|last| last.variant.as_str()));
    };
    let name = incumbent.offer.variant.name.as_str();
    let last = remembered.filter(|last| last.variant == name).cloned();
    let last = last.unwrap_or_else(|| Carrier::since(now_s, name, None));
    if let Some(before) = taken_back(state, found, &last, now_s) {
        return Carrier::since(now_s, before, None);
    }
    if new == name {
        return Carrier { rival_since_s: None, ..last };
    }
    let since_s = last.rival_since_s.unwrap_or(now_s);
    if !fits || incumbent.carried() < chosen.carried() {
        Carrier::since(now_s, new, Some(name))
    } else if !saves_enough(incumbent, chosen, clock) {
        Carrier { rival_since_s: None, ..last }
    } else if now_s - since_s < clock.switch_after_s() {
        Carrier { rival_since_s: Some(since_s), ..last }
    } else {
        Carrier::since(now_s, new, Some(name))
    }
}

impl Carrier {
    /// A variant that carries from now on.
    fn since(now_s: f64, variant: &str, before: Option<&str>) -> Self {
        Self {
            variant: variant.to_owned(),
            since_s: now_s,
            before: before.map(str::to_owned),
            rival_since_s: None,
        }
    }
}

/// Whether nothing but a missing price or profile keeps a variant from serving: a configuration may
/// have a gap for a moment.
fn is_gap(found: &Enumerated<'_>, variant: &str) -> bool {
    let is_gap = |reason: &Reason| reason.is(Code::NoPrice) || reason.is(Code::NoProfile);
    found.here(variant).is_none()
        && found.rejected.iter().any(|r| r.variant == variant && is_gap(&r.reason))
}

/// The candidate that carries: as remembered, else the one that serves most now; none if nothing
/// runs.
fn incumbent<'p, 'w>(
    state: Option<&WorkloadState>,
    found: &'p Enumerated<'w>,
) -> Option<&'p Candidate<'w>> {
    let staying = found.candidates.iter().filter(|candidate| candidate.offer.stays());
    let running: Vec<_> = staying.filter(|candidate| runs(state, candidate)).collect();
    let first = running.first().copied()?;
    if let Some(last) = state.and_then(|state| state.carrier.as_ref()) {
        return found.here(&last.variant);
    }
    let more = |best, next| if serving_per_s(best) >= serving_per_s(next) { best } else { next };
    Some(running.into_iter().fold(first, more))
}

/// Whether replicas of a candidate are ordered, now or by the last decision.
fn runs(state: Option<&WorkloadState>, candidate: &Candidate<'_>) -> bool {
    let variant = candidate.offer.variant;
    let desired = state.and_then(|state| state.variants.get(&variant.name)?.desired);
    variant.observed.runs() || desired.is_some_and(|desired| desired > 0)
}

/// Requests that the current replicas of a candidate finish within the targets; their number where
/// nothing arrives.
fn serving_per_s(candidate: &Candidate<'_>) -> f64 {
    let current = f64::from(candidate.offer.variant.observed.current_replicas.unwrap_or(0));
    candidate.offer.capacity_per_s().map_or(current, |capacity_per_s| current * capacity_per_s)
}

fn saves_enough(incumbent: &Candidate<'_>, chosen: &Part<'_>, clock: &Clock) -> bool {
    let most = incumbent.marginal_cost() * (1.0 - clock.switch_saving_ratio());
    chosen.marginal_cost() < most
}

/// The variant that carried before a change that has brought no replica to serve in all its time;
/// where neither ready nor starting replicas are counted, that is not known.
fn taken_back<'p>(
    state: Option<&WorkloadState>,
    found: &'p Enumerated<'_>,
    last: &Carrier,
    now_s: f64,
) -> Option<&'p str> {
    let (old, new) = (found.here(last.before.as_ref()?)?, found.here(&last.variant)?);
    let (old, variant) = (old.offer.variant, new.offer.variant);
    let remembered = state.and_then(|state| state.variants.get(&last.variant));
    let start_up_s = variant.start_up_s.or(remembered.and_then(|state| state.start_up_s));
    let patience_s = SWITCH_PATIENCE_S.max(2.0 * start_up_s.unwrap_or(0.0));
    let observed = &variant.observed;
    let counted = observed.ready_replicas.is_some() || observed.starting_replicas.is_some();
    let nothing_serves = counted && ready(variant, remembered, now_s) == 0;
    let late = now_s - last.since_s > patience_s && nothing_serves;
    (late && old.observed.runs() && new.needed > 0).then_some(old.name.as_str())
}

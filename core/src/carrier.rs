//! Names the variant that carries a workload, and changes it only with patience.
//!
//! The solver's choice takes over if the variant that carries now cannot, or if the choice has saved
//! enough for long enough. If none of its replicas serves in time, the change is taken back.

use crate::candidates::{Candidate, Enumerated, Part};
use crate::case::Case;
use crate::clock::Clock;
use crate::memory::Carrier;
use crate::params::SWITCH_PATIENCE_S;
use crate::ready::ready;
use crate::reason::{Code, Reason};

/// The variant that is to carry a workload, given the solver's choice; `fits` if there are devices
/// for the variant that carries now.
pub(crate) fn carrier(case: &Case<'_>, chosen: &Part<'_>, fits: bool, clock: &Clock) -> Carrier {
    let now_s = clock.now_s;
    let remembered = case.last_carrier();
    if let Some(last) = remembered
        && is_gap(&case.found, &last.variant)
    {
        let since_s = last.gap_since_s.unwrap_or(now_s);
        if now_s - since_s < clock.hold_s() {
            // What it costs is not known, so that nothing is known to save.
            return Carrier { gap_since_s: Some(since_s), rival_since_s: None, ..last.clone() };
        }
    }
    let new = chosen.offer.variant.name.as_str();
    let Some(incumbent) = incumbent(case) else {
        return Carrier::since(now_s, new, remembered.map(|last| last.variant.as_str()));
    };
    let name = incumbent.offer.variant.name.as_str();
    let last = match remembered {
        Some(last) if last.variant == name => Carrier { gap_since_s: None, ..last.clone() },
        _ => Carrier::since(now_s, name, None),
    };
    if let Some(before) = taken_back(case, &last, now_s) {
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
            gap_since_s: None,
        }
    }
}

/// Whether a variant cannot serve because a price or a profile is missing; a configuration may lack
/// either for a moment.
fn is_gap(found: &Enumerated<'_>, variant: &str) -> bool {
    found.here(variant).is_none()
        && found.rejected.iter().any(|r| r.variant == variant && is_missing(&r.reason))
}

fn is_missing(reason: &Reason) -> bool {
    reason.is(Code::NoPrice) || reason.is(Code::NoProfile)
}

/// The candidate that carries: the remembered carrier's, else that which serves most now; `None` if
/// no variant runs.
fn incumbent<'w>(case: &'w Case<'_>) -> Option<&'w Candidate<'w>> {
    let mut most = None;
    for candidate in case.found.staying() {
        if runs(case, candidate) {
            most = match most {
                Some(best) if serving_per_s(best) >= serving_per_s(candidate) => Some(best),
                _ => Some(candidate),
            };
        }
    }
    match case.last_carrier() {
        Some(last) if most.is_some() => case.found.here(&last.variant),
        _ => most,
    }
}

/// Whether replicas of a candidate are ordered, now or by the last decision.
fn runs(case: &Case<'_>, candidate: &Candidate<'_>) -> bool {
    let variant = candidate.offer.variant;
    variant.observed.runs()
        || case.last_of(&variant.name).is_some_and(|last| last.desired > Some(0))
}

/// Requests that the current replicas of a candidate finish within the targets; the number of
/// replicas where nothing arrives.
fn serving_per_s(candidate: &Candidate<'_>) -> f64 {
    let current = f64::from(candidate.offer.variant.observed.current_replicas.unwrap_or(0));
    match candidate.offer.capacity_per_s() {
        Some(capacity_per_s) => current * capacity_per_s,
        None => current,
    }
}

fn saves_enough(incumbent: &Candidate<'_>, chosen: &Part<'_>, clock: &Clock) -> bool {
    let most = incumbent.marginal_cost() * (1.0 - clock.switch_saving_ratio());
    chosen.marginal_cost() < most
}

/// The variant that carried before, if no replica of its successor serves in time. Without a count of
/// ready or starting replicas the change is not taken back.
fn taken_back<'w>(case: &'w Case<'_>, last: &Carrier, now_s: f64) -> Option<&'w str> {
    let old = case.found.here(last.before.as_ref()?)?.offer.variant;
    let new = case.found.here(&last.variant)?;
    let variant = new.offer.variant;
    let remembered = case.last_of(&last.variant);
    let start_up_s = variant.start_up_s.or(remembered.and_then(|state| state.start_up_s));
    let patience_s = SWITCH_PATIENCE_S.max(2.0 * start_up_s.unwrap_or(0.0));
    let observed = &variant.observed;
    let counted = observed.ready_replicas.is_some() || observed.starting_replicas.is_some();
    let nothing_serves = counted && ready(variant, remembered, now_s) == 0;
    let late = now_s - last.since_s > patience_s && nothing_serves;
    (late && old.observed.runs() && new.needed > 0).then_some(old.name.as_str())
}

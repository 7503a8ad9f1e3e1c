//! Who carries a workload that has several variants: calm about changing it.
//!
//! The solver's choice takes over if the one that carries now cannot, or if it has saved enough for
//! long enough. Then it has some time to get a replica to serve, else the change is taken back.

use crate::candidates::{Candidate, Enumerated, Service};
use crate::clock::Clock;
use crate::memory::{Carrier, WorkloadState};
use crate::params::SWITCH_PATIENCE_S;
use crate::ready::ready;
use crate::reason::{Code, Reason};

/// Who is to carry a workload, given what was found for it, whom the solver would choose, and
/// whether there are devices for the one that carries now.
pub(crate) fn carrier(
    state: Option<&WorkloadState>,
    found: &Enumerated<'_>,
    chosen: &Candidate<'_>,
    fits: bool,
    clock: &Clock,
) -> Carrier {
    let now_s = clock.now_s;
    let candidates: Vec<_> =
        found.candidates.iter().filter(|candidate| candidate.stays()).collect();
    let from = |variant: &str, before: Option<&str>| Carrier {
        variant: variant.to_owned(),
        since_s: now_s,
        before: before.map(str::to_owned),
        rival_since_s: None,
    };
    let remembered = state.and_then(|state| state.carrier.as_ref());
    if let Some(held) = remembered.filter(|held| is_gap(found, &held.variant)) {
        let since_s = held.rival_since_s.unwrap_or(now_s);
        if now_s - since_s < clock.hold_s() {
            return Carrier { rival_since_s: Some(since_s), ..held.clone() };
        }
    }
    let Some(incumbent) = incumbent(state, &candidates) else {
        return from(&chosen.variant.name, remembered.map(|held| held.variant.as_str()));
    };
    let name = incumbent.variant.name.as_str();
    let held = remembered.filter(|held| held.variant == name).cloned();
    let held = held.unwrap_or_else(|| from(name, None));
    if let Some(before) = taken_back(state, &candidates, &held, now_s) {
        return from(before, None);
    }
    if chosen.variant.name == name {
        return Carrier { rival_since_s: None, ..held };
    }
    let since_s = held.rival_since_s.unwrap_or(now_s);
    if !fits || incumbent.carried() < chosen.carried() {
        from(&chosen.variant.name, Some(name))
    } else if !saves_enough(incumbent, chosen, clock) {
        Carrier { rival_since_s: None, ..held }
    } else if now_s - since_s < clock.switch_after_s() {
        Carrier { rival_since_s: Some(since_s), ..held }
    } else {
        from(&chosen.variant.name, Some(name))
    }
}

/// Whether all that keeps a variant from serving is that its price or profile is missing: a
/// configuration may have a gap for a moment.
fn is_gap(found: &Enumerated<'_>, variant: &str) -> bool {
    let gap = |reason: &Reason| reason.is(Code::NoPrice) || reason.is(Code::NoProfile);
    let serves = found.candidates.iter().any(|c| c.stays() && c.variant.name == variant);
    !serves && found.rejected.iter().any(|r| r.variant == variant && gap(&r.reason))
}

/// The one that carries: as remembered, else the one that serves most now; none if nothing runs.
fn incumbent<'p, 'a>(
    state: Option<&WorkloadState>,
    candidates: &[&'p Candidate<'a>],
) -> Option<&'p Candidate<'a>> {
    let desired = |c: &Candidate<'_>| state.and_then(|s| s.variants.get(&c.variant.name)?.desired);
    let current = |c: &Candidate<'_>| c.variant.observed.current_replicas.unwrap_or(0);
    let mut running = candidates.iter().filter(|c| current(c) > 0 || desired(c).unwrap_or(0) > 0);
    let serves = |c: &Candidate<'_>| match c.service {
        Service::Idle { .. } => f64::from(current(c)),
        Service::Loaded { capacity_per_s, .. } => f64::from(current(c)) * capacity_per_s,
    };
    running.clone().next()?;
    if let Some(held) = state.and_then(|state| state.carrier.as_ref()) {
        return candidates.iter().find(|c| c.variant.name == held.variant).copied();
    }
    let first = running.next().copied();
    running.fold(first, |best, c| best.filter(|best| serves(best) >= serves(c)).or(Some(c)))
}

fn saves_enough(incumbent: &Candidate<'_>, chosen: &Candidate<'_>, clock: &Clock) -> bool {
    let most = incumbent.marginal_cost() * (1.0 - clock.switch_saving_ratio());
    chosen.marginal_cost() < most
}

/// Who carried before a change that has brought no replica to serve in all its time; where nobody
/// says which serve, that is not known.
fn taken_back<'a>(
    state: Option<&WorkloadState>,
    candidates: &[&'a Candidate<'_>],
    held: &Carrier,
    now_s: f64,
) -> Option<&'a str> {
    let before = held.before.as_ref()?;
    let named = |name: &String| candidates.iter().find(|c| c.variant.name == *name);
    let (old, new) = (named(before)?, named(&held.variant)?);
    let remembered = state.and_then(|state| state.variants.get(&held.variant));
    let start_up_s = new.variant.start_up_s.or(remembered.and_then(|state| state.start_up_s));
    let patience_s = SWITCH_PATIENCE_S.max(2.0 * start_up_s.unwrap_or(0.0));
    let observed = &new.variant.observed;
    let told = observed.ready_replicas.is_some() || observed.starting_replicas.is_some();
    let nothing_serves = told && ready(new.variant, remembered, now_s) == 0;
    let late = now_s - held.since_s > patience_s && nothing_serves;
    let old_runs = old.variant.observed.current_replicas.is_some_and(|replicas| replicas > 0);
    (late && old_runs && new.needed > 0).then_some(old.variant.name.as_str())
}

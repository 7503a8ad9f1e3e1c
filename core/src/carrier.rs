//! Names the variant that carries a workload, and changes it only with patience.
//!
//! The solver's choice takes over if the variant that carries now cannot, or if the choice has saved
//! enough for long enough. A change whose replicas do not serve in time is taken back, and tried again
//! after pauses that double.

mod watch;

use self::watch::{instead, stand_in, watched};
use crate::candidates::{Candidate, Enumerated, Part};
use crate::case::Case;
use crate::clock::Clock;
use crate::memory::Carrier;
use crate::params::NEAREST_MARGIN;
use crate::reason::{Code, Reason};

/// The variant that is to carry a workload, given the solver's choice; `fits` if there are devices
/// for the variant that carries now.
pub(crate) fn carrier(case: &Case<'_>, chosen: &Part<'_>, fits: bool, clock: &Clock) -> Carrier {
    let carrier = named(case, chosen, fits, clock);
    carrier.of_variants(|variant| case.group.has(variant))
}

fn named(case: &Case<'_>, chosen: &Part<'_>, fits: bool, clock: &Clock) -> Carrier {
    let now_s = clock.now_s;
    if let Some(held) = held_over_a_gap(case, clock) {
        return held;
    }
    let Some(incumbent) = incumbent(case) else { return woken(case, chosen, now_s) };
    let name = incumbent.offer.variant.name.as_str();
    let last = match case.last_carrier() {
        Some(last) if last.variant == name => Carrier { gap_since_s: None, ..last.clone() },
        Some(last) => Carrier { setbacks: last.setbacks.clone(), ..Carrier::found(now_s, name) },
        None => Carrier::found(now_s, name),
    };
    let last = watched(case, incumbent, last, now_s);
    match stand_in(case, incumbent, &last, now_s) {
        Some(other) => last.given_up(now_s).passed_on(now_s, other),
        None => challenged(case, incumbent, last, chosen, fits, clock),
    }
}

/// The carrier as it was, while its price or its profile is missing and has been for a short time. Its
/// cost is unknown meanwhile, so that no other variant is known to save.
fn held_over_a_gap(case: &Case<'_>, clock: &Clock) -> Option<Carrier> {
    let last = case.last_carrier().filter(|last| is_gap(&case.found, &last.variant))?;
    let since_s = last.gap_since_s.unwrap_or(clock.now_s);
    let gap_since_s = Some(since_s).filter(|_| clock.now_s - since_s < clock.hold_s());
    gap_since_s.map(|_| Carrier { gap_since_s, rival_since_s: None, ..last.clone() })
}

/// The carrier where no variant runs: the solver's choice, unless that came to nothing lately and
/// there is another.
fn woken(case: &Case<'_>, chosen: &Part<'_>, now_s: f64) -> Carrier {
    let name = chosen.offer.variant.name.as_str();
    let Some(last) = case.last_carrier() else {
        return Carrier { awaited: true, ..Carrier::found(now_s, name) };
    };
    if last.paused(name, now_s).is_none() {
        return last.clone().passed_on(now_s, name);
    }
    let name = instead(case, last, now_s).map_or(name, |free| free.offer.variant.name.as_str());
    last.clone().passed_on(now_s, name)
}

/// The carrier, or the variant that takes the load over from it.
fn challenged(
    case: &Case<'_>,
    incumbent: &Candidate<'_>,
    last: Carrier,
    chosen: &Part<'_>,
    fits: bool,
    clock: &Clock,
) -> Carrier {
    let now_s = clock.now_s;
    let free = match last.paused(&chosen.offer.variant.name, now_s) {
        Some(_) => instead(case, &last, now_s).map(Part::whole),
        None => Some(*chosen),
    };
    let Some(rival) = free.filter(|rival| rival.offer.variant.name != last.variant) else {
        return Carrier { rival_since_s: None, ..last };
    };
    let new = rival.offer.variant.name.as_str();
    let since_s = last.rival_since_s.unwrap_or(now_s);
    if !fits || carries_better(incumbent, &rival) {
        last.relieved_by(now_s, new)
    } else if !comes_nearer(incumbent, &rival) && !saves_enough(incumbent, &rival, clock) {
        Carrier { rival_since_s: None, ..last }
    } else if now_s - since_s < clock.switch_after_s() {
        Carrier { rival_since_s: Some(since_s), ..last }
    } else {
        last.relieved_by(now_s, new)
    }
}

impl Carrier {
    /// The carrier after it has passed the load on. If it was itself awaited, the change to it was in
    /// vain.
    fn relieved_by(self, now_s: f64, variant: &str) -> Self {
        let last = if self.awaited { self.given_up(now_s) } else { self };
        last.passed_on(now_s, variant)
    }

    /// The carrier after the change to it came to nothing.
    fn given_up(mut self, now_s: f64) -> Self {
        let variant = self.variant.clone();
        self.set_back(&variant, now_s);
        self
    }

    /// A variant that is to carry from now on; the one before it is the last that did carry.
    fn passed_on(self, now_s: f64, variant: &str) -> Self {
        let before = if self.awaited { self.before } else { Some(self.variant) };
        Self {
            before: before.filter(|before| before != variant),
            awaited: true,
            short_since_s: Some(now_s),
            setbacks: self.setbacks,
            ..Self::found(now_s, variant)
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

/// Whether replicas of a candidate are ordered, now or by the last decision; where it is not known how
/// many there are, whether any is ready or sees arrivals.
fn runs(case: &Case<'_>, candidate: &Candidate<'_>) -> bool {
    let variant = candidate.offer.variant;
    let observed = &variant.observed;
    let serves = observed.ready_replicas > Some(0) || observed.arrival_rate_per_s > Some(0.0);
    observed.runs()
        || (observed.current_replicas.is_none() && serves)
        || case.last_of(&variant.name).is_some_and(|last| last.desired > Some(0))
}

/// Requests that the current replicas of a candidate finish within the targets, or that arrive where
/// those are unknown; the number of replicas where nothing arrives.
fn serving_per_s(candidate: &Candidate<'_>) -> f64 {
    let observed = &candidate.offer.variant.observed;
    let Some(current) = observed.current_replicas.or(observed.ready_replicas) else {
        return observed.arrival_rate_per_s.unwrap_or(0.0);
    };
    match candidate.offer.capacity_per_s() {
        Some(capacity_per_s) => f64::from(current) * capacity_per_s,
        None => f64::from(current),
    }
}

/// Whether a change cannot wait: the rival carries more of the load, or it can keep targets that the
/// incumbent cannot, or comes much nearer to them.
fn carries_better(incumbent: &Candidate<'_>, rival: &Part<'_>) -> bool {
    let (now, then) = (incumbent.carried(), rival.carried());
    let (far, near) = (&incumbent.offer.aim, &rival.offer.aim);
    let keeps = near.missed.is_none() && far.missed.is_some();
    let much_nearer = near.distance() * NEAREST_MARGIN < far.distance();
    now < then || (now <= then && (keeps || much_nearer))
}

/// Whether neither can keep the targets and the rival comes nearer to them.
fn comes_nearer(incumbent: &Candidate<'_>, rival: &Part<'_>) -> bool {
    rival.carried() >= incumbent.carried()
        && rival.offer.aim.distance() < incumbent.offer.aim.distance()
}

fn saves_enough(incumbent: &Candidate<'_>, chosen: &Part<'_>, clock: &Clock) -> bool {
    let most = incumbent.marginal_cost() * (1.0 - clock.switch_saving_ratio());
    chosen.marginal_cost() < most
}

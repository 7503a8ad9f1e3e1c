//! Loads that are not known, and the loads that are assumed instead.

use super::known::Known;
use crate::decision::Load;
use crate::lengths::load;
use crate::memory::VariantState;
use crate::seen::{Seen, seen};
use crate::snapshot::Observation;

/// A load that is not known.
#[derive(Clone, Debug)]
pub(crate) struct UnknownLoad {
    /// Why, as a clause.
    pub(crate) cause: String,
    /// The load that is assumed instead.
    pub(crate) assumed: Option<Load>,
    /// The rate, if only the lengths are unknown.
    pub(crate) arrival_rate_per_s: Option<f64>,
    /// The arrivals that are counted, where others are not.
    pub(crate) at_least_per_s: Option<f64>,
    /// Last known requests that wait and run; the assumed load leaves them out.
    pub(crate) waiting_requests: Option<f64>,
    pub(crate) running_requests: Option<f64>,
}

/// The unknown load of a variant; `None` if it is known.
pub(super) fn unknown_load(
    observed: &Observation,
    known: &Known<'_>,
    contradicted: Option<Cause>,
) -> Option<UnknownLoad> {
    let cause = contradicted.or_else(|| cause(observed, known))?;
    let Cause { text: cause, arrival_rate_per_s, at_least_per_s } = cause;
    let Observation { waiting_requests, running_requests, .. } = *observed;
    let assumed = assumed_load(known, arrival_rate_per_s, at_least_per_s);
    Some(UnknownLoad {
        cause,
        assumed,
        arrival_rate_per_s,
        at_least_per_s,
        waiting_requests,
        running_requests,
    })
}

/// Why a load is unknown, and what is known of it.
pub(super) struct Cause {
    text: String,
    /// The rate, if only the lengths are unknown.
    arrival_rate_per_s: Option<f64>,
    at_least_per_s: Option<f64>,
}

impl Cause {
    fn said(text: impl Into<String>) -> Self {
        Self { text: text.into(), arrival_rate_per_s: None, at_least_per_s: None }
    }

    /// A rate that is a lower bound.
    pub(super) fn at_least(rate_per_s: f64, text: String) -> Self {
        Self { text, arrival_rate_per_s: None, at_least_per_s: Some(rate_per_s) }
    }
}

/// Why a load is unknown. Zero arrivals say nothing about the load while replicas run and none of the
/// workload serves.
fn cause(observed: &Observation, known: &Known<'_>) -> Option<Cause> {
    match seen(observed) {
        Seen::Unknown { cause: text, arrival_rate_per_s, at_least_per_s, .. } => {
            Some(Cause { text, arrival_rate_per_s, at_least_per_s })
        }
        Seen::Nothing if observed.runs() && !known.served => {
            Some(Cause::said("nothing can arrive while no replica serves"))
        }
        Seen::Nothing | Seen::Load(_) if fell_silent(observed, known.state) => {
            Some(Cause::said("the arrivals are unknown"))
        }
        Seen::Nothing | Seen::Load(_) => None,
    }
}

/// The load that is assumed: at the measured rate, or at no less than what is counted, else as last
/// known. Arrivals without known lengths are no load.
fn assumed_load(
    known: &Known<'_>,
    arrival_rate_per_s: Option<f64>,
    at_least_per_s: Option<f64>,
) -> Option<Load> {
    let last = known.state.and_then(|state| state.load);
    let last_per_s = last.map(|load| load.arrival_rate_per_s);
    let least_per_s = at_least_per_s.map(|least| least.max(last_per_s.unwrap_or(0.0)));
    match arrival_rate_per_s.or(least_per_s) {
        Some(rate_per_s) => load(known.lengths, rate_per_s),
        None if last_per_s > Some(0.0) => load(known.lengths, last_per_s?),
        None => last,
    }
}

/// Whether a variant was off with arrivals before, and is off without a measured rate now: a gateway
/// fell silent. A variant that is off and never had arrivals has no load.
fn fell_silent(observed: &Observation, state: Option<&VariantState>) -> bool {
    let Some(VariantState { current: Some(current), load: Some(load), .. }) = state else {
        return false;
    };
    current.replicas == 0
        && load.arrival_rate_per_s > 0.0
        && observed.is_off()
        && observed.arrival_rate_per_s.is_none()
}

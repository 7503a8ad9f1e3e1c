//! Little's law: running requests = arrivals × time in service. A rate that explains far fewer requests
//! than run is not all that arrives.

use super::rates::Rates;
use super::unknown::Cause;
use crate::clock::Clock;
use crate::memory::Since;
use crate::number::short;
use crate::reason::{Code, Reason};

/// The consequence of comparing counted arrivals with running requests.
pub(super) struct Verdict {
    /// Since when they have contradicted each other.
    pub(super) contradicted: Option<Since>,
    /// The load is unknown for that cause.
    pub(super) cause: Option<Cause>,
    /// The rate that the running requests show, where it counts.
    pub(super) rate_per_s: Option<f64>,
    /// That it does.
    pub(super) source: Option<Reason>,
}

/// A contradiction makes the load unknown; once it has lasted for `contradiction_s`, and not on one look,
/// the running requests decide. No arrivals at all are more likely a fault: those are believed to be as
/// they were for as long as anything unknown is.
pub(super) fn verdict(
    rates: Option<Rates>,
    last: Option<Since>,
    clock: &Clock,
    contradiction_s: f64,
) -> Verdict {
    let nothing = Verdict { contradicted: None, cause: None, rate_per_s: None, source: None };
    let Some(rates) = rates else { return Verdict { contradicted: last, ..nothing } };
    if !rates.contradict() {
        return nothing;
    }
    let since = Since::seen(last, clock.now_s);
    let (for_s, contradicted) = (since.for_s(), Some(since));
    let least_s = if rates.is_silent() { clock.hold_s() } else { 0.0 };
    let patience_s = contradiction_s.max(least_s);
    let Rates { counted_per_s, running_requests, service_s } = rates;
    let (counted, running) = (short(counted_per_s), short(running_requests));
    let text = if rates.is_silent() {
        format!("no arrivals contradict {running} requests that run or wait for a batch")
    } else {
        format!("{counted} requests/s contradict {running} that run")
    };
    if for_s <= 0.0 || for_s < patience_s {
        let cause = (!rates.is_silent()).then(|| Cause::at_least(counted_per_s, text));
        return Verdict { contradicted, cause, ..nothing };
    }
    let rate_per_s = running_requests / service_s;
    let shown = short(rate_per_s);
    let text = format!(
        "{text}, for {} s; {shown} requests/s are taken from those that run, with low confidence",
        short(for_s)
    );
    let source = Some(Reason::said(Code::Occupancy, text).with("forS", for_s));
    Verdict { contradicted, rate_per_s: Some(rate_per_s), source, ..nothing }
}

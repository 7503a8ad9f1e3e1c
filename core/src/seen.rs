//! The demand that one variant's pods see, as far as it can be believed.

use crate::decision::Load;
use crate::number::short;
use crate::params::{RATE_PER_S_MAX, REQUESTS_MAX, SAMPLE_AGE_MAX_S, TOKENS_MAX};
use crate::snapshot::Observation;

/// The demand that one variant's pods see.
pub(crate) enum Seen {
    /// No request.
    Nothing,
    /// Requests that arrive.
    Load(Load),
    /// The load is unknown. If only the token lengths are missing, the rate is given.
    Unknown {
        /// As a clause.
        cause: String,
        /// The rate, where only the lengths are missing.
        arrival_rate_per_s: Option<f64>,
        /// The arrivals that are counted, where others are not.
        at_least_per_s: Option<f64>,
        /// No arrivals are counted, and requests run or wait.
        is_silent: bool,
    },
}

fn unknown(cause: impl Into<String>) -> Seen {
    let (arrival_rate_per_s, at_least_per_s) = (None, None);
    Seen::Unknown { cause: cause.into(), arrival_rate_per_s, at_least_per_s, is_silent: false }
}

/// Arrivals that are only partly counted.
fn partly(cause: impl Into<String>, at_least_per_s: f64) -> Seen {
    let (arrival_rate_per_s, at_least_per_s) = (None, Some(at_least_per_s));
    Seen::Unknown { cause: cause.into(), arrival_rate_per_s, at_least_per_s, is_silent: false }
}

/// A number that contradicts another, is none, or is too old, is unknown. Where no replica is
/// ordered and no rate is measured, nothing arrives at its pods; those that leave may still run
/// requests, and their series may stay for a while.
pub(crate) fn seen(observed: &Observation) -> Seen {
    let too_old = |age: &f64| !(0.0..=SAMPLE_AGE_MAX_S).contains(age);
    let old_s = observed.sample_age_s.filter(too_old);
    let at_least = count(observed.arrivals_at_least_per_s).filter(|rate| *rate > 0.0);
    let rate_is_none = observed.arrival_rate_per_s.is_none_or(|rate| rate.abs() <= 0.0);
    let nothing_measured = rate_is_none && at_least.is_none();
    if observed.current_replicas == Some(0) && (nothing_measured || old_s.is_some()) {
        return Seen::Nothing;
    }
    let counted = observed.arrival_rate_per_s.or(at_least);
    if let Some(age) = old_s.filter(|_| counted.is_some()) {
        return unknown(format!("the youngest sample is {} s old", short(age)));
    }
    let rate = match rate(observed.arrival_rate_per_s, at_least) {
        Ok(rate) => rate,
        Err(unknown) => return unknown,
    };
    let (waiting, running) = (count(observed.waiting_requests), count(observed.running_requests));
    let busy = waiting.unwrap_or(0.0) + running.unwrap_or(0.0);
    if rate <= 0.0 && busy > 0.0 {
        let busy = short(busy);
        let cause = format!("no arrivals contradict {busy} requests waiting or running");
        let (arrival_rate_per_s, at_least_per_s) = (None, None);
        return Seen::Unknown { cause, arrival_rate_per_s, at_least_per_s, is_silent: true };
    }
    if rate <= 0.0 {
        return Seen::Nothing;
    }
    lengths(rate, observed)
}

/// The rate, unless it is unknown, none, or below the arrivals that are counted one by one.
fn rate(rate: Option<f64>, at_least: Option<f64>) -> Result<f64, Seen> {
    match (rate, at_least) {
        (None, None) => Err(unknown("the arrivals are unknown")),
        (None, Some(least)) => Err(partly("not all arrivals are counted", least)),
        (Some(rate), _) if !(0.0..=RATE_PER_S_MAX).contains(&rate) => {
            Err(unknown(format!("the arrival rate `{}` is none", short(rate))))
        }
        (Some(rate), Some(least)) if rate < least => {
            let (rate, counted) = (short(rate), short(least));
            let cause = format!("{rate} requests/s contradict {counted} requests/s at least");
            Err(partly(cause, least))
        }
        (Some(rate), _) => Ok(rate),
    }
}

/// A number of requests, if it is one.
pub(crate) fn count(requests: Option<f64>) -> Option<f64> {
    requests.filter(|n| (0.0..=REQUESTS_MAX).contains(n))
}

fn lengths(arrival_rate_per_s: f64, observed: &Observation) -> Seen {
    let known = |tokens: f64, least: f64| (least..=TOKENS_MAX).contains(&tokens);
    match (observed.avg_input_tokens, observed.avg_output_tokens) {
        (Some(input), Some(output)) if known(input, 0.0) && known(output, 1.0) => {
            Seen::Load(Load {
                arrival_rate_per_s,
                avg_input_tokens: input,
                avg_output_tokens: output,
            })
        }
        (Some(input), Some(output)) => Seen::Unknown {
            cause: format!(
                "{} prompt and {} answer tokens contradict {} requests/s",
                short(input),
                short(output),
                short(arrival_rate_per_s)
            ),
            arrival_rate_per_s: Some(arrival_rate_per_s),
            at_least_per_s: None,
            is_silent: false,
        },
        _ => Seen::Unknown {
            cause: "the token lengths are unknown".to_owned(),
            arrival_rate_per_s: Some(arrival_rate_per_s),
            at_least_per_s: None,
            is_silent: false,
        },
    }
}

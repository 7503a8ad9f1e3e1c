//! What a workload has to serve: the sum over its variants.

use crate::decision::Load;
use crate::params::WAKE_S;
use crate::reason::{Code, Reason};
use crate::seen::{Seen, seen};
use crate::snapshot::{Observation, Variant};

/// Demand of one workload.
#[derive(Clone, Debug, PartialEq)]
pub struct Demand {
    /// What is known to arrive.
    pub load: Load,
    /// What of some variant's arrivals is unknown, so that `load` is a lower bound.
    pub unknown: Option<String>,
    /// Requests that wait because no replica runs; `load` serves them in [`WAKE_S`].
    pub waking_requests: Option<f64>,
}

/// The demand on all variants of a workload, token lengths weighted by rate.
///
/// # Errors
/// [`Code::UnknownLoad`] if nothing is known of the arrivals or of their lengths.
pub fn demand(variants: &[&Variant]) -> Result<Demand, Reason> {
    let (mut rate, mut input, mut output) = (0.0, 0.0, 0.0);
    let (mut unknown, mut any_known) = (None, false);
    for variant in variants {
        match seen(&variant.observed) {
            Seen::Nothing => any_known = true,
            Seen::Unknown { cause, .. } => unknown = unknown.or(Some((&variant.name, cause))),
            Seen::Load(load) => {
                any_known = true;
                rate += load.arrival_rate_per_s;
                input += load.arrival_rate_per_s * load.avg_input_tokens;
                output += load.arrival_rate_per_s * load.avg_output_tokens;
            }
        }
    }
    if let (Some((_, cause)), false) = (&unknown, any_known) {
        return Err(Reason::new(Code::UnknownLoad, cause.as_str()));
    }
    let mean = |sum: f64| if rate > 0.0 { sum / rate } else { 0.0 };
    let load = Load {
        arrival_rate_per_s: rate,
        avg_input_tokens: mean(input),
        avg_output_tokens: mean(output),
    };
    let unknown = unknown.map(|(variant, cause)| format!("at `{variant}` {cause}"));
    let runs = |v: &&Variant| v.observed.current_replicas.is_some_and(|replicas| replicas > 0);
    let idle = rate <= 0.0 && unknown.is_none() && !variants.iter().any(runs);
    let waking = if idle { waking(variants) } else { None };
    let (load, waking_requests) = waking.map_or((load, None), |(load, n)| (load, Some(n)));
    Ok(Demand { load, unknown, waking_requests })
}

/// Requests that wait while no variant has a replica, as a load that serves them soon; of lengths
/// that nobody knows, the least.
fn waking(variants: &[&Variant]) -> Option<(Load, f64)> {
    let off = |variant: &&&Variant| variant.observed.current_replicas == Some(0);
    let waiting = |variant: &&Variant| variant.observed.waiting_requests;
    let waiting = variants.iter().filter(off).filter_map(waiting).filter(|n| n.is_finite());
    let waiting: f64 = waiting.fold(0.0, |sum, n| sum + n.max(0.0));
    let longest = |length: fn(&Observation) -> Option<f64>| {
        let known = variants.iter().filter_map(|variant| length(&variant.observed));
        known.filter(|tokens| tokens.is_finite() && *tokens >= 1.0).reduce(f64::max).unwrap_or(1.0)
    };
    let load = Load {
        arrival_rate_per_s: waiting / WAKE_S,
        avg_input_tokens: longest(|observed| observed.avg_input_tokens),
        avg_output_tokens: longest(|observed| observed.avg_output_tokens),
    };
    (waiting > 0.0).then_some((load, waiting))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variant(rate: Option<f64>, tokens: Option<f64>, current: Option<u32>) -> Variant {
        Variant {
            name: "n/v".to_owned(),
            workload: "w".to_owned(),
            min_replicas: 1,
            observed: Observation {
                arrival_rate_per_s: rate,
                avg_input_tokens: tokens,
                avg_output_tokens: tokens,
                current_replicas: current,
                ..Observation::default()
            },
            ..Variant::default()
        }
    }

    #[test]
    fn lengths_are_weighted_by_rate() {
        let (a, b) = (variant(Some(1.0), Some(100.0), None), variant(Some(3.0), Some(200.0), None));
        let demand = demand(&[&a, &b]).unwrap();
        assert!((demand.load.arrival_rate_per_s - 4.0).abs() < 1e-12);
        assert!((demand.load.avg_output_tokens - 175.0).abs() < 1e-12);
        assert!(demand.unknown.is_none());
    }

    #[test]
    fn unknown_is_not_zero() {
        let known = variant(Some(1.0), Some(100.0), Some(1));
        let unknown = variant(None, None, Some(2));
        let without_lengths = variant(Some(5.0), None, Some(2));
        assert!(demand(&[&known, &unknown]).unwrap().unknown.is_some());
        assert!(demand(&[&known, &without_lengths]).unwrap().unknown.is_some());
        assert!(demand(&[&unknown]).unwrap_err().is(Code::UnknownLoad));
    }

    #[test]
    fn what_contradicts_itself_or_is_old_is_unknown() {
        let idle = variant(Some(0.0), None, Some(3));
        let seen = |change: fn(&mut Observation)| {
            let mut changed = idle.clone();
            change(&mut changed.observed);
            demand(&[&changed]).map(|demand| demand.load.arrival_rate_per_s)
        };
        assert!(seen(|_| ()).is_ok());
        assert!(seen(|o| o.waiting_requests = Some(500.0)).is_err());
        assert!(seen(|o| o.running_requests = Some(1.0)).is_err());
        assert!(seen(|o| o.sample_age_s = Some(301.0)).is_err());
        assert!(seen(|o| o.arrival_rate_per_s = Some(f64::NAN)).is_err());
        assert!(seen(|o| o.arrival_rate_per_s = Some(-1.0)).is_err());
    }

    #[test]
    fn a_variant_without_replicas_sees_nothing() {
        let off = variant(None, None, Some(0));
        assert!(demand(&[&off]).unwrap().load.arrival_rate_per_s.abs() < 1e-12);
    }
}

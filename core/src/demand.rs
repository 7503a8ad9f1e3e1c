//! The load that a workload has to serve: the sum over its variants.

mod waking;

use self::waking::waking;
use crate::decision::Load;
use crate::reason::{Code, Reason};
use crate::recall::Recalled;
use crate::seen::{Seen, seen};
use crate::snapshot::Variant;

/// Demand of one workload.
#[derive(Clone, Debug, PartialEq)]
pub struct Demand {
    /// The load that is known to arrive.
    pub load: Load,
    /// Why a variant's load is unknown; `load` is a lower bound then.
    pub unknown: Option<String>,
    /// Requests that wait because no replica runs; `load` serves them in a minute.
    pub waking_requests: Option<f64>,
}

/// The demand on all variants of a workload, token lengths weighted by rate, with the requests that wait
/// at its entry.
///
/// # Errors
/// [`Code::UnknownLoad`] if the load of no variant is known.
pub fn demand(variants: &[&Recalled<'_>], waiting_requests: f64) -> Result<Demand, Reason> {
    let mut sum = Sum::default();
    for variant in variants {
        sum.add(variant);
    }
    if let (Some((_, cause)), false) = (&sum.unknown, sum.any_known) {
        return Err(Reason::said(Code::UnknownLoad, cause.as_str()));
    }
    let load = sum.load();
    let unknown = sum.unknown.map(|(variant, cause)| format!("at `{variant}` {cause}"));
    let runs = variants.iter().any(|variant| variant.observed.runs());
    let is_idle = load.arrival_rate_per_s <= 0.0 && unknown.is_none() && !runs;
    match waking(variants, waiting_requests) {
        Some(waking) if is_idle => {
            let (load, waking_requests) = (waking.load()?, Some(waking.requests));
            Ok(Demand { load, unknown: None, waking_requests })
        }
        _ => Ok(Demand { load, unknown, waking_requests: None }),
    }
}

/// Loads of several variants, added up.
#[derive(Default)]
struct Sum<'w> {
    rate_per_s: f64,
    input_tokens_per_s: f64,
    output_tokens_per_s: f64,
    any_known: bool,
    /// The first variant whose load is unknown, and the cause as a clause.
    unknown: Option<(&'w str, String)>,
}

impl<'w> Sum<'w> {
    fn add(&mut self, variant: &'w Variant) {
        match seen(&variant.observed) {
            Seen::Nothing => self.any_known = true,
            Seen::Unknown { cause, .. } => {
                self.unknown.get_or_insert((&variant.name, cause));
            }
            Seen::Load(load) => {
                self.any_known = true;
                self.rate_per_s += load.arrival_rate_per_s;
                self.input_tokens_per_s += load.arrival_rate_per_s * load.avg_input_tokens;
                self.output_tokens_per_s += load.arrival_rate_per_s * load.avg_output_tokens;
            }
        }
    }

    fn load(&self) -> Load {
        if self.rate_per_s <= 0.0 {
            return Load { arrival_rate_per_s: self.rate_per_s, ..Load::default() };
        }
        Load {
            arrival_rate_per_s: self.rate_per_s,
            avg_input_tokens: self.input_tokens_per_s / self.rate_per_s,
            avg_output_tokens: self.output_tokens_per_s / self.rate_per_s,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::Observation;

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

    fn demand_of(variants: &[&Variant]) -> Result<Demand, Reason> {
        let recalled: Vec<_> = variants.iter().map(|variant| Recalled::as_seen(variant)).collect();
        demand(&recalled.iter().collect::<Vec<_>>(), 0.0)
    }

    #[test]
    fn lengths_are_weighted_by_rate() {
        let (a, b) = (variant(Some(1.0), Some(100.0), None), variant(Some(3.0), Some(200.0), None));
        let demand = demand_of(&[&a, &b]).unwrap();
        assert!((demand.load.arrival_rate_per_s - 4.0).abs() < 1e-12);
        assert!((demand.load.avg_output_tokens - 175.0).abs() < 1e-12);
        assert!(demand.unknown.is_none());
    }

    #[test]
    fn unknown_is_not_zero() {
        let known = variant(Some(1.0), Some(100.0), Some(1));
        let unknown = variant(None, None, Some(2));
        let without_lengths = variant(Some(5.0), None, Some(2));
        assert!(demand_of(&[&known, &unknown]).unwrap().unknown.is_some());
        assert!(demand_of(&[&known, &without_lengths]).unwrap().unknown.is_some());
        assert!(demand_of(&[&unknown]).unwrap_err().is(Code::UnknownLoad));
    }

    #[test]
    fn what_contradicts_itself_or_is_old_is_unknown() {
        let idle = variant(Some(0.0), None, Some(3));
        let seen = |change: fn(&mut Observation)| {
            let mut changed = idle.clone();
            change(&mut changed.observed);
            demand_of(&[&changed]).map(|demand| demand.load.arrival_rate_per_s)
        };
        assert!(seen(|_| ()).is_ok());
        assert!(seen(|o| o.waiting_requests = Some(500.0)).is_err());
        assert!(seen(|o| o.running_requests = Some(1.0)).is_err());
        assert!(seen(|o| o.sample_age_s = Some(301.0)).is_err());
        assert!(seen(|o| o.arrival_rate_per_s = Some(f64::NAN)).is_err());
        assert!(seen(|o| o.arrival_rate_per_s = Some(-1.0)).is_err());
    }

    #[test]
    fn arrivals_at_least_are_unknown() {
        let partly = |rate, least| {
            let mut variant = variant(rate, Some(100.0), Some(2));
            variant.observed.arrivals_at_least_per_s = Some(least);
            demand_of(&[&variant]).map(|demand| demand.load.arrival_rate_per_s)
        };
        assert!(partly(None, 9.0).is_err());
        assert!(partly(Some(5.0), 9.0).is_err(), "they contradict each other");
        assert_eq!(partly(Some(9.0), 9.0).map(f64::to_bits).ok(), Some(9.0_f64.to_bits()));
    }

    #[test]
    fn a_variant_without_replicas_sees_nothing() {
        let off = variant(None, None, Some(0));
        assert!(demand_of(&[&off]).unwrap().load.arrival_rate_per_s.abs() < 1e-12);
    }
}

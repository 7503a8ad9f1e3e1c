//! What a workload has to serve: the sum over its variants.

use crate::decision::Load;
use crate::reason::{Code, Reason};
use crate::snapshot::{Observation, Variant};

/// Demand of one workload.
#[derive(Clone, Debug, PartialEq)]
pub struct Demand {
    /// What is known to arrive.
    pub load: Load,
    /// Some variant's arrivals are unknown, so `load` is a lower bound.
    pub lower_bound: bool,
}

/// What one variant's pods see.
enum Seen {
    Nothing,
    Load(Load),
    Unknown,
}

/// The demand on all variants of a workload, token lengths weighted by rate.
///
/// # Errors
/// [`Code::UnknownLoad`] if nothing is known of the arrivals or of their lengths.
pub fn demand(variants: &[&Variant]) -> Result<Demand, Reason> {
    let (mut rate, mut input, mut output) = (0.0, 0.0, 0.0);
    let (mut lower_bound, mut any_known) = (false, false);
    for variant in variants {
        match seen(&variant.observed) {
            Seen::Nothing => any_known = true,
            Seen::Unknown => lower_bound = true,
            Seen::Load(load) => {
                any_known = true;
                rate += load.arrival_rate_per_s;
                input += load.arrival_rate_per_s * load.avg_input_tokens;
                output += load.arrival_rate_per_s * load.avg_output_tokens;
            }
        }
    }
    if !any_known {
        let text = "neither arrivals nor their token lengths are known";
        return Err(Reason::new(Code::UnknownLoad, text));
    }
    let mean = |sum: f64| if rate > 0.0 { sum / rate } else { 0.0 };
    let load = Load {
        arrival_rate_per_s: rate,
        avg_input_tokens: mean(input),
        avg_output_tokens: mean(output),
    };
    Ok(Demand { load, lower_bound })
}

/// A rate without lengths, or with answers of no tokens, contradicts itself and is unknown.
/// Where no replica is ordered and no rate is measured, nothing arrives at its pods.
fn seen(observed: &Observation) -> Seen {
    match (observed.arrival_rate_per_s, observed.avg_input_tokens, observed.avg_output_tokens) {
        (None, ..) if observed.current_replicas == Some(0) => Seen::Nothing,
        (Some(rate), ..) if rate <= 0.0 => Seen::Nothing,
        (Some(arrival_rate_per_s), Some(avg_input_tokens), Some(avg_output_tokens))
            if avg_output_tokens >= 1.0 =>
        {
            Seen::Load(Load { arrival_rate_per_s, avg_input_tokens, avg_output_tokens })
        }
        _ => Seen::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variant(rate: Option<f64>, tokens: Option<f64>, current: Option<u32>) -> Variant {
        Variant {
            name: "n/v".to_owned(),
            workload: "w".to_owned(),
            accelerator: None,
            keep_accelerator: true,
            min_replicas: 1,
            max_replicas: None,
            max_batch: None,
            cost_per_hour: None,
            observed: Observation {
                arrival_rate_per_s: rate,
                avg_input_tokens: tokens,
                avg_output_tokens: tokens,
                current_replicas: current,
                ..Observation::default()
            },
        }
    }

    #[test]
    fn lengths_are_weighted_by_rate() {
        let (a, b) = (variant(Some(1.0), Some(100.0), None), variant(Some(3.0), Some(200.0), None));
        let demand = demand(&[&a, &b]).unwrap();
        assert!((demand.load.arrival_rate_per_s - 4.0).abs() < 1e-12);
        assert!((demand.load.avg_output_tokens - 175.0).abs() < 1e-12);
        assert!(!demand.lower_bound);
    }

    #[test]
    fn unknown_is_not_zero() {
        let known = variant(Some(1.0), Some(100.0), Some(1));
        let unknown = variant(None, None, Some(2));
        let without_lengths = variant(Some(5.0), None, Some(2));
        assert!(demand(&[&known, &unknown]).unwrap().lower_bound);
        assert!(demand(&[&known, &without_lengths]).unwrap().lower_bound);
        assert!(demand(&[&unknown]).unwrap_err().is(Code::UnknownLoad));
    }

    #[test]
    fn a_variant_without_replicas_sees_nothing() {
        let off = variant(None, None, Some(0));
        assert!(demand(&[&off]).unwrap().load.arrival_rate_per_s.abs() < 1e-12);
    }
}

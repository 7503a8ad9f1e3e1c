//! What the variants of a workload count themselves, taken together.

use crate::clock::Clock;
use crate::fault::is_count;
use crate::lengths::measured;
use crate::memory::{Lengths, VariantState};
use crate::ready::start_up_s;
use crate::seen::{Seen, count, seen};
use crate::snapshot::{Observation, Variant};

/// What the variants of a workload count themselves, taken together.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Own {
    /// Requests that arrive at those that know.
    pub(super) counted_per_s: f64,
    /// Requests that arrive at least at those that do not.
    pub(super) at_least_per_s: f64,
    /// Variants with replicas.
    pub(super) running: u32,
    /// Replicas of all, those that serve where that is known.
    replicas: f64,
    variants: f64,
    /// Those replicas and variants whose rate is not known.
    unknown_replicas: f64,
    pub(super) unknown_variants: f64,
    /// The longest start-up time that is known.
    pub(super) start_up_s: Option<f64>,
    /// The longest time for which a contradiction has to last.
    pub(super) patience_s: f64,
    input: Mean,
    output: Mean,
    longest: Lengths,
}

/// A mean, weighted by rates.
#[derive(Clone, Copy, Debug, Default)]
struct Mean {
    sum: f64,
    weight: f64,
}

impl Mean {
    fn add(&mut self, value: Option<f64>, weight: f64) {
        if let Some(value) = value {
            self.sum += value * weight;
            self.weight += weight;
        }
    }

    fn value(self) -> Option<f64> {
        (self.weight > 0.0).then(|| self.sum / self.weight)
    }
}

impl Own {
    pub(super) fn add(&mut self, variant: &Variant, state: Option<&VariantState>) {
        let observed = &variant.observed;
        self.variants += 1.0;
        self.running += u32::from(replicas(observed) > 0.0);
        self.replicas += replicas(observed);
        if let Some(start_up_s) = start_up_s(variant, state) {
            self.start_up_s = Some(self.start_up_s.unwrap_or(0.0).max(start_up_s));
        }
        self.patience_s = self.patience_s.max(Clock::contradiction_s(variant));
        if rate(observed).is_none() {
            self.unknown_variants += 1.0;
            self.unknown_replicas += replicas(observed);
            self.at_least_per_s += count(observed.arrivals_at_least_per_s).unwrap_or(0.0);
        }
        let rate_per_s = rate(observed).unwrap_or(0.0);
        self.counted_per_s += rate_per_s;
        let lengths = measured(observed);
        self.input.add(lengths.input_tokens, rate_per_s);
        self.output.add(lengths.output_tokens, rate_per_s);
        self.longest = self.longest.longest(lengths);
    }

    /// The lengths that are measured: their mean by what is counted, the longest where nothing is.
    pub(super) fn lengths(&self) -> Lengths {
        let mean = Lengths { input_tokens: self.input.value(), output_tokens: self.output.value() };
        mean.or(self.longest)
    }

    /// The weight of a variant where `rate_per_s` is divided: what it counts; where it does not know, or
    /// none counts anything, its replicas' part of the rate.
    pub(super) fn weight(&self, observed: &Observation, rate_per_s: f64) -> f64 {
        match rate(observed) {
            Some(own_per_s) if self.counted_per_s > 0.0 => own_per_s,
            _ => rate_per_s * self.part(replicas(observed), 1.0),
        }
    }

    /// The weights of all variants.
    pub(super) fn weights(&self, rate_per_s: f64) -> f64 {
        if self.counted_per_s <= 0.0 {
            return rate_per_s;
        }
        self.counted_per_s + rate_per_s * self.part(self.unknown_replicas, self.unknown_variants)
    }

    /// The part of all replicas; where none is ordered, of all variants.
    fn part(&self, replicas: f64, variants: f64) -> f64 {
        if self.replicas > 0.0 { replicas / self.replicas } else { variants / self.variants }
    }
}

/// The rate that a variant counts, if it can be believed.
pub(super) fn rate(observed: &Observation) -> Option<f64> {
    match seen(observed) {
        Seen::Nothing => Some(0.0),
        Seen::Load(load) => Some(load.arrival_rate_per_s),
        Seen::Unknown { arrival_rate_per_s, .. } => arrival_rate_per_s,
    }
}

/// Replicas that serve, else those that are ordered; more than a cluster has are unknown.
fn replicas(observed: &Observation) -> f64 {
    let [ready, current] = [observed.ready_replicas, observed.current_replicas]
        .map(|replicas| replicas.filter(|replicas| is_count(*replicas)));
    f64::from(ready.or(current).unwrap_or(1))
}

//! The requests that come in, divided among the variants.

use super::own::{Own, rate};
use crate::lengths::measured;
use crate::params::SAMPLE_AGE_MAX_S;
use crate::seen::count;
use crate::snapshot::Observation;

/// The requests that come in, to be divided among the variants.
#[derive(Clone, Copy, Debug)]
pub(super) struct Division {
    /// Rate of all that arrives, if any of it is counted at the entry.
    pub(super) total_per_s: Option<f64>,
    /// Whether all of it is counted there.
    pub(super) is_counted: bool,
    pub(super) sample_age_s: Option<f64>,
    pub(super) own: Own,
}

impl Division {
    /// The observation of a variant with its part; `None` where that is what it counts itself. A variant
    /// that knows no lengths gets those of the others. Where only requests that are turned away are
    /// counted at the entry, a variant that does not know its rate still does not: of those that it
    /// would serve it may have more.
    #[must_use]
    pub(super) fn observed(&self, observed: &Observation) -> Option<Observation> {
        let total_per_s = self.total_per_s?;
        if !self.is_counted && rate(observed).is_none() {
            let turned_away_per_s = self.part(observed, total_per_s);
            let is_least = self.own.counted_per_s <= 0.0 && !is_old(observed);
            return is_least.then(|| at_least(observed, turned_away_per_s));
        }
        let mut divided =
            if is_old(observed) { without_samples(observed) } else { observed.clone() };
        divided.arrival_rate_per_s = Some(self.part(observed, total_per_s));
        divided.arrivals_at_least_per_s = None;
        divided.sample_age_s = divided.sample_age_s.or(self.sample_age_s);
        let lengths = measured(&divided).or(self.own.lengths());
        divided.avg_input_tokens = lengths.input_tokens.or(divided.avg_input_tokens);
        divided.avg_output_tokens = lengths.output_tokens.or(divided.avg_output_tokens);
        Some(divided)
    }

    /// All parts together are what comes in; of what only the variants count, those of the ones that do.
    fn part(&self, observed: &Observation, total_per_s: f64) -> f64 {
        let own = &self.own;
        let (total_per_s, all) = if !self.is_counted && own.counted_per_s > 0.0 {
            (total_per_s - own.at_least_per_s, own.counted_per_s)
        } else {
            (total_per_s, own.weights(total_per_s))
        };
        if all > 0.0 { total_per_s * own.weight(observed, total_per_s) / all } else { 0.0 }
    }
}

fn at_least(observed: &Observation, per_s: f64) -> Observation {
    let known_per_s = count(observed.arrivals_at_least_per_s).unwrap_or(0.0);
    Observation { arrivals_at_least_per_s: Some(known_per_s.max(per_s)), ..observed.clone() }
}

fn is_old(observed: &Observation) -> bool {
    observed.sample_age_s.is_some_and(|age| !(0.0..=SAMPLE_AGE_MAX_S).contains(&age))
}

/// The observation without what is sampled.
fn without_samples(observed: &Observation) -> Observation {
    Observation {
        avg_input_tokens: None,
        avg_output_tokens: None,
        waiting_requests: None,
        running_requests: None,
        ttft_ms: None,
        itl_ms: None,
        sample_age_s: None,
        ..observed.clone()
    }
}

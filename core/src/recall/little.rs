//! Little's law: running requests = arrivals × time in service. A rate that explains far fewer requests
//! than run is not all that arrives.

use super::unknown::Cause;
use crate::index::Index;
use crate::number::short;
use crate::params::{LITTLE_DEVIATIONS, LITTLE_RATIO, MAX_BATCH_DEFAULT};
use crate::reason::{Code, Reason};
use crate::seen::{Seen, count, seen};
use crate::snapshot::{Observation, Variant};
use wva_model::Replica;

/// Arrivals as they are counted, and as the running requests show them.
pub(super) struct Shown(Option<Rates>);

#[derive(Clone, Copy)]
struct Rates {
    counted_per_s: f64,
    running_requests: f64,
    /// Time of a request in service, beside as many others as run now.
    service_s: f64,
}

/// The consequence of a comparison of both.
pub(super) struct Verdict {
    /// Since when they have contradicted each other.
    pub(super) since_s: Option<f64>,
    /// The load is unknown for that cause.
    pub(super) cause: Option<Cause>,
    /// The rate that the running requests show, where it counts.
    pub(super) rate_per_s: Option<f64>,
    /// That it does.
    pub(super) source: Option<Reason>,
}

impl Shown {
    /// Of a variant; nothing where a fact is missing. Remembered running requests do not count, only
    /// those that are `measured` now.
    pub(super) fn of(
        variant: &Variant,
        measured: &Observation,
        model: &str,
        index: &Index<'_>,
    ) -> Self {
        Self(rates(variant, count(measured.running_requests), model, index))
    }

    /// A contradiction makes the load unknown; once it has lasted for `patience_s`, and not on one look,
    /// the running requests decide.
    pub(super) fn verdict(self, since_s: Option<f64>, now_s: f64, patience_s: f64) -> Verdict {
        let nothing = Verdict { since_s: None, cause: None, rate_per_s: None, source: None };
        let Some(rates) = self.0 else { return Verdict { since_s, ..nothing } };
        if !rates.contradict() {
            return nothing;
        }
        let began_s = since_s.unwrap_or(now_s);
        let for_s = now_s - began_s;
        let since_s = Some(began_s);
        let Rates { counted_per_s, running_requests, service_s } = rates;
        let (counted, running) = (short(counted_per_s), short(running_requests));
        let text = format!("{counted} requests/s contradict {running} that run");
        if for_s <= 0.0 || for_s < patience_s {
            return Verdict {
                since_s,
                cause: Some(Cause::at_least(counted_per_s, text)),
                ..nothing
            };
        }
        let rate_per_s = running_requests / service_s;
        let shown = short(rate_per_s);
        let text = format!(
            "{text}, for {} s; {shown} requests/s are taken from those that run, with low confidence",
            short(for_s)
        );
        let source = Some(Reason::said(Code::Occupancy, text).with("forS", for_s));
        Verdict { since_s, rate_per_s: Some(rate_per_s), source, ..nothing }
    }
}

impl Rates {
    /// Whether more requests run than the counted ones could be, were each in service
    /// [`LITTLE_RATIO`] times as long as the profile says, and [`LITTLE_DEVIATIONS`] standard deviations
    /// (the root of the mean, as arrivals are random) and one more.
    fn contradict(self) -> bool {
        let most = LITTLE_RATIO * self.counted_per_s * self.service_s;
        let above = self.running_requests - most - 1.0;
        above > 0.0 && above * above > LITTLE_DEVIATIONS * LITTLE_DEVIATIONS * most
    }
}

fn rates(
    variant: &Variant,
    running_requests: Option<f64>,
    model: &str,
    index: &Index<'_>,
) -> Option<Rates> {
    let observed = &variant.observed;
    let Seen::Load(load) = seen(observed) else { return None };
    let running_requests = running_requests?;
    let replicas = observed.ready_replicas.or(observed.current_replicas).filter(|n| *n > 0)?;
    let profile = index.profile(model, &variant.name, variant.running_on()?)?;
    let stated = observed.max_batch_size.or(variant.max_batch).or(profile.max_batch);
    let max_batch = stated.unwrap_or(MAX_BATCH_DEFAULT);
    let replica = Replica {
        latency: profile.latency,
        max_batch,
        max_queue: None,
        avg_input_tokens: load.avg_input_tokens,
        avg_output_tokens: load.avg_output_tokens,
    };
    let model = replica.model().ok()?;
    let batch = (running_requests / f64::from(replicas)).max(1.0).min(f64::from(max_batch));
    let service_s = model.service_ms(batch) / 1000.0;
    let counted_per_s = load.arrival_rate_per_s;
    (service_s > 0.0).then_some(Rates { counted_per_s, running_requests, service_s })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contradict(counted_per_s: f64, running_requests: f64) -> bool {
        Rates { counted_per_s, running_requests, service_s: 3.0 }.contradict()
    }

    #[test]
    fn only_far_more_than_the_rate_explains_contradicts_it() {
        assert!(contradict(0.9, 300.0));
        assert!(contradict(9.0, 300.0));
        assert!(!contradict(100.0, 300.0), "as the profile says");
        assert!(!contradict(34.0, 300.0), "a profile that is wrong by three");
        assert!(!contradict(0.01, 1.0), "one request of a few");
        assert!(contradict(0.02, 12.0));
    }
}

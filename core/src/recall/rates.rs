//! Arrivals as they are counted, and the running requests beside them.

use super::known::Known;
use crate::index::Index;
use crate::lengths::load;
use crate::params::{LITTLE_DEVIATIONS, LITTLE_RATIO, MAX_BATCH_DEFAULT};
use crate::replica::{max_batch, replica};
use crate::seen::{Seen, count, seen};
use crate::snapshot::{Observation, Variant};

/// Arrivals as they are counted, and the running requests beside them.
#[derive(Clone, Copy)]
pub(super) struct Rates {
    pub(super) counted_per_s: f64,
    /// Where nothing arrives, those too that wait for a place in a batch there is.
    pub(super) running_requests: f64,
    /// Time of a request in service, beside as many others as run now.
    pub(super) service_s: f64,
}

impl Rates {
    /// Whether no arrivals are counted at all.
    pub(super) fn is_silent(self) -> bool {
        self.counted_per_s <= 0.0
    }

    /// Whether more requests run than the counted ones could be, were each in service
    /// [`LITTLE_RATIO`] times as long as the profile says, and [`LITTLE_DEVIATIONS`] standard deviations
    /// (the root of the mean, as arrivals are random) and one more.
    pub(super) fn contradict(self) -> bool {
        if self.is_silent() {
            return self.running_requests > 0.0;
        }
        let most = LITTLE_RATIO * self.counted_per_s * self.service_s;
        let above = self.running_requests - most - 1.0;
        above > 0.0 && above * above > LITTLE_DEVIATIONS * LITTLE_DEVIATIONS * most
    }
}

/// Of a variant; nothing where a fact is missing. Remembered running requests do not count, only those
/// that are `measured` now.
pub(super) fn rates(
    variant: &Variant,
    measured: &Observation,
    known: &Known<'_>,
    index: &Index<'_>,
) -> Option<Rates> {
    let observed = &variant.observed;
    // A part of what is counted at the entry contradicts only how that is divided.
    if known.is_divided() {
        return None;
    }
    let load = match seen(observed) {
        Seen::Load(load) => load,
        Seen::Unknown { is_silent: true, .. } => load(known.lengths, 0.0)?,
        _ => return None,
    };
    let running_requests = count(measured.running_requests)?;
    let replicas = observed.ready_replicas.or(observed.current_replicas).filter(|n| *n > 0)?;
    let profile = index.profile(known.model, &variant.name, variant.running_on()?)?;
    let stated = max_batch(variant, profile, Some(load.avg_output_tokens));
    let max_batch = stated.unwrap_or(MAX_BATCH_DEFAULT);
    let model = replica(profile, max_batch, &load).model().ok()?;
    let places = f64::from(replicas) * f64::from(max_batch);
    let running_requests = if load.arrives() {
        running_requests
    } else {
        (running_requests + count(measured.waiting_requests).unwrap_or(0.0)).min(places)
    };
    let batch = (running_requests / f64::from(replicas)).max(1.0).min(f64::from(max_batch));
    let service_s = model.service_ms(batch) / 1000.0;
    let counted_per_s = load.arrival_rate_per_s;
    (service_s > 0.0).then_some(Rates { counted_per_s, running_requests, service_s })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::Lengths;
    use crate::snapshot::{LatencyModel, Profile, QueueParameters, Snapshot};

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

    #[test]
    fn a_batch_for_answers_of_another_length_is_scaled_here_too() {
        let latency = LatencyModel::Queue(QueueParameters {
            alpha_ms: 10.0,
            beta_ms: 0.5,
            gamma_ms: 1.0,
            delta_ms_per_token: 0.001,
        });
        let profile = |max_batch, at_tokens| Profile {
            model: "m".to_owned(),
            accelerator: "A100".to_owned(),
            variant: None,
            acc_count: 1,
            max_batch: Some(max_batch),
            at_tokens,
            memory_mib: None,
            latency,
            source: String::new(),
        };
        let observed = Observation {
            arrival_rate_per_s: Some(1.0),
            avg_input_tokens: Some(100.0),
            avg_output_tokens: Some(200.0),
            current_replicas: Some(1),
            running_requests: Some(64.0),
            ..Observation::default()
        };
        let known = Known {
            state: None,
            entry: None,
            own_lengths: Lengths::default(),
            lengths: Lengths::default(),
            served: true,
            model: "m",
        };
        let accelerator = Some("A100".to_owned());
        let variant = Variant { accelerator, observed, ..Variant::default() };
        let service_s = |profile| {
            let snapshot = Snapshot { profiles: vec![profile], ..Snapshot::default() };
            let found = rates(&variant, &variant.observed, &known, &Index::new(&snapshot));
            found.map(|rates| rates.service_s)
        };
        assert_eq!(service_s(profile(16, Some(400))), service_s(profile(32, None)));
        assert!(service_s(profile(16, None)) < service_s(profile(32, None)));
    }
}

//! The observation of a variant as it truly is.

use wva_core::snapshot::Observation;

use crate::probe::Probe;
use crate::replicas::Replicas;
use crate::server::Serving;
use crate::share::Share;
use crate::world::TrueDemand;

/// A variant with its part of what arrives and waits at its workload.
#[derive(Debug)]
pub(super) struct Truth {
    pub(super) replicas: Replicas,
    pub(super) probe: Probe,
    pub(super) demand: TrueDemand,
    /// Requests that wait at the workload.
    pub(super) waiting: f64,
    pub(super) share: Share,
}

impl Truth {
    fn rate_per_s(&self) -> f64 {
        self.demand.rate_per_s * self.share.arrivals
    }

    /// All but latency, beside what is configured.
    pub(super) fn counted(&self, configured: &Observation) -> Observation {
        let Self { replicas, probe, demand, .. } = self;
        let rate_per_s = self.rate_per_s();
        let known = (rate_per_s > 0.0).then_some(());
        let room = f64::from(replicas.ready()) * f64::from(probe.max_batch);
        Observation {
            arrival_rate_per_s: Some(rate_per_s),
            avg_input_tokens: known.map(|()| demand.avg_input_tokens),
            avg_output_tokens: known.map(|()| demand.avg_output_tokens),
            current_replicas: Some(replicas.current()),
            ready_replicas: Some(replicas.ready()),
            starting_replicas: Some(replicas.starting()),
            waiting_requests: Some(self.waiting * self.share.queue),
            running_requests: Some((rate_per_s * probe.response_s).min(room)),
            sample_age_s: Some(0.0),
            ..configured.clone()
        }
    }

    /// Latency, and the requests that wait and run, as the ready replicas have them.
    pub(super) fn measured(&self, counted: Observation, cycle_s: f64) -> Observation {
        let serving = Serving {
            ready: self.replicas.ready(),
            rate_per_s: self.rate_per_s(),
            waiting: self.waiting * self.share.queue,
            cycle_s,
        };
        let measured = self.probe.replica.and_then(|replica| serving.measured(&replica));
        let Some(measured) = measured else { return counted };
        Observation {
            ttft_ms: Some(measured.ttft_ms),
            itl_ms: Some(measured.itl_ms),
            running_requests: Some(measured.running_requests),
            waiting_requests: Some(measured.waiting_requests),
            ..counted
        }
    }
}

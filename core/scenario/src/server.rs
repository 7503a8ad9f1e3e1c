//! Replicas as they truly are: what they measure of the requests that reach them.

use wva_core::decision::VariantDecision;
use wva_core::index::Index;
use wva_core::model::{Model, Replica};
use wva_core::snapshot::{Snapshot, Variant};

/// The load of a variant's ready replicas.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Serving {
    pub(crate) ready: u32,
    pub(crate) rate_per_s: f64,
    /// Requests that wait because ready replicas did not suffice.
    pub(crate) waiting: f64,
    pub(crate) cycle_s: f64,
}

/// Means over a variant's ready replicas, and all of its requests.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Measured {
    pub(crate) ttft_ms: f64,
    pub(crate) itl_ms: f64,
    pub(crate) running_requests: f64,
    pub(crate) waiting_requests: f64,
}

/// One replica by the true profile, at the batch and the lengths of an answer.
pub(crate) fn replica(
    snapshot: &Snapshot,
    variant: &Variant,
    decision: &VariantDecision,
) -> Option<Model> {
    let workload = snapshot.workloads.iter().find(|workload| workload.key == variant.workload)?;
    let accelerator = decision.accelerator.as_deref()?;
    let profile = Index::new(snapshot).profile(&workload.model, &variant.name, accelerator)?;
    let load = decision.load?;
    let replica = Replica {
        latency: profile.latency,
        max_batch: decision.max_batch?,
        max_queue: None,
        avg_input_tokens: load.avg_input_tokens,
        avg_output_tokens: load.avg_output_tokens,
    };
    replica.model().ok()
}

impl Serving {
    /// `None` where nothing is served. What waits is worked off at the largest rate; only where that is
    /// not asked for does the model say how long requests wait besides.
    pub(crate) fn measured(self, model: &Model) -> Option<Measured> {
        if self.ready == 0 || self.rate_per_s <= 0.0 {
            return None;
        }
        let ready = f64::from(self.ready);
        let most_per_s = model.max_rate_per_s();
        let asked_per_s = (self.rate_per_s + self.waiting / self.cycle_s) / ready;
        let served_per_s = asked_per_s.min(most_per_s);
        let means = model.means(served_per_s);
        let wait_ms = if asked_per_s < most_per_s { means.wait_ms } else { 0.0 };
        Some(Measured {
            ttft_ms: means.prefill_ms + wait_ms + self.waiting / (most_per_s * ready) * 1000.0,
            itl_ms: means.itl_ms,
            running_requests: means.in_service * ready,
            waiting_requests: self.waiting + served_per_s * ready * wait_ms / 1000.0,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wva_core::snapshot::{LatencyModel, QueueParameters};

    fn model() -> Model {
        let latency = LatencyModel::Queue(QueueParameters {
            alpha_ms: 13.2,
            beta_ms: 0.16,
            gamma_ms: 24.0,
            delta_ms_per_token: 0.0012,
        });
        let (avg_input_tokens, avg_output_tokens) = (512.0, 128.0);
        Replica { latency, max_batch: 64, max_queue: None, avg_input_tokens, avg_output_tokens }
            .model()
            .unwrap()
    }

    fn measured(ready: u32, rate_per_s: f64, waiting: f64) -> Option<Measured> {
        Serving { ready, rate_per_s, waiting, cycle_s: 30.0 }.measured(&model())
    }

    #[test]
    fn more_replicas_are_faster() {
        let (one, two) = (measured(1, 15.0, 0.0).unwrap(), measured(2, 15.0, 0.0).unwrap());
        assert!(one.itl_ms > two.itl_ms, "{one:?} {two:?}");
        assert!(one.ttft_ms > two.ttft_ms);
        assert!(one.running_requests > two.running_requests);
    }

    #[test]
    fn a_queue_is_waited_for_at_the_largest_rate() {
        let most_per_s = model().max_rate_per_s();
        let (full, queue) = (measured(2, 99.0, 0.0).unwrap(), measured(2, 99.0, 100.0).unwrap());
        let wait_ms = 100.0 / (2.0 * most_per_s) * 1000.0;
        assert!((queue.ttft_ms - full.ttft_ms - wait_ms).abs() < 1e-6, "{full:?} {queue:?}");
        assert!((queue.waiting_requests - full.waiting_requests - 100.0).abs() < 1e-6);
        assert!(full.running_requests <= 128.0);
    }

    #[test]
    fn nothing_is_measured_where_nothing_is_served() {
        assert!(measured(0, 15.0, 0.0).is_none());
        assert!(measured(2, 0.0, 0.0).is_none());
    }
}

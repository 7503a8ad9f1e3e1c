//! A backlog is demand: requests that wait beyond what the model expects of the load.
//!
//! One sample of it forbids shrinking. It adds to the load if two decisions in a row see it, or if its
//! last request waits for ten times the TTFT target: the queue that is left when a replica ordered now
//! begins to serve is to be cleared within the time that a replica takes to start.

mod fleet;

use self::fleet::Fleet;
use crate::candidates::{Candidate, Enumerated, Service};
use crate::decision::{Load, Prediction};
use crate::fluid::queue_after;
use crate::group::Group;
use crate::memory::WorkloadState;
use crate::params::{BACKLOG_CLEAR_S, BACKLOG_TTFT_RATIO, BACKLOG_WAIT_S, SAMPLE_AGE_MAX_S};
use crate::reason::{Code, Reason};
use crate::snapshot::Targets;

/// Requests that wait beyond what is expected.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Backlog {
    /// Requests that wait.
    pub(crate) waiting_requests: f64,
    /// Requests that wait at most while the load is served within the targets.
    pub(crate) expected_requests: f64,
    /// Rate to be served beyond the arrivals; 0 if the replicas that there are, and those that start,
    /// are enough, or if this is the first sample.
    pub(crate) added_per_s: f64,
    /// Time in which the backlog is to be cleared, once a replica ordered now serves.
    pub(crate) clear_s: f64,
}

/// Most requests that wait while a load is served within the targets: as many as arrive within the
/// 99th percentile of the wait, or within the TTFT target. `expected` is one replica's prediction.
#[must_use]
pub fn most_waiting(expected: &Prediction, rate_per_s: f64, targets: Option<&Targets>) -> f64 {
    let wait_ms = (expected.ttft.p99_ms - expected.prefill_ms).max(0.0);
    (rate_per_s * wait_ms / 1000.0).max(tolerated(rate_per_s, targets))
}

/// Requests that arrive within the TTFT target.
fn tolerated(rate_per_s: f64, targets: Option<&Targets>) -> f64 {
    rate_per_s * ttft_s(targets).unwrap_or(BACKLOG_WAIT_S)
}

fn ttft_s(targets: Option<&Targets>) -> Option<f64> {
    Some(targets?.ttft?.at_most_ms / 1000.0)
}

/// The backlog of a workload, given its candidates for the load that arrives; `None` where no more
/// requests wait than are expected.
pub(crate) fn backlog_of(
    group: &Group<'_>,
    found: &Enumerated<'_>,
    load: &Load,
    remembered: Option<&WorkloadState>,
    (now_s, clear_s): (f64, Option<f64>),
) -> Option<Backlog> {
    let (waiting_requests, targets) = (group.waiting_requests()?, group.targets.as_ref());
    let rate_per_s = load.arrival_rate_per_s;
    if waiting_requests <= tolerated(rate_per_s, targets) {
        return None;
    }
    let mut expected_requests = tolerated(rate_per_s, targets);
    for candidate in found.staying() {
        if let Some(expected) = prediction(candidate, rate_per_s) {
            expected_requests = expected_requests.max(most_waiting(&expected, rate_per_s, targets));
        }
    }
    if waiting_requests <= expected_requests {
        return None;
    }
    let fleet = Fleet::of(group, found, remembered, now_s);
    let left = queue_after(
        fleet.lead_s,
        waiting_requests,
        rate_per_s,
        fleet.serving_per_s,
        &fleet.joining,
    );
    let clear_s = clear_s.unwrap_or(fleet.lead_s.max(BACKLOG_CLEAR_S));
    let lasts = remembered.is_some_and(|state| state.saw_backlog(now_s, SAMPLE_AGE_MAX_S))
        || is_long(waiting_requests, fleet.serving_per_s, targets);
    let added_per_s = if lasts { (left - expected_requests) / clear_s } else { 0.0 };
    let added_per_s = added_per_s.clamp(0.0, rate_per_s);
    Some(Backlog { waiting_requests, expected_requests, added_per_s, clear_s })
}

/// The model's prediction for one of the replicas that the arrivals need.
fn prediction(candidate: &Candidate<'_>, rate_per_s: f64) -> Option<Prediction> {
    let Service::Loaded { model, .. } = &candidate.offer.service else { return None };
    let share = rate_per_s / f64::from(candidate.keeps_up.max(1));
    Some(model.predict(candidate.offer.counted_per_s(share)))
}

/// Whether the last request that waits is served after ten times the TTFT target only.
fn is_long(waiting: f64, serving_per_s: f64, targets: Option<&Targets>) -> bool {
    ttft_s(targets).is_some_and(|ttft_s| waiting > serving_per_s * ttft_s * BACKLOG_TTFT_RATIO)
}

impl Backlog {
    /// Whether it adds to the load.
    pub(crate) fn adds(&self) -> bool {
        self.added_per_s > 0.0
    }

    /// That it is there, and the rate that it adds.
    pub(crate) fn reason(&self) -> Reason {
        self.explain(Reason::new(Code::Backlog))
    }

    /// A reason with the numbers of the backlog.
    pub(crate) fn explain(&self, reason: Reason) -> Reason {
        reason
            .with("waitingRequests", self.waiting_requests)
            .with("expectedRequests", self.expected_requests)
            .with("addedPerS", self.added_per_s)
            .with("clearS", self.clear_s)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::{LatencyModel, LatencyTarget, QueueParameters};
    use wva_model::Replica;

    fn expected(rate_per_s: f64) -> Prediction {
        let latency = LatencyModel::Queue(QueueParameters {
            alpha_ms: 13.2,
            beta_ms: 0.16,
            gamma_ms: 24.0,
            delta_ms_per_token: 0.0012,
        });
        let (avg_input_tokens, avg_output_tokens) = (512.0, 128.0);
        let replica = Replica {
            latency,
            max_batch: 64,
            max_queue: None,
            avg_input_tokens,
            avg_output_tokens,
        };
        replica.model().unwrap().predict(rate_per_s)
    }

    fn within(at_most_ms: f64) -> Targets {
        let ttft = Some(LatencyTarget { at_most_ms, percentile: None });
        Targets { ttft, itl: None, tps_tokens_per_s: None }
    }

    #[test]
    fn a_queue_that_the_target_or_the_model_explains_is_no_backlog() {
        let targets = within(500.0);
        let most = |rate_per_s, targets| most_waiting(&expected(rate_per_s), rate_per_s, targets);
        assert!((most(5.0, Some(&targets)) - 2.5).abs() < 1e-9, "the target's");
        assert!((most(5.0, None) - BACKLOG_WAIT_S * 5.0).abs() < 1e-9, "without a target");
        assert!(most(20.5, Some(&targets)) > 20.0, "the model's, near saturation");
    }

    #[test]
    fn a_queue_is_long_by_its_last_request() {
        assert!(is_long(101.0, 20.0, Some(&within(500.0))));
        assert!(!is_long(99.0, 20.0, Some(&within(500.0))));
        assert!(is_long(1.0, 0.0, Some(&within(500.0))), "nothing serves");
        assert!(!is_long(1e6, 20.0, None));
    }
}

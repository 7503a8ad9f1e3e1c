//! Percentiles of TTFT and ITL: those of the chain's own distribution.
//!
//! An accepted request finds n < N + Q in the system with probability p(n) / (1 − p(N+Q)). It
//! joins a batch of m = min(n+1, N), so its prefill is γ + δ·I·m and its tokens come every
//! α + β·m. If n ≥ N it waits for n − N + 1 departures at rate μ(N): an Erlang time. All waiting
//! requests join the full batch, so TTFT is ordered: first the prefills without wait by m, then
//! prefill(N) plus the wait.

use super::queue::QueueModel;
use super::wait::Wait;
use crate::decision::Latency;

/// Distribution of batch and wait at one load.
#[derive(Clone, Debug)]
pub(crate) struct Distribution<'a> {
    model: &'a QueueModel,
    /// P(join a batch of at most m without wait), m = 1 … N.
    joined: Vec<f64>,
    wait: Wait,
}

impl<'a> Distribution<'a> {
    pub(crate) fn new(model: &'a QueueModel, rate_per_s: f64) -> Self {
        let rate_per_ms = rate_per_s / 1000.0;
        let chain = &model.chain;
        let mut joined = chain.weight_list(rate_per_ms);
        let full = joined.pop().unwrap_or_default();
        let wait = Wait::new(chain, rate_per_ms, joined.iter().sum(), full);
        let mut sum = 0.0;
        for weight in &mut joined {
            sum += *weight;
            *weight = sum * wait.scale;
        }
        Self { model, joined, wait }
    }

    /// Mean and percentiles of TTFT.
    pub(crate) fn ttft(&self, mean_ms: f64) -> Latency {
        Self::latency(mean_ms, |percentile| self.ttft_ms(percentile))
    }

    /// Mean and percentiles of ITL.
    pub(crate) fn itl(&self, mean_ms: f64) -> Latency {
        Self::latency(mean_ms, |percentile| self.itl_ms(percentile))
    }

    fn latency(mean_ms: f64, at: impl Fn(f64) -> f64) -> Latency {
        Latency { mean_ms, p50_ms: at(50.0), p90_ms: at(90.0), p95_ms: at(95.0), p99_ms: at(99.0) }
    }

    /// The time to first token that `percentile` % of the requests do not exceed.
    pub(crate) fn ttft_ms(&self, percentile: f64) -> f64 {
        let share = percentile / 100.0;
        let wait_ms =
            if share <= self.not_waiting() { 0.0 } else { self.wait.exceeded_by(1.0 - share) };
        self.model.prefill.at(self.batch_quantile(share)) + wait_ms
    }

    /// The token gap that `percentile` % of the tokens do not exceed.
    pub(crate) fn itl_ms(&self, percentile: f64) -> f64 {
        let share = percentile / 100.0;
        // With β < 0 the smallest gaps belong to the largest batches.
        let rising = self.model.decode.per_request_ms >= 0.0;
        self.model.decode.at(self.batch_quantile(if rising { share } else { 1.0 - share }))
    }

    /// Share of the requests whose time to first token is at most `limit_ms`.
    pub(crate) fn ttft_within(&self, limit_ms: f64) -> f64 {
        let left_for_wait_ms = limit_ms - self.model.prefill.at(self.full_batch());
        if left_for_wait_ms >= 0.0 {
            return 1.0 - self.wait.longer_than(left_for_wait_ms);
        }
        self.joined_where(|batch| self.model.prefill.at(batch) <= limit_ms)
    }

    /// Share of the tokens whose gap is at most `limit_ms`.
    pub(crate) fn itl_within(&self, limit_ms: f64) -> f64 {
        let keeps = |batch| self.model.decode.at(batch) <= limit_ms;
        let waiting = if keeps(self.full_batch()) { self.wait.longer_than(0.0) } else { 0.0 };
        self.joined_where(keeps) + waiting
    }

    fn full_batch(&self) -> f64 {
        f64::from(self.model.chain.max_batch)
    }

    fn not_waiting(&self) -> f64 {
        self.joined.last().copied().unwrap_or_default()
    }

    /// The smallest batch that at least `share` of the requests join at most.
    fn batch_quantile(&self, share: f64) -> f64 {
        self.batches().find(|&(_, joined)| joined >= share).map_or(self.full_batch(), |(m, _)| m)
    }

    /// Share of the requests that join, without wait, a batch for which `holds`; it must hold for
    /// all small or for all large batches.
    fn joined_where(&self, holds: impl Fn(f64) -> bool) -> f64 {
        let before_first = self.batches().take_while(|&(m, _)| !holds(m)).last();
        let last = self.batches().filter(|&(m, _)| holds(m)).last();
        let joined = |at: Option<(f64, f64)>| at.map_or(0.0, |(_, joined)| joined);
        (joined(last) - joined(before_first)).max(0.0)
    }

    /// m with P(join at most m without wait).
    fn batches(&self) -> impl Iterator<Item = (f64, f64)> {
        (1_u32..).map(f64::from).zip(self.joined.iter().copied())
    }
}

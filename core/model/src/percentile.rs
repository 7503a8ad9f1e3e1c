//! Percentiles of TTFT and ITL: those of the chain's own distribution.
//!
//! An accepted request finds n < N + Q in the system with probability p(n) / (1 − p(N+Q)). It
//! joins a batch of m = min(n+1, N), so its prefill is γ + δ·I·m and its tokens come every
//! α + β·m. If n ≥ N it waits for n − N + 1 departures at rate μ(N): an Erlang time. All waiting
//! requests join the full batch, so TTFT is ordered: first the prefills without wait by m, then
//! prefill(N) plus the wait.

use super::prediction::{Latency, Prediction};
use super::queue::{Line, QueueModel};
use super::targets::Quantity;
use super::wait::Wait;

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

    /// Mean and percentiles of a latency.
    fn latency(&self, quantity: Quantity, mean_ms: f64) -> Latency {
        Latency {
            mean_ms,
            p50_ms: self.at_ms(quantity, 50.0),
            p90_ms: self.at_ms(quantity, 90.0),
            p95_ms: self.at_ms(quantity, 95.0),
            p99_ms: self.at_ms(quantity, 99.0),
        }
    }

    /// The latency that `percentile` % of the requests, or tokens, do not exceed.
    pub(crate) fn at_ms(&self, quantity: Quantity, percentile: f64) -> f64 {
        match quantity {
            Quantity::Itl => self.itl_ms(percentile),
            Quantity::Ttft | Quantity::Tps => self.ttft_ms(percentile),
        }
    }

    /// The time to first token that `percentile` % of the requests do not exceed.
    fn ttft_ms(&self, percentile: f64) -> f64 {
        let share = percentile / 100.0;
        let wait_ms =
            if share <= self.not_waiting() { 0.0 } else { self.wait.exceeded_by(1.0 - share) };
        self.model.prefill.at(self.batch_quantile(share)) + wait_ms
    }

    /// The token gap that `percentile` % of the tokens do not exceed.
    fn itl_ms(&self, percentile: f64) -> f64 {
        let share = percentile / 100.0;
        // With β < 0 the smallest gaps belong to the largest batches.
        let rising = self.model.decode.per_request_ms >= 0.0;
        self.model.decode.at(self.batch_quantile(if rising { share } else { 1.0 - share }))
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

    /// m with P(join at most m without wait).
    fn batches(&self) -> impl Iterator<Item = (f64, f64)> {
        (1_u32..).map(f64::from).zip(self.joined.iter().copied())
    }
}

impl QueueModel {
    /// Means and percentiles at any load above 0.
    pub(crate) fn predict(&self, rate_per_s: f64) -> Prediction {
        let means = self.means(rate_per_s);
        let distribution = Distribution::new(self, rate_per_s);
        Prediction {
            arrival_rate_per_s: rate_per_s,
            throughput_per_s: means.throughput_per_s,
            ttft: distribution.latency(Quantity::Ttft, means.ttft_ms),
            itl: distribution.latency(Quantity::Itl, means.itl_ms),
            wait_ms: means.wait_ms,
            prefill_ms: means.prefill_ms,
            response_ms: means.response_ms,
            in_service: means.in_service,
            utilization: means.utilization,
            load_ratio: self.load_ratio(rate_per_s),
            max_rate_per_s: self.max_rate_per_s(),
        }
    }
}

/// A target as the largest batch that keeps it, and the wait it leaves to a request that joins
/// the full batch. Independent of the load, so a search computes it once.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limit {
    /// All batches up to this one keep the target.
    batch: u32,
    /// Wait left at the full batch; `None` if that misses the target without any wait.
    wait_ms: Option<f64>,
}

impl Limit {
    pub(crate) fn new(model: &QueueModel, quantity: Quantity, limit_ms: f64) -> Self {
        match quantity {
            Quantity::Itl => Self::itl(model, limit_ms),
            Quantity::Ttft | Quantity::Tps => Self::ttft(model, limit_ms),
        }
    }

    /// TTFT of at most `limit_ms`.
    fn ttft(model: &QueueModel, limit_ms: f64) -> Self {
        let full = f64::from(model.chain.max_batch);
        let left_ms = limit_ms - model.prefill.at(full);
        Self {
            batch: largest(model, model.prefill, limit_ms),
            wait_ms: (left_ms >= 0.0).then_some(left_ms),
        }
    }

    /// ITL of at most `limit_ms`: the wait does not matter.
    fn itl(model: &QueueModel, limit_ms: f64) -> Self {
        let batch = largest(model, model.decode, limit_ms);
        Self { batch, wait_ms: (batch == model.chain.max_batch).then_some(f64::INFINITY) }
    }

    /// Share of the requests, or tokens, that keep the target at a load. Continuous in the load.
    pub(crate) fn kept(&self, model: &QueueModel, rate_per_s: f64) -> f64 {
        let rate_per_ms = rate_per_s / 1000.0;
        let (weights, joined) = model.chain.weights_marked(rate_per_ms, self.batch);
        let wait = Wait::new(&model.chain, rate_per_ms, weights.below, weights.full);
        match self.wait_ms {
            None => joined * wait.scale,
            Some(wait_ms) => 1.0 - wait.longer_than(wait_ms),
        }
    }
}

/// The largest batch up to which a time is within a limit; one that falls with the batch (β < 0)
/// must be so from the first on.
fn largest(model: &QueueModel, time: Line, limit_ms: f64) -> u32 {
    if time.per_request_ms < 0.0 {
        return if time.at(1.0) <= limit_ms { model.chain.max_batch } else { 0 };
    }
    let (mut holds, mut fails) = (0, model.chain.max_batch + 1);
    while fails - holds > 1 {
        let middle = u32::midpoint(holds, fails);
        if time.at(f64::from(middle)) <= limit_ms {
            holds = middle;
        } else {
            fails = middle;
        }
    }
    holds
}

#[cfg(test)]
mod tests {
    use super::super::parameters::QueueParameters;
    use super::*;

    fn model(max_batch: u32, max_queue: u32) -> QueueModel {
        let parameters = QueueParameters {
            alpha_ms: 7.0,
            beta_ms: 0.3,
            gamma_ms: 20.0,
            delta_ms_per_token: 0.01,
        };
        QueueModel::new(&parameters, (max_batch, max_queue), (300.0, 100.0)).unwrap()
    }

    #[test]
    fn probabilities_sum_to_one() {
        for (max_batch, max_queue) in [(1, 0), (1, 10), (4, 7), (64, 640), (1000, 10_000)] {
            let model = model(max_batch, max_queue);
            for load in [1e-6, 0.3, 0.9, 0.999, 1.0, 1.2, 3.0] {
                let rate = model.max_rate_per_s() * load;
                let distribution = Distribution::new(&model, rate);
                let sum = distribution.not_waiting() + distribution.wait.longer_than(0.0);
                assert!((sum - 1.0).abs() < 1e-12, "{max_batch} {max_queue} {load}: {sum}");
            }
        }
    }

    #[test]
    fn the_share_that_keeps_a_percentile_is_that_percentile() {
        let model = model(64, 640);
        for load in [0.2, 0.7, 0.95, 0.999] {
            let rate = model.max_rate_per_s() * load;
            let distribution = Distribution::new(&model, rate);
            for percentile in [50.0, 90.0, 99.0] {
                let ttft = Limit::ttft(&model, distribution.ttft_ms(percentile) * (1.0 + 1e-12));
                let itl = Limit::itl(&model, distribution.itl_ms(percentile) * (1.0 + 1e-12));
                assert!(ttft.kept(&model, rate) >= percentile / 100.0 - 1e-9);
                assert!(itl.kept(&model, rate) >= percentile / 100.0 - 1e-9);
            }
        }
    }
}

//! The queue's stationary state, without storing it.
//!
//! Requests arrive at rate λ; with n of them in the system min(n, N) are in the batch and leave at
//! rate μ(n) = n / (A + B·n), at most μ(N). There are N places in the batch and Q in the queue.
//! The weights p(n) ∝ Π λ/μ(i) are summed by their recurrence up to N; beyond N they are a
//! geometric series, summed in closed form. Only + − × ÷ are used.
//!
//! # Source
//! Upstream `pkg/analyzer/mm1modelstatedependent.go`, commit 56a651b, which walks all N + Q states
//! and stores them.

use std::ops::Range;

use super::geometric::Geometric;

/// Weights are scaled down by this when they grow beyond its inverse.
const RESCALE: f64 = 1e-200;

/// A sum goes on from weight 1 when the weight grows beyond this.
const LARGE: f64 = 1e100;

/// States between two looks at the weights. λ/μ(n) is at most 1e6 (replicas) × 1e6 (service times,
/// see the model's domain) × the largest batch, so a weight grows by less than 1e130 meanwhile.
const STRIDE: u32 = 8;

/// A weight below this share of the sum so far ends the sum.
const NEGLIGIBLE: f64 = 1e-30;

/// A queue without its load. Times in milliseconds, rates per millisecond.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Chain {
    /// A, time of one request that does not depend on the batch.
    pub(crate) fixed_ms: f64,
    /// B, further time for each request in the batch.
    pub(crate) per_request_ms: f64,
    /// N ≥ 1.
    pub(crate) max_batch: u32,
    /// Q.
    pub(crate) max_queue: u32,
}

/// Means over the stationary distribution.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Steady {
    /// Requests finished, λ·(1 − p(N+Q)).
    pub(crate) throughput_per_ms: f64,
    /// Mean number in the batch, over time.
    pub(crate) in_service: f64,
    /// n*, mean size of the batch that an accepted request joins. By p(n+1)·μ(n+1) = p(n)·λ it is
    /// also the mean batch over all services, which is upstream's effective concurrency.
    pub(crate) batch: f64,
    /// Mean time in the queue.
    pub(crate) wait_ms: f64,
}

/// Unnormalised weights at the border between batch and queue.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Weights {
    /// Σ w(n) for n < N.
    pub(crate) below: f64,
    /// Σ (n+1)·w(n) for n < N.
    joined: f64,
    /// w(N).
    pub(crate) full: f64,
}

impl Weights {
    fn scaled(self, by: f64) -> Self {
        Self { below: self.below * by, joined: self.joined * by, full: self.full * by }
    }
}

impl Chain {
    /// μ(n).
    pub(crate) fn service_rate_per_ms(&self, n: u32) -> f64 {
        let n = f64::from(n);
        n / (self.fixed_ms + self.per_request_ms * n)
    }

    /// λ/μ(n).
    pub(crate) fn ratio(&self, rate_per_ms: f64, n: f64) -> f64 {
        rate_per_ms * (self.fixed_ms / n + self.per_request_ms)
    }

    /// λ/μ(N), the ratio of the queue's geometric series.
    pub(crate) fn queue_ratio(&self, rate_per_ms: f64) -> f64 {
        self.ratio(rate_per_ms, f64::from(self.max_batch))
    }

    /// The weights at arrival rate λ > 0.
    fn weights(&self, rate_per_ms: f64) -> Weights {
        self.sum(rate_per_ms, 0..self.max_batch, Weights { below: 0.0, joined: 0.0, full: 1.0 }).0
    }

    /// The weights, and Σ w(n) for n < `mark` in the same scale.
    pub(crate) fn weights_marked(&self, rate_per_ms: f64, mark: u32) -> (Weights, f64) {
        let mark = mark.min(self.max_batch);
        let none = Weights { below: 0.0, joined: 0.0, full: 1.0 };
        let (first, _) = self.sum(rate_per_ms, 0..mark, none);
        let (all, scale) = self.sum(rate_per_ms, mark..self.max_batch, first);
        (all, first.below * scale)
    }

    /// Goes on from `start`, whose `full` is the weight of the first state of the range; also
    /// returns by how much the weights before were scaled down.
    ///
    /// Weights are looked at only every [`STRIDE`] states: the checks, and the fuel a sandbox counts
    /// for every turn of a loop, would cost more than the sum.
    fn sum(&self, rate_per_ms: f64, states: Range<u32>, start: Weights) -> (Weights, f64) {
        let mut sums = start;
        let mut scale = 1.0;
        let mut first = states.start;
        while first < states.end {
            let last = states.end.min(first + STRIDE);
            if last - first == STRIDE {
                for i in 1..=STRIDE {
                    self.add(rate_per_ms, first + i, &mut sums);
                }
            } else {
                for n in first + 1..=last {
                    self.add(rate_per_ms, n, &mut sums);
                }
            }
            first = last;
            if sums.full > LARGE {
                scale /= sums.full;
                sums = sums.scaled(1.0 / sums.full);
            } else if sums.full < sums.below * NEGLIGIBLE {
                // λ/μ(n) falls with n, so all further weights are smaller still.
                return (Weights { full: 0.0, ..sums }, scale);
            }
        }
        (sums, scale)
    }

    /// Adds state n − 1, of weight `full`, and goes on to state n.
    fn add(&self, rate_per_ms: f64, n: u32, sums: &mut Weights) {
        let n = f64::from(n);
        sums.below += sums.full;
        sums.joined += n * sums.full;
        sums.full *= self.ratio(rate_per_ms, n);
    }

    /// w(0) … w(N) one by one, in one scale.
    pub(crate) fn weight_list(&self, rate_per_ms: f64) -> Vec<f64> {
        let mut weight = 1.0;
        let mut list = vec![weight];
        for n in 1..=self.max_batch {
            weight *= self.ratio(rate_per_ms, f64::from(n));
            if weight > 1.0 / RESCALE {
                for earlier in &mut list {
                    *earlier *= RESCALE;
                }
                weight *= RESCALE;
            }
            list.push(weight);
        }
        list
    }

    /// The stationary means at arrival rate λ > 0.
    pub(crate) fn steady(&self, rate_per_ms: f64) -> Steady {
        let weights = self.weights(rate_per_ms);
        let queue = Geometric::new(self.queue_ratio(rate_per_ms), self.max_queue);
        let max_batch = f64::from(self.max_batch);
        // The series is divided by its largest term, so the weights below it are too.
        let below = weights.below * queue.first;
        let joined = weights.joined * queue.first;
        let accepting = below + weights.full * queue.all_but_last;
        let all = accepting + weights.full * queue.last;
        let throughput_per_ms = rate_per_ms * (accepting / all);
        let in_full_batch = max_batch * weights.full;
        Steady {
            throughput_per_ms,
            in_service: (joined - below + in_full_batch * (queue.all_but_last + queue.last)) / all,
            batch: (joined + in_full_batch * queue.all_but_last) / accepting,
            wait_ms: weights.full * queue.moment / all / throughput_per_ms,
        }
    }
}

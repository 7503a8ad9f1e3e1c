//! The distribution of the wait in a finite queue.
//!
//! A request that finds N + j in the system, 0 ≤ j < Q, waits for j + 1 departures at rate μ, so
//! P(wait > t) = Σⱼ π·rʲ · P(Poisson(μt) ≤ j) with r = λ/μ. Summed over j first,
//! P(wait > t) = π Σᵢ Poisson(i; μt) · (rⁱ + … + r^(Q−1)): positive terms only, around one maximum.

use super::chain::Chain;
use super::geometric::Geometric;
use super::math::{exp, ln, ln_gamma, whole};
use super::root;

/// Relative width at which the search for a percentile ends.
const WIDTH: f64 = 1e-14;

/// A term below this share of the sum, on the falling side, ends the sum.
const NEGLIGIBLE: f64 = 1e-20;

/// Times a bracket may double: 2^60 covers every double that is a time.
const DOUBLINGS_MAX: u32 = 60;

/// Wait of an accepted request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wait {
    /// Turns a weight of the chain into a probability of an accepted request.
    pub(crate) scale: f64,
    /// π: probability of the state that weighs 1 in the queue's series.
    first: f64,
    ratio: f64,
    places: u32,
    service_rate_per_ms: f64,
    waiting: f64,
}

impl Wait {
    /// From the weight of all states below the full batch and that of the full batch.
    pub(crate) fn new(chain: &Chain, rate_per_ms: f64, below: f64, full: f64) -> Self {
        let ratio = chain.queue_ratio(rate_per_ms);
        let queue = Geometric::new(ratio, chain.max_queue);
        let accepting = below * queue.first + full * queue.all_but_last;
        Self {
            scale: queue.first / accepting,
            first: full / accepting,
            ratio,
            places: chain.max_queue,
            service_rate_per_ms: chain.service_rate_per_ms(chain.max_batch),
            waiting: full * queue.all_but_last / accepting,
        }
    }

    /// The wait that a `share` of the requests exceeds; 0 if fewer wait at all.
    pub(crate) fn exceeded_by(&self, share: f64) -> f64 {
        if self.waiting <= share {
            return 0.0;
        }
        // Logarithms, because the tail is nearly exponential and so nearly a line.
        let excess = |t_ms: f64| ln(share) - ln(self.longer_than(t_ms).max(f64::MIN_POSITIVE));
        let mut long_ms = 1.0 / self.service_rate_per_ms;
        for _ in 0..DOUBLINGS_MAX {
            if excess(long_ms) > 0.0 {
                break;
            }
            long_ms *= 2.0;
        }
        root::narrow((0.0, excess(0.0)), (long_ms, excess(long_ms)), WIDTH, excess).holds
    }

    /// P(wait > `t_ms`).
    pub(crate) fn longer_than(&self, t_ms: f64) -> f64 {
        let Some(last) = self.places.checked_sub(1).filter(|_| t_ms.is_finite()) else {
            return 0.0;
        };
        if t_ms <= 0.0 || self.waiting <= 0.0 {
            return self.waiting;
        }
        // A rising series (r > 1) is read from its end: terms s·(1 + s + …), s = 1/r, without rⁱ.
        let (step, factor, falling) = if self.ratio > 1.0 {
            (1.0 / self.ratio, 1.0 / self.ratio, 1.0)
        } else {
            (self.ratio, 1.0, self.ratio)
        };
        let departures = self.service_rate_per_ms * t_ms;
        let mean = departures * falling;
        let peak = whole(mean, last).unwrap_or(last);
        let at_peak =
            exp(f64::from(peak) * ln(mean) - departures - ln_gamma(f64::from(peak) + 1.0));
        let (mut i, mut term) = climb(peak, last, at_peak, mean);
        let mut tail =
            Geometric::new(step, last - i).all_but_last + Geometric::new(step, last - i).last;
        let mut sum = 0.0;
        loop {
            sum += term * tail;
            if i == 0 || (i < peak && term * tail < sum * NEGLIGIBLE) {
                return (self.first * factor * sum).min(self.waiting);
            }
            term *= f64::from(i) / mean;
            tail = tail * step + 1.0;
            i -= 1;
        }
    }
}

/// From the largest Poisson term up to the last that matters.
fn climb(peak: u32, last: u32, at_peak: f64, mean: f64) -> (u32, f64) {
    let (mut i, mut term) = (peak, at_peak);
    while i < last && term > at_peak * NEGLIGIBLE {
        i += 1;
        term *= mean / f64::from(i);
    }
    (i, term)
}

//! The state-dependent queue with its latencies.
//!
//! A request in a batch of n needs prefill(n) = γ + δ·I·n once (nothing if the prompt is empty)
//! and decode(n) = α + β·n for each of its m further tokens, m = O − 1 (1 if I = 0 and O = 1), so
//! μ(n) = n / (A + B·n) with A = γ + m·α and B = δ·I + m·β.
//! TTFT = wait + prefill(n), ITL = decode(n), n the batch the request joins.
//!
//! # Source
//! Upstream `pkg/analyzer/queueanalyzer.go`, commit 56a651b; `docs/upstream-defects.md` lists where
//! this model differs on purpose.

use super::chain::{Chain, Steady};
use super::error::ModelError;
use super::parameters::QueueParameters;
use super::params::{MAX_BATCH_LIMIT, MAX_QUEUE_LIMIT, RATE_MARGIN};
use super::prediction::Means;

/// Times of one request that leave the rates usable numbers.
const SERVICE_TIME_MS: std::ops::RangeInclusive<f64> = 1e-9..=1e15;

/// A full batch may serve a request this many times faster than a lone one.
const SERVICE_TIMES_APART: f64 = 1e6;

/// Times of its prefill and of one decode step.
const PART_MS: std::ops::RangeInclusive<f64> = 0.0..=1e15;

/// One replica serving requests of one shape.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct QueueModel {
    pub(crate) chain: Chain,
    pub(crate) prefill: Line,
    pub(crate) decode: Line,
}

/// A time that grows with the batch: `fixed_ms + per_request_ms · n`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Line {
    pub(crate) fixed_ms: f64,
    pub(crate) per_request_ms: f64,
}

impl Line {
    pub(crate) fn at(self, batch: f64) -> f64 {
        self.fixed_ms + self.per_request_ms * batch
    }
}

impl QueueModel {
    /// A model of a replica with `max_batch` places in the batch and `max_queue` in the queue.
    ///
    /// # Errors
    /// If a number is not finite or outside the domain: lengths ≥ 0 with at least one output
    /// token, 1 ≤ `max_batch`, and a service time above 0 at every batch.
    pub(crate) fn new(
        parameters: &QueueParameters,
        (max_batch, max_queue): (u32, u32),
        (input_tokens, output_tokens): (f64, f64),
    ) -> Result<Self, ModelError> {
        if !(1..=MAX_BATCH_LIMIT).contains(&max_batch) {
            return Err(ModelError::Batch { max_batch });
        }
        if max_queue > MAX_QUEUE_LIMIT {
            return Err(ModelError::Queue { max_queue });
        }
        if !(input_tokens.is_finite() && input_tokens >= 0.0) {
            return Err(ModelError::InputTokens { tokens: input_tokens });
        }
        if !(output_tokens.is_finite() && output_tokens >= 1.0) {
            return Err(ModelError::OutputTokens { tokens: output_tokens });
        }
        let QueueParameters { alpha_ms, beta_ms, gamma_ms, delta_ms_per_token } = *parameters;
        let decode = Line { fixed_ms: alpha_ms, per_request_ms: beta_ms };
        let prefill = if input_tokens > 0.0 {
            Line { fixed_ms: gamma_ms, per_request_ms: delta_ms_per_token * input_tokens }
        } else {
            Line { fixed_ms: 0.0, per_request_ms: 0.0 }
        };
        let steps =
            if input_tokens > 0.0 { output_tokens - 1.0 } else { (output_tokens - 1.0).max(1.0) };
        let chain = Chain {
            fixed_ms: prefill.fixed_ms + steps * decode.fixed_ms,
            per_request_ms: prefill.per_request_ms + steps * decode.per_request_ms,
            max_batch,
            max_queue,
        };
        let model = Self { chain, prefill, decode };
        model.check_domain(parameters)?;
        Ok(model)
    }

    fn check_domain(&self, parameters: &QueueParameters) -> Result<(), ModelError> {
        let QueueParameters { alpha_ms, gamma_ms, delta_ms_per_token, .. } = *parameters;
        for (name, value) in
            [("alpha", alpha_ms), ("gamma", gamma_ms), ("delta", delta_ms_per_token)]
        {
            if !(value.is_finite() && value >= 0.0) {
                return Err(ModelError::Parameter { name, value });
            }
        }
        if !parameters.beta_ms.is_finite() {
            return Err(ModelError::Parameter { name: "beta", value: parameters.beta_ms });
        }
        // A + B·n is monotone in n, so both ends decide.
        for n in [1.0, f64::from(self.chain.max_batch)] {
            let service_ms = self.chain.fixed_ms + self.chain.per_request_ms * n;
            let parts_hold =
                [self.prefill, self.decode].iter().all(|part| PART_MS.contains(&part.at(n)));
            if !(SERVICE_TIME_MS.contains(&service_ms) && parts_hold) {
                return Err(ModelError::ServiceTime { batch: n, service_ms });
            }
        }
        self.check_spread()
    }

    /// With β < 0 the full batch may seem to serve in no time.
    fn check_spread(&self) -> Result<(), ModelError> {
        let full = f64::from(self.chain.max_batch);
        let service_ms = |n: f64| self.chain.fixed_ms + self.chain.per_request_ms * n;
        if service_ms(1.0) > SERVICE_TIMES_APART * service_ms(full) {
            return Err(ModelError::ServiceTime { batch: full, service_ms: service_ms(full) });
        }
        Ok(())
    }

    /// Smallest rate the model answers for in a search: ε·μ(1).
    pub(crate) fn min_rate_per_s(&self) -> f64 {
        self.chain.service_rate_per_ms(1) * RATE_MARGIN * 1000.0
    }

    /// Largest rate the model answers for: (1 − ε)·μ(N).
    pub(crate) fn max_rate_per_s(&self) -> f64 {
        self.chain.service_rate_per_ms(self.chain.max_batch) * (1.0 - RATE_MARGIN) * 1000.0
    }

    /// λ / μ(N).
    pub(crate) fn load_ratio(&self, rate_per_s: f64) -> f64 {
        self.chain.queue_ratio(rate_per_s / 1000.0)
    }

    /// The means at arrival rate λ > 0. Overload is allowed: the queue is finite, so throughput
    /// saturates and requests are lost.
    pub(crate) fn means(&self, rate_per_s: f64) -> Means {
        let steady = self.chain.steady(rate_per_s / 1000.0);
        let prefill_ms = self.prefill.at(steady.batch);
        Means {
            arrival_rate_per_s: rate_per_s,
            throughput_per_s: steady.throughput_per_ms * 1000.0,
            wait_ms: steady.wait_ms,
            prefill_ms,
            ttft_ms: steady.wait_ms + prefill_ms,
            itl_ms: self.decode.at(steady.batch),
            response_ms: steady.wait_ms + self.service_ms(&steady),
            in_service: steady.in_service,
            utilization: (steady.in_service / f64::from(self.chain.max_batch)).clamp(0.0, 1.0),
        }
    }

    fn service_ms(&self, steady: &Steady) -> f64 {
        self.service_beside_ms(steady.batch)
    }

    /// Prefill and all decode steps in a batch of that size.
    pub(crate) fn service_beside_ms(&self, batch: f64) -> f64 {
        self.chain.fixed_ms + self.chain.per_request_ms * batch
    }
}

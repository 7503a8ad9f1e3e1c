//! The queue's own distribution by definition: every state stored, every sum written out.
//! Slow and simple, so that it can be believed; the engine must agree.

use wva_core::model::Replica;
use wva_core::snapshot::{LatencyModel, QueueParameters};

/// All states of one replica at one load. Times in milliseconds.
pub(crate) struct Chain {
    /// p(n), n = 0 … N + Q.
    pub(crate) p: Vec<f64>,
    service_rate: Vec<f64>,
    max_batch: usize,
    parameters: QueueParameters,
    input: f64,
    rate: f64,
}

impl Chain {
    pub(crate) fn new(replica: &Replica, rate_per_s: f64) -> Self {
        let LatencyModel::Queue(parameters) = replica.latency;
        let max_batch = replica.max_batch as usize;
        let max_queue = replica.max_queue.unwrap_or(10 * replica.max_batch) as usize;
        let (input, output) = (replica.avg_input_tokens, replica.avg_output_tokens);
        let steps = if input <= 0.0 && output <= 1.0 { 1.0 } else { output - 1.0 };
        let service_rate: Vec<f64> = (1..=max_batch)
            .map(|n| {
                let n = n as f64;
                let prefill = if input > 0.0 {
                    parameters.gamma_ms + parameters.delta_ms_per_token * input * n
                } else {
                    0.0
                };
                n / (prefill + steps * (parameters.alpha_ms + parameters.beta_ms * n))
            })
            .collect();
        let rate = rate_per_s / 1000.0;
        let mut logs = vec![0.0];
        for n in 1..=max_batch + max_queue {
            let mu = service_rate[n.min(max_batch) - 1];
            logs.push(logs[n - 1] + (rate / mu).ln());
        }
        let largest = logs.iter().copied().fold(f64::MIN, f64::max);
        let sum: f64 = logs.iter().map(|l| (l - largest).exp()).sum();
        let p = logs.iter().map(|l| (l - largest).exp() / sum).collect();
        Self { p, service_rate, max_batch, parameters, input, rate }
    }

    fn accepted(&self) -> f64 {
        1.0 - self.p[self.p.len() - 1]
    }

    pub(crate) fn throughput_per_s(&self) -> f64 {
        self.rate * self.accepted() * 1000.0
    }

    pub(crate) fn in_system(&self) -> f64 {
        self.p.iter().enumerate().map(|(n, p)| n as f64 * p).sum()
    }

    pub(crate) fn in_service(&self) -> f64 {
        self.p.iter().enumerate().map(|(n, p)| n.min(self.max_batch) as f64 * p).sum()
    }

    /// Share of the tokens that come from a batch of m, m = 1 … N: p(n)·μ(n), by definition.
    pub(crate) fn batch_share(&self) -> Vec<f64> {
        let mut share = vec![0.0; self.max_batch];
        for (n, p) in self.p.iter().enumerate().skip(1) {
            let m = n.min(self.max_batch);
            share[m - 1] += p * self.service_rate[m - 1];
        }
        let sum: f64 = share.iter().sum();
        share.iter().map(|s| s / sum).collect()
    }

    pub(crate) fn itl_ms(&self, m: usize) -> f64 {
        self.parameters.alpha_ms + self.parameters.beta_ms * m as f64
    }

    pub(crate) fn prefill_ms(&self, m: usize) -> f64 {
        if self.input <= 0.0 {
            return 0.0;
        }
        self.parameters.gamma_ms + self.parameters.delta_ms_per_token * self.input * m as f64
    }

    /// P(TTFT ≤ t): a request that finds n joins a batch of min(n+1, N) after n−N+1 departures.
    pub(crate) fn ttft_within(&self, t_ms: f64) -> f64 {
        let mu = self.service_rate[self.max_batch - 1];
        let mut within = 0.0;
        for n in 0..self.p.len() - 1 {
            let m = (n + 1).min(self.max_batch);
            let left = t_ms - self.prefill_ms(m);
            if left < 0.0 {
                continue;
            }
            let departures = (n + 1).saturating_sub(self.max_batch);
            within += self.p[n] / self.accepted() * erlang_within(departures, mu * left);
        }
        within
    }
}

/// P(Erlang(k, 1) ≤ x) = P(Poisson(x) ≥ k).
fn erlang_within(k: usize, x: f64) -> f64 {
    let mut log_term = -x;
    let mut less = 0.0;
    for i in 0..k {
        less += log_term.exp();
        log_term += (x / (i as f64 + 1.0)).ln();
    }
    (1.0 - less).clamp(0.0, 1.0)
}

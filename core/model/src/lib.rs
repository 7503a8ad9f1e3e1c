//! Performance models: latency at a load, largest load for targets.
//!
//! # What this crate does not do
//! It knows one replica at a time: no accelerators, prices or variants, no number of replicas and
//! no decision. It keeps nothing between two questions.
#![forbid(unsafe_code)]

mod chain;
mod error;
mod geometric;
pub mod math;
mod parameters;
pub mod params;
mod percentile;
mod prediction;
mod questions;
pub mod queue;
mod root;
pub mod size;
mod sizing;
mod targets;
mod wait;

use self::params::QUEUE_TO_BATCH_RATIO;
pub use error::ModelError;
pub use parameters::{LatencyModel, QueueParameters, Replica};
pub use prediction::{Latency, Means, Prediction};
pub use questions::{evaluate, size, sweep};
pub use queue::QueueModel;
pub use sizing::{Search, Sizing};
pub use targets::{LatencyTarget, Quantity, Targets};

impl Replica {
    /// The queue model of the replica.
    ///
    /// # Errors
    /// See [`QueueModel::new`].
    pub fn model(&self) -> Result<QueueModel, ModelError> {
        let LatencyModel::Queue(parameters) = &self.latency;
        let max_queue =
            self.max_queue.unwrap_or_else(|| self.max_batch.saturating_mul(QUEUE_TO_BATCH_RATIO));
        QueueModel::new(
            parameters,
            (self.max_batch, max_queue),
            (self.avg_input_tokens, self.avg_output_tokens),
        )
    }
}

/// Means and percentiles of a replica at any load above 0.
#[must_use]
pub fn predict(model: &QueueModel, rate_per_s: f64) -> Prediction {
    let means = model.means(rate_per_s);
    let distribution = percentile::Distribution::new(model, rate_per_s);
    Prediction {
        arrival_rate_per_s: rate_per_s,
        throughput_per_s: means.throughput_per_s,
        ttft: distribution.ttft(means.ttft_ms),
        itl: distribution.itl(means.itl_ms),
        wait_ms: means.wait_ms,
        prefill_ms: means.prefill_ms,
        response_ms: means.response_ms,
        in_service: means.in_service,
        utilization: means.utilization,
        load_ratio: model.load_ratio(rate_per_s),
        max_rate_per_s: model.max_rate_per_s(),
    }
}

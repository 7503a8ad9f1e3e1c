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
pub mod queue;
mod root;
pub mod size;
mod targets;
mod wait;

use serde::{Deserialize, Serialize};

use self::params::{QUEUE_TO_BATCH_RATIO, SWEEP_POINTS_MAX};
pub use error::ModelError;
pub use parameters::{LatencyModel, QueueParameters, Replica};
pub use prediction::{Latency, Means, Prediction};
pub use queue::QueueModel;
pub use size::Search;
pub use targets::{LatencyTarget, Quantity, Targets};

/// Largest arrival rates within each target, and the latency at the least of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Sizing {
    /// Within the TTFT target.
    pub ttft_rate: Search,
    /// Within the ITL target.
    pub itl_rate: Search,
    /// With the margin a TPS target asks for.
    pub tps_rate: Search,
    /// Latency and throughput at the least of the three.
    pub at: Prediction,
}

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

/// Latency of one replica at a load.
///
/// # Errors
/// If the model does not hold, or not at this rate.
pub fn evaluate(replica: &Replica, rate_per_s: f64) -> Result<Prediction, ModelError> {
    let model = replica.model()?;
    if !(rate_per_s.is_finite() && rate_per_s > 0.0) {
        return Err(ModelError::Rate { rate_per_s });
    }
    let max_rate_per_s = model.max_rate_per_s();
    if rate_per_s > max_rate_per_s {
        return Err(ModelError::RateAboveMax { rate_per_s, max_rate_per_s });
    }
    Ok(predict(&model, rate_per_s))
}

/// Largest load of one replica for targets.
///
/// # Errors
/// If the model does not hold, or no load keeps the targets.
pub fn size(replica: &Replica, targets: &Targets) -> Result<Sizing, ModelError> {
    let model = replica.model()?;
    let rates = size::size(&model, targets)?;
    let at = predict(&model, rates.least_per_s());
    Ok(Sizing { ttft_rate: rates.ttft, itl_rate: rates.itl, tps_rate: rates.tps, at })
}

/// Latency over a range of loads, evenly spaced, both ends included.
///
/// # Errors
/// As [`evaluate`] for each rate; also if the range or the number of points is wrong.
pub fn sweep(
    replica: &Replica,
    from_rate_per_s: f64,
    to_rate_per_s: f64,
    points: u32,
) -> Result<Vec<Prediction>, ModelError> {
    let rises = from_rate_per_s < to_rate_per_s && to_rate_per_s.is_finite();
    if !(2..=SWEEP_POINTS_MAX).contains(&points) || !rises {
        return Err(ModelError::Sweep);
    }
    let step = (to_rate_per_s - from_rate_per_s) / f64::from(points - 1);
    let mut predictions = Vec::new();
    for i in 0..points {
        let rate_per_s = (from_rate_per_s + step * f64::from(i)).min(to_rate_per_s);
        predictions.push(evaluate(replica, rate_per_s)?);
    }
    Ok(predictions)
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

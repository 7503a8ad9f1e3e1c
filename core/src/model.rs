//! Performance models: latency at a load, largest load for targets.

mod chain;
mod geometric;
mod percentile;
pub mod queue;
mod root;
pub mod size;
mod wait;

use serde::{Deserialize, Serialize};

use crate::decision::Prediction;
use crate::error::{ErrorCode, PolicyError};
use crate::params::{QUEUE_TO_BATCH_RATIO, SWEEP_POINTS_MAX};
use crate::snapshot::{LatencyModel, Targets};
pub use queue::QueueModel;
pub use size::Search;

/// One replica serving requests of one shape.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Replica {
    /// The model of latency and its parameters.
    pub latency: LatencyModel,
    /// Most requests in one batch.
    pub max_batch: u32,
    /// Places in the queue; ten for each place in the batch if absent.
    pub max_queue: Option<u32>,
    /// Mean prompt length.
    pub avg_input_tokens: f64,
    /// Mean length of an answer.
    pub avg_output_tokens: f64,
}

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

/// What a target is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// Time to first token.
    Ttft,
    /// Inter-token latency.
    Itl,
    /// Tokens per second.
    Tps,
}

impl std::fmt::Display for Quantity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Ttft => "ttft",
            Self::Itl => "itl",
            Self::Tps => "tps",
        })
    }
}

/// The model gives no answer.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum ModelError {
    /// A batch outside 1 … the limit.
    #[error("max batch `{max_batch}` is outside 1 to {}", crate::params::MAX_BATCH_LIMIT)]
    Batch {
        /// What was given.
        max_batch: u32,
    },
    /// A queue beyond the limit.
    #[error("max queue `{max_queue}` is above {}", crate::params::MAX_QUEUE_LIMIT)]
    Queue {
        /// What was given.
        max_queue: u32,
    },
    /// A negative or infinite prompt length.
    #[error("input tokens `{tokens}` must be 0 or more")]
    InputTokens {
        /// What was given.
        tokens: f64,
    },
    /// Less than one output token.
    #[error("output tokens `{tokens}` must be 1 or more")]
    OutputTokens {
        /// What was given.
        tokens: f64,
    },
    /// A parameter that no measurement can give.
    #[error("parameter {name} `{value}` must be a number of 0 or more")]
    Parameter {
        /// Name of the parameter.
        name: &'static str,
        /// What was given.
        value: f64,
    },
    /// Parameters by which a request takes no time, negative time or forever.
    #[error(
        "a request would take `{service_ms}` ms in a batch of {batch}; check alpha, beta, gamma and delta"
    )]
    ServiceTime {
        /// Size of the batch.
        batch: f64,
        /// Time of one request.
        service_ms: f64,
    },
    /// A rate that is not positive.
    #[error("arrival rate `{rate_per_s}` per s must be above 0")]
    Rate {
        /// What was given.
        rate_per_s: f64,
    },
    /// A rate at which the queue is not stable.
    #[error(
        "arrival rate `{rate_per_s}` per s is above the {max_rate_per_s} per s one replica can serve"
    )]
    RateAboveMax {
        /// What was given.
        rate_per_s: f64,
        /// The most that is answered for.
        max_rate_per_s: f64,
    },
    /// A target that is no promise.
    #[error(
        "{quantity} target `{value}` at percentile `{percentile}`: must be above 0, the percentile between 0 and 100"
    )]
    Target {
        /// What it is about.
        quantity: Quantity,
        /// What was given.
        value: f64,
        /// What was given, 50 for the mean.
        percentile: f64,
    },
    /// A target missed even by a lone request.
    #[error("{quantity} target {target_ms} ms is below the {best_ms:.2} ms reachable at batch 1")]
    Infeasible {
        /// What it is about.
        quantity: Quantity,
        /// The target.
        target_ms: f64,
        /// The least that can be reached.
        best_ms: f64,
    },
    /// A load no sensible number of replicas carries.
    #[error("the load would need `{replicas}` replicas, more than {limit}")]
    Replicas {
        /// What would be needed.
        replicas: f64,
        /// The most that are planned.
        limit: u32,
    },
    /// A sweep over nothing or too much.
    #[error("a sweep needs 2 to {} points and rates that rise", SWEEP_POINTS_MAX)]
    Sweep,
}

impl ModelError {
    /// The error as an answer of the policy.
    #[must_use]
    pub fn to_policy_error(self) -> PolicyError {
        let (code, field) = match self {
            Self::Batch { .. } => (ErrorCode::OutOfDomain, "maxBatch"),
            Self::Queue { .. } => (ErrorCode::OutOfDomain, "maxQueue"),
            Self::InputTokens { .. } => (ErrorCode::OutOfDomain, "avgInputTokens"),
            Self::OutputTokens { .. } => (ErrorCode::OutOfDomain, "avgOutputTokens"),
            Self::Parameter { .. } | Self::ServiceTime { .. } => {
                (ErrorCode::OutOfDomain, "latency")
            }
            Self::Rate { .. } => (ErrorCode::InvalidInput, "arrivalRatePerS"),
            Self::RateAboveMax { .. } => (ErrorCode::RateAboveMax, "arrivalRatePerS"),
            Self::Target { .. } => (ErrorCode::InvalidInput, "targets"),
            Self::Infeasible { .. } => (ErrorCode::Infeasible, "targets"),
            Self::Replicas { .. } => (ErrorCode::OutOfDomain, "arrivalRatePerS"),
            Self::Sweep => (ErrorCode::InvalidInput, "points"),
        };
        PolicyError::new(code, field, self.to_string())
    }
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
/// `out-of-domain` if the model does not hold, `invalid-input` or `rate-above-max` for the rate.
pub fn evaluate(replica: &Replica, arrival_rate_per_s: f64) -> Result<Prediction, PolicyError> {
    stable_prediction(replica, arrival_rate_per_s).map_err(ModelError::to_policy_error)
}

fn stable_prediction(replica: &Replica, rate_per_s: f64) -> Result<Prediction, ModelError> {
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
/// `out-of-domain` if the model does not hold, `infeasible` if no load keeps the targets.
pub fn size(replica: &Replica, targets: &Targets) -> Result<Sizing, PolicyError> {
    let sizing = || {
        let model = replica.model()?;
        let rates = size::size(&model, targets)?;
        let at = predict(&model, rates.least_per_s());
        Ok(Sizing { ttft_rate: rates.ttft, itl_rate: rates.itl, tps_rate: rates.tps, at })
    };
    sizing().map_err(ModelError::to_policy_error)
}

/// Latency over a range of loads, evenly spaced, both ends included.
///
/// # Errors
/// As [`evaluate`] for each rate; `invalid-input` if the range or the number of points is wrong.
pub fn sweep(
    replica: &Replica,
    from_rate_per_s: f64,
    to_rate_per_s: f64,
    points: u32,
) -> Result<Vec<Prediction>, PolicyError> {
    let rises = from_rate_per_s < to_rate_per_s && to_rate_per_s.is_finite();
    if !(2..=SWEEP_POINTS_MAX).contains(&points) || !rises {
        return Err(ModelError::Sweep.to_policy_error());
    }
    let step = (to_rate_per_s - from_rate_per_s) / f64::from(points - 1);
    (0..points)
        .map(|i| evaluate(replica, (from_rate_per_s + step * f64::from(i)).min(to_rate_per_s)))
        .collect()
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

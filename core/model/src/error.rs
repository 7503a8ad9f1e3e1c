//! Why there is no answer.

use super::params::{MAX_BATCH_LIMIT, MAX_QUEUE_LIMIT, SWEEP_POINTS_MAX};
use super::targets::Quantity;

/// The model gives no answer.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum ModelError {
    /// A batch outside 1 … the limit.
    #[error("max batch `{max_batch}` is outside 1 to {}", MAX_BATCH_LIMIT)]
    Batch {
        /// The given value.
        max_batch: u32,
    },
    /// A queue beyond the limit.
    #[error("max queue `{max_queue}` is above {}", MAX_QUEUE_LIMIT)]
    Queue {
        /// The given value.
        max_queue: u32,
    },
    /// A negative or infinite prompt length.
    #[error("input tokens `{tokens}` must be 0 or more")]
    InputTokens {
        /// The given value.
        tokens: f64,
    },
    /// Less than one output token.
    #[error("output tokens `{tokens}` must be 1 or more")]
    OutputTokens {
        /// The given value.
        tokens: f64,
    },
    /// A parameter that no measurement can give.
    #[error("parameter {name} `{value}` must be a number of 0 or more")]
    Parameter {
        /// Name of the parameter.
        name: &'static str,
        /// The given value.
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
        /// The given value.
        rate_per_s: f64,
    },
    /// A rate at which the queue is not stable.
    #[error(
        "arrival rate `{rate_per_s}` per s is above the {max_rate_per_s} per s one replica can serve"
    )]
    RateAboveMax {
        /// The given value.
        rate_per_s: f64,
        /// The most that is answered for.
        max_rate_per_s: f64,
    },
    /// A target that is no promise.
    #[error(
        "{quantity} target `{value}` at percentile `{percentile}`: must be above 0, the percentile between 0 and 100"
    )]
    Target {
        /// The quantity it limits.
        quantity: Quantity,
        /// The given value.
        value: f64,
        /// The given percentile, 50 for the mean.
        percentile: f64,
    },
    /// A target missed even by a lone request.
    #[error("{quantity} target {target_ms} ms is below the {best_ms:.2} ms reachable at batch 1")]
    Infeasible {
        /// The quantity it limits.
        quantity: Quantity,
        /// The target.
        target_ms: f64,
        /// The least that can be reached.
        best_ms: f64,
    },
    /// A load no sensible number of replicas carries.
    #[error("the load would need `{replicas}` replicas, more than {limit}")]
    Replicas {
        /// Replicas that would be needed.
        replicas: f64,
        /// The most that are planned.
        limit: u32,
    },
    /// A sweep over nothing or too much.
    #[error("a sweep needs 2 to {} points and rates that rise", SWEEP_POINTS_MAX)]
    Sweep,
}

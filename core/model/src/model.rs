//! The only door to the models: whatever is known of a replica's latency answers these questions.

use super::error::ModelError;
use super::parameters::{LatencyModel, Replica};
use super::params::QUEUE_TO_BATCH_RATIO;
use super::percentile::{Distribution, Limit};
use super::prediction::{Means, Prediction};
use super::queue::QueueModel;
use super::targets::Quantity;

/// One replica serving requests of one shape, ready to be asked at any load above 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Model {
    /// The state-dependent queue.
    Queue(QueueModel),
}

impl Replica {
    /// The model of the replica.
    ///
    /// # Errors
    /// If a number is not finite or outside the model's domain.
    pub fn model(&self) -> Result<Model, ModelError> {
        let max_queue =
            self.max_queue.unwrap_or(self.max_batch.saturating_mul(QUEUE_TO_BATCH_RATIO));
        let places = (self.max_batch, max_queue);
        let tokens = (self.avg_input_tokens, self.avg_output_tokens);
        match &self.latency {
            LatencyModel::Queue(parameters) => {
                QueueModel::new(parameters, places, tokens).map(Model::Queue)
            }
        }
    }
}

impl Model {
    /// Smallest rate the model answers for in a search.
    #[must_use]
    pub fn min_rate_per_s(&self) -> f64 {
        match self {
            Self::Queue(queue) => queue.min_rate_per_s(),
        }
    }

    /// Largest rate the model answers for.
    #[must_use]
    pub fn max_rate_per_s(&self) -> f64 {
        match self {
            Self::Queue(queue) => queue.max_rate_per_s(),
        }
    }

    /// Time of a request in service beside so many in the batch, itself among them.
    #[must_use]
    pub fn service_ms(&self, batch: f64) -> f64 {
        match self {
            Self::Queue(queue) => queue.service_beside_ms(batch),
        }
    }

    /// The means. Overload is allowed: throughput saturates and requests are lost.
    #[must_use]
    pub fn means(&self, rate_per_s: f64) -> Means {
        match self {
            Self::Queue(queue) => queue.means(rate_per_s),
        }
    }

    /// Means and percentiles.
    #[must_use]
    pub fn predict(&self, rate_per_s: f64) -> Prediction {
        match self {
            Self::Queue(queue) => queue.predict(rate_per_s),
        }
    }

    /// The latency a target speaks of; no percentile is the mean.
    #[must_use]
    pub fn latency_ms(&self, quantity: Quantity, percentile: Option<f64>, rate_per_s: f64) -> f64 {
        let Some(percentile) = percentile else {
            return self.means(rate_per_s).latency_ms(quantity);
        };
        match self {
            Self::Queue(queue) => Distribution::new(queue, rate_per_s).at_ms(quantity, percentile),
        }
    }

    /// A target of at most `limit_ms` for some share of the requests, whatever the load.
    pub(crate) fn limit(&self, quantity: Quantity, limit_ms: f64) -> Limit {
        match self {
            Self::Queue(queue) => Limit::new(queue, quantity, limit_ms),
        }
    }

    /// Share of the requests, or tokens, that keep a limit. Continuous in the load.
    pub(crate) fn share_kept(&self, limit: &Limit, rate_per_s: f64) -> f64 {
        match self {
            Self::Queue(queue) => limit.kept(queue, rate_per_s),
        }
    }
}

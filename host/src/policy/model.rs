//! The questions about performance models.

use wva_core::decision::Prediction;
use wva_core::model::{Replica, Sizing};
use wva_core::snapshot::Targets;

use super::Policy;
use super::budget::Budget;
use super::call::CallError;
use super::contract::Mirror;

impl Policy {
    /// Latency of one replica at a load.
    ///
    /// # Errors
    /// See [`CallError`].
    pub fn evaluate(&self, replica: &Replica, rate_per_s: f64) -> Result<Prediction, CallError> {
        let (budget, replica) = (Budget::of_model(replica.max_batch), (*replica).mirror());
        let answer = self
            .sandbox
            .model(budget, |guest, store| guest.call_evaluate(store, replica, rate_per_s))?;
        Ok(answer.mirror())
    }

    /// Largest load of one replica within targets.
    ///
    /// # Errors
    /// See [`CallError`].
    pub fn size(&self, replica: &Replica, targets: &Targets) -> Result<Sizing, CallError> {
        let budget = Budget::of_model(replica.max_batch);
        let (replica, targets) = ((*replica).mirror(), (*targets).mirror());
        let answer =
            self.sandbox.model(budget, |guest, store| guest.call_size(store, replica, targets))?;
        Ok(answer.mirror())
    }

    /// [`Policy::evaluate`] on JSON: `{replica, arrivalRatePerS}` to a prediction.
    ///
    /// # Errors
    /// See [`CallError`].
    pub fn evaluate_json(&self, input: &str) -> Result<String, CallError> {
        self.sandbox.model(Budget::of_model_json(input), |guest, store| {
            guest.call_evaluate_json(store, input)
        })
    }

    /// [`Policy::size`] on JSON: `{replica, targets}` to a sizing.
    ///
    /// # Errors
    /// See [`CallError`].
    pub fn size_json(&self, input: &str) -> Result<String, CallError> {
        self.sandbox
            .model(Budget::of_model_json(input), |guest, store| guest.call_size_json(store, input))
    }

    /// Latency over a range of loads, on JSON: `{replica, fromRatePerS, toRatePerS, points}` to
    /// predictions.
    ///
    /// # Errors
    /// See [`CallError`].
    pub fn sweep_json(&self, input: &str) -> Result<String, CallError> {
        self.sandbox
            .model(Budget::of_model_json(input), |guest, store| guest.call_sweep_json(store, input))
    }
}

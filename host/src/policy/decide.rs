//! The question that every policy answers.

use wva_core::decision::Decision;
use wva_core::snapshot::{PolicyInput, Snapshot, WorkloadMemory};

use super::Policy;
use super::budget::{Budget, Fuel};
use super::call::CallError;
use super::contract::{Mirror, wire};
use super::verify::{DefectError, verify};

impl Policy {
    /// Decides on JSON: a policy input to a decision, both as text.
    ///
    /// # Errors
    /// See [`CallError`]. A failed call leaves nothing behind: the last good decision still
    /// stands.
    pub fn decide_json(&self, input: &str) -> Result<String, CallError> {
        self.decide_json_metered(input).0
    }

    /// As [`Policy::decide_json`], with the fuel of the call.
    pub fn decide_json_metered(&self, input: &str) -> (Result<String, CallError>, Fuel) {
        let asked = serde_json::from_str::<PolicyInput>(input).ok();
        let budget = Budget::of_json(input, asked.as_ref());
        let ask = |guest: &wire::Guest, store: &mut _| guest.call_decide_json(store, input);
        let (answer, used) = self.sandbox.metered(budget, ask);
        let answer = answer.and_then(|answer| Self::verified(asked.as_ref(), answer));
        (answer, Fuel { given: budget.fuel, used })
    }

    fn verified(asked: Option<&PolicyInput>, answer: String) -> Result<String, CallError> {
        let asked = asked.ok_or(DefectError::NoQuestion)?;
        let shape = |error: serde_json::Error| DefectError::Shape { text: error.to_string() };
        let decision = serde_json::from_str(&answer).map_err(shape)?;
        verify(&asked.snapshot, &asked.memory, &decision)?;
        Ok(answer)
    }

    /// Decides.
    ///
    /// # Errors
    /// As [`Policy::decide_json`].
    pub fn decide(
        &self,
        snapshot: &Snapshot,
        memory: &[WorkloadMemory],
    ) -> Result<Decision, CallError> {
        let remembered = memory.iter().map(|entry| entry.bytes.len()).sum();
        let budget = Budget::of(snapshot, remembered);
        let (wire, remembered) = (snapshot.clone().mirror(), memory.to_vec().mirror());
        let ask = |guest: &wire::Guest, store: &mut _| guest.call_decide(store, &wire, &remembered);
        let decision = self.sandbox.policy(budget, ask)?.mirror();
        verify(snapshot, memory, &decision)?;
        Ok(decision)
    }
}

//! The question that every policy answers.

use wva_core::decision::Decision;
use wva_core::snapshot::{PolicyInput, Snapshot, WorkloadMemory};

use super::Policy;
use super::answer::Answer;
use super::asked::Asked;
use super::budget::{Budget, Fuel};
use super::call::CallError;
use super::contract::{Mirror, wire};
use super::verify::DefectError;

/// How a policy is asked.
#[derive(Clone, Copy)]
pub(super) enum Way {
    Typed,
    Json,
}

/// An answer before it is verified, and the fuel of the call.
pub(super) type Reply = (Result<Decision, CallError>, Fuel);

impl Policy {
    /// As [`Policy::answer_json`]: the decision as text.
    ///
    /// # Errors
    /// As [`Policy::answer`].
    pub fn decide_json(&self, input: &str) -> Result<String, CallError> {
        let Answer { decision, written, .. } = self.answer_json(input)?;
        match written {
            Some(written) => Ok(written),
            None => serde_json::to_string(&decision).map_err(|error| shape(&error)),
        }
    }

    /// As [`Policy::answer`]: the decision.
    ///
    /// # Errors
    /// As [`Policy::answer`].
    pub fn decide(
        &self,
        snapshot: &Snapshot,
        memory: &[WorkloadMemory],
    ) -> Result<Decision, CallError> {
        Ok(self.answer(snapshot, memory)?.decision)
    }

    /// Decides workload by workload: one that the policy says something wrong of, or fails on, is
    /// held as it was and touches no other.
    ///
    /// # Errors
    /// See [`CallError`]: nothing of the answer can be used, and the last good decision still stands.
    pub fn answer(
        &self,
        snapshot: &Snapshot,
        memory: &[WorkloadMemory],
    ) -> Result<Answer, CallError> {
        let asked = Asked { snapshot, memory };
        let reply = self.ask(Way::Typed, asked, u64::MAX);
        let (decision, refused) = self.usable(Way::Typed, asked, reply)?;
        Ok(Answer { decision, written: None, refused })
    }

    /// As [`Policy::answer`], from a policy input as text; it is sent as it is.
    ///
    /// # Errors
    /// As [`Policy::answer`].
    pub fn answer_json(&self, input: &str) -> Result<Answer, CallError> {
        let question = serde_json::from_str::<PolicyInput>(input).ok();
        let (written, fuel) = self.written(input, question.as_ref(), u64::MAX);
        let Some(question) = &question else {
            return Err(written.err().unwrap_or_else(|| DefectError::NoQuestion.into()));
        };
        let (decision, written) = match written {
            Ok(written) => (read(&written), Some(written)),
            Err(error) => (Err(error), None),
        };
        let (decision, refused) = self.usable(Way::Json, Asked::of(question), (decision, fuel))?;
        Ok(Answer { decision, written: written.filter(|_| refused.is_empty()), refused })
    }

    /// One call with JSON, whose answer is not looked at, and its fuel.
    pub fn decide_json_metered(&self, input: &str) -> (Result<String, CallError>, Fuel) {
        let question = serde_json::from_str::<PolicyInput>(input).ok();
        self.written(input, question.as_ref(), u64::MAX)
    }

    /// One call with at most so much fuel.
    pub(super) fn ask(&self, way: Way, asked: Asked<'_>, fuel_max: u64) -> Reply {
        match way {
            Way::Typed => self.typed(asked, fuel_max),
            Way::Json => self.texted(asked, fuel_max),
        }
    }

    fn typed(&self, asked: Asked<'_>, fuel_max: u64) -> Reply {
        let Asked { snapshot, memory } = asked;
        let remembered = memory.iter().map(|entry| entry.bytes.len()).sum();
        let budget = Budget::of(snapshot, remembered).at_most(fuel_max);
        let (wire, remembered) = (snapshot.clone().mirror(), memory.to_vec().mirror());
        let ask = |guest: &wire::Guest, store: &mut _| guest.call_decide(store, &wire, &remembered);
        let (answer, used) = self.sandbox.metered(budget, ask);
        (answer.map(Mirror::mirror), Fuel { given: budget.fuel, used })
    }

    fn texted(&self, asked: Asked<'_>, fuel_max: u64) -> Reply {
        let question = PolicyInput::of(asked.snapshot.clone(), asked.memory.to_vec());
        let input = match serde_json::to_string(&question) {
            Ok(input) => input,
            Err(error) => return (Err(shape(&error)), Fuel::default()),
        };
        let (written, fuel) = self.written(&input, Some(&question), fuel_max);
        (written.and_then(|written| read(&written)), fuel)
    }

    fn written(
        &self,
        input: &str,
        question: Option<&PolicyInput>,
        fuel_max: u64,
    ) -> (Result<String, CallError>, Fuel) {
        let budget = Budget::of_json(input, question).at_most(fuel_max);
        let ask = |guest: &wire::Guest, store: &mut _| guest.call_decide_json(store, input);
        let (answer, used) = self.sandbox.metered(budget, ask);
        (answer, Fuel { given: budget.fuel, used })
    }
}

fn read(written: &str) -> Result<Decision, CallError> {
    serde_json::from_str(written).map_err(|error| shape(&error))
}

fn shape(error: &serde_json::Error) -> CallError {
    DefectError::Shape { text: error.to_string() }.into()
}

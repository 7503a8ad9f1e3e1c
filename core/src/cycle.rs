//! One decision after another: what to ask next, and what an answer changes.
//!
//! ```text
//! Snapshot --question--> PolicyInput … a policy … Decision or error --answer--> Actions
//! ```
//!
//! The caller reads the world, asks the policy and carries out the actions.

use crate::decision::Decision;
use crate::snapshot::{INTERFACE_VERSION, PolicyInput, Snapshot, WorkloadMemory};

/// The state that lasts from one decision to the next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cycle {
    memory: Vec<WorkloadMemory>,
}

/// One thing that an answer asks the caller to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action<'d> {
    /// Keep this memory: a cycle begun with it goes on from here.
    Remember(&'d [WorkloadMemory]),
    /// Set the replicas of a variant.
    Scale {
        /// `namespace/name`.
        variant: &'d str,
        /// Replicas to set, which may be as many as there are.
        replicas: u32,
    },
}

impl Cycle {
    /// Goes on with the memory of an earlier decision; without any, begins anew.
    #[must_use]
    pub fn new(memory: Vec<WorkloadMemory>) -> Self {
        Self { memory }
    }

    /// The policy's input: the world as it is now, and the memory of the last good decision.
    #[must_use]
    pub fn question(&self, snapshot: Snapshot) -> PolicyInput {
        let interface_version = INTERFACE_VERSION.to_owned();
        PolicyInput { interface_version, snapshot, memory: self.memory.clone() }
    }

    /// The actions of an answer, in the order of the decision. An error has none: replicas and
    /// memory stay those of the last good decision.
    pub fn answer<'d, E>(&mut self, answer: Result<&'d Decision, E>) -> Vec<Action<'d>> {
        answer.map(|decision| self.accept(decision)).unwrap_or_default()
    }

    fn accept<'d>(&mut self, decision: &'d Decision) -> Vec<Action<'d>> {
        self.memory.clone_from(&decision.memory);
        let scaled = decision.variants.iter().filter_map(|variant| {
            let replicas = variant.desired_replicas?;
            Some(Action::Scale { variant: &variant.variant, replicas })
        });
        std::iter::once(Action::Remember(&decision.memory)).chain(scaled).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide;
    use crate::snapshot::{Observation, Variant, Workload};

    /// `n/known` runs 3 replicas, of `n/new` none are counted; no profile lets anything be decided.
    fn world() -> Snapshot {
        let variant = |name: &str, current_replicas| Variant {
            name: name.to_owned(),
            workload: "w".to_owned(),
            observed: Observation { current_replicas, ..Observation::default() },
            ..Variant::default()
        };
        let workload = Workload {
            key: "w".to_owned(),
            model: "m".to_owned(),
            class: None,
            priority: 1,
            targets: None,
        };
        Snapshot {
            at_unix_s: 1.0,
            workloads: vec![workload],
            variants: vec![variant("n/known", Some(3)), variant("n/new", None)],
            ..Snapshot::default()
        }
    }

    fn remembering(byte: u8) -> Vec<WorkloadMemory> {
        vec![WorkloadMemory { workload: "w".to_owned(), bytes: vec![byte] }]
    }

    #[test]
    fn an_answer_is_remembered_in_the_next_question() {
        let mut cycle = Cycle::new(remembering(1));
        assert_eq!(cycle.question(world()).memory, remembering(1));
        let decision = Decision { memory: remembering(2), ..decide(&world(), &[]).unwrap() };
        let actions = cycle.answer(Ok::<_, ()>(&decision));
        assert_eq!(actions.first(), Some(&Action::Remember(&remembering(2))));
        assert_eq!(cycle.question(world()).memory, remembering(2));
    }

    #[test]
    fn only_variants_with_a_desired_number_are_scaled() {
        let decision = decide(&world(), &[]).unwrap();
        let actions = Cycle::default().answer(Ok::<_, ()>(&decision));
        let held = Action::Scale { variant: "n/known", replicas: 3 };
        assert_eq!(actions, [Action::Remember(&decision.memory), held]);
    }

    #[test]
    fn an_error_changes_nothing() {
        let mut cycle = Cycle::new(remembering(1));
        assert_eq!(cycle.answer(Err("no answer")), []);
        assert_eq!(cycle, Cycle::new(remembering(1)));
    }
}

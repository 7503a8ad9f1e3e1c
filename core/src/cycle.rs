//! One decision after another: what to ask next, and what an answer changes.
//!
//! ```text
//! Snapshot --question--> PolicyInput … a policy … Decision or error --answer--> Actions
//! ```
//!
//! The caller reads the world, asks the policy and carries out the actions.

use crate::decision::{Decision, VariantDecision};
use crate::params::{LOOP_STABILIZE_DOWN_S, LOOP_STEP_PERIOD_S, REPLICAS_LIMIT};
use crate::reason::Code;
use crate::snapshot::{
    Behavior, PolicyInput, ScalingKind, ScalingPolicy, ScalingRules, Snapshot, WorkloadMemory,
};

/// The state that lasts from one decision to the next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cycle {
    memory: Vec<WorkloadMemory>,
}

/// The input of a question that no other follows: nothing is remembered, and a variant without
/// `behavior` gets its number at once.
#[must_use]
pub fn only_question(snapshot: Snapshot) -> PolicyInput {
    PolicyInput::of(snapshot, Vec::new())
}

/// Writes the calm of a loop into every variant that states no `behavior`. The policy does not know
/// whether another question follows, so that a saved input decides the same everywhere.
#[must_use]
pub fn calmed(mut snapshot: Snapshot) -> Snapshot {
    for variant in &mut snapshot.variants {
        variant.behavior.get_or_insert_with(behavior_of_a_loop);
    }
    snapshot
}

/// Down to the most that was recommended within the window, up at once and without limit.
fn behavior_of_a_loop() -> Behavior {
    let any = ScalingPolicy {
        kind: ScalingKind::Pods,
        value: REPLICAS_LIMIT,
        period_s: LOOP_STEP_PERIOD_S,
    };
    let rules = |window_s| ScalingRules {
        stabilization_window_s: Some(window_s),
        policies: Some(vec![any]),
        ..ScalingRules::default()
    };
    Behavior { scale_up: rules(0), scale_down: rules(LOOP_STABILIZE_DOWN_S) }
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

    /// The policy's input: the world as it is now, with the calm of a loop where a variant states
    /// none, and the memory of the last good decision.
    #[must_use]
    pub fn question(&self, snapshot: Snapshot) -> PolicyInput {
        PolicyInput::of(calmed(snapshot), self.memory.clone())
    }

    /// The actions of an answer, in the order of the decision. An error has none: replicas and
    /// memory stay those of the last good decision. A variant whose workload was refused has none
    /// either, except up to its floor.
    pub fn answer<'d, E>(&mut self, answer: Result<&'d Decision, E>) -> Vec<Action<'d>> {
        answer.map(|decision| self.accept(decision)).unwrap_or_default()
    }

    fn accept<'d>(&mut self, decision: &'d Decision) -> Vec<Action<'d>> {
        self.memory.clone_from(&decision.memory);
        let scaled = decision.variants.iter().filter_map(|variant| {
            let replicas = variant.desired_replicas.filter(|_| !stays(variant))?;
            Some(Action::Scale { variant: &variant.variant, replicas })
        });
        std::iter::once(Action::Remember(&decision.memory)).chain(scaled).collect()
    }
}

/// Whether the target of a refused answer keeps the replicas that were set last.
fn stays(variant: &VariantDecision) -> bool {
    variant.binds.is(Code::RefusedAnswer) && variant.desired_replicas <= variant.current_replicas
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide;
    use crate::reason::Reason;
    use crate::snapshot::{Observation, Variant, Workload, WorkloadObservation};

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
            observed: WorkloadObservation::default(),
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
    fn a_loop_writes_its_calm_where_a_variant_states_none() {
        let mut snapshot = world();
        let own = Behavior::default();
        snapshot.variants[1].behavior = Some(own.clone());
        let asked = Cycle::default().question(snapshot.clone()).snapshot;
        assert_eq!(asked.variants[1].behavior, Some(own));
        let Behavior { scale_up, scale_down } = asked.variants[0].behavior.clone().unwrap();
        assert_eq!(scale_down.stabilization_window_s, Some(300));
        assert_eq!(scale_up.stabilization_window_s, Some(0));
        let step = ScalingPolicy { kind: ScalingKind::Pods, value: REPLICAS_LIMIT, period_s: 15 };
        assert_eq!((scale_up.policies, scale_down.policies), (Some(vec![step]), Some(vec![step])));
        assert_eq!(calmed(asked.clone()), asked);
        assert_eq!(only_question(snapshot.clone()).snapshot, snapshot);
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
    fn a_refused_answer_sets_no_number_but_the_floor() {
        let mut decision = decide(&world(), &[]).unwrap();
        for variant in &mut decision.variants {
            variant.binds = Reason::said(Code::RefusedAnswer, "nonsense");
        }
        let remember = Action::Remember(&decision.memory);
        assert_eq!(Cycle::default().answer(Ok::<_, ()>(&decision)), [remember]);
        let mut raised = decision.clone();
        raised.variants[0].desired_replicas = Some(4);
        let floor = Action::Scale { variant: "n/known", replicas: 4 };
        assert_eq!(Cycle::default().answer(Ok::<_, ()>(&raised)), [remember, floor]);
    }

    #[test]
    fn an_error_changes_nothing() {
        let mut cycle = Cycle::new(remembering(1));
        assert_eq!(cycle.answer(Err("no answer")), []);
        assert_eq!(cycle, Cycle::new(remembering(1)));
    }
}

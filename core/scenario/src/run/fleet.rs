//! The replicas of all variants: faults strike them, decisions order them.

use std::collections::BTreeMap;

use crate::fault::Effect;
use crate::replicas::Replicas;
use crate::scenario::Scenario;

/// Replicas by variant.
#[derive(Debug, Default)]
pub(super) struct Fleet(BTreeMap<String, Replicas>);

impl Fleet {
    /// The replicas of a variant.
    pub(super) fn of(&self, variant: &str) -> Replicas {
        self.0.get(variant).cloned().unwrap_or_default()
    }

    /// Moves a variant's replicas on to a moment: they get ready, and faults strike them.
    pub(super) fn advance(&mut self, scenario: &Scenario, variant: &str, at_s: f64) {
        let times = &scenario.times;
        let replicas = self
            .0
            .entry(variant.to_owned())
            .or_insert_with(|| Replicas::new(scenario.replicas.get(variant).copied().unwrap_or(0)));
        let stuck = scenario.struck(variant, at_s).any(|effect| matches!(effect, Effect::Stuck));
        replicas.advance(at_s, stuck, times);
        for effect in scenario.struck(variant, at_s) {
            match effect {
                Effect::Replicas(number) => replicas.set(*number, at_s, times),
                Effect::Crash(number) => replicas.crash(*number, at_s, times),
                _ => {}
            }
        }
    }

    /// Orders replicas of a variant, except where the target does not follow.
    pub(super) fn order(&mut self, scenario: &Scenario, variant: &str, desired: u32, at_s: f64) {
        let mut struck = scenario.struck(variant, at_s);
        let frozen = struck.any(|effect| matches!(effect, Effect::Frozen));
        if let (Some(replicas), false) = (self.0.get_mut(variant), frozen) {
            replicas.order(desired, at_s, &scenario.times);
        }
    }
}

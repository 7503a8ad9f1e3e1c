//! The observations that the policy is shown: the truth, as faults leave it.

use std::collections::BTreeMap;

use wva_core::snapshot::{Observation, Variant};

use crate::fault::Effect;
use crate::scenario::Scenario;

/// Observations by variant.
#[derive(Debug, Default)]
pub(super) struct Sight {
    /// The last truth that was not stale, and when.
    fresh: BTreeMap<String, (f64, Observation)>,
    /// The observations of the last question.
    shown: BTreeMap<String, Observation>,
}

impl Sight {
    /// The view of a variant's pods.
    pub(super) fn show(
        &mut self,
        scenario: &Scenario,
        variant: &str,
        truth: Observation,
        at_s: f64,
    ) -> Observation {
        let faults: Vec<&Effect> = scenario.struck(variant, at_s).collect();
        if !faults.iter().any(|effect| matches!(effect, Effect::Stale)) {
            self.fresh.insert(variant.to_owned(), (at_s, truth.clone()));
        }
        let last = self.fresh.get(variant).map(|(then, seen)| (seen, at_s - then));
        let mut shown = truth;
        for effect in faults {
            effect.distort(&mut shown, last);
        }
        shown
    }

    /// Keeps the observations of a question.
    pub(super) fn showed(&mut self, variants: &[Variant]) {
        for variant in variants {
            self.shown.insert(variant.name.clone(), variant.observed.clone());
        }
    }

    /// The last shown observation of a variant.
    pub(super) fn shown(&self, variant: &str) -> Observation {
        self.shown.get(variant).cloned().unwrap_or_default()
    }
}

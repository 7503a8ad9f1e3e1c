//! One variant on its way through the rules: their inputs, and their results so far.

use super::from::from;
use super::role::{Role, role};
use super::step::Step;
use crate::memory::VariantState;
use crate::memory::history::History;
use crate::planned::Planned;
use crate::recall::{Recalled, UnknownLoad};
use crate::snapshot::Variant;

/// One variant on its way through the rules.
#[derive(Debug)]
pub(super) struct Walk<'w> {
    pub(super) variant: &'w Variant,
    /// Why its load is unknown.
    pub(super) unknown: Option<&'w UnknownLoad>,
    /// Its remembered state.
    pub(super) state: VariantState,
    pub(super) role: Role<'w>,
    /// The number that changes count from.
    pub(super) from: Option<u32>,
    pub(super) step: Step,
    /// Replicas that the demand needs of it until its successor serves.
    pub(super) meanwhile: Option<u32>,
    /// Its history with the recommendation made now.
    pub(super) history: History,
    /// Since when the load has not needed it.
    pub(super) unneeded_since_s: Option<f64>,
}

impl<'w> Walk<'w> {
    pub(super) fn new(planned: &Planned<'w>, recalled: &'w Recalled<'w>) -> Self {
        let variant: &Variant = recalled;
        let state = planned.case.last_of(&variant.name).cloned().unwrap_or_default();
        let role = role(planned, variant);
        let from = from(variant, &state);
        let replicas = role.asked(variant.min_replicas, from).or(from);
        Self {
            variant,
            unknown: recalled.unknown.as_ref(),
            role,
            from,
            step: Step { replicas, reason: None },
            meanwhile: None,
            history: state.history.clone(),
            unneeded_since_s: None,
            state,
        }
    }

    /// Whether it grows although another variant is to carry the load.
    pub(super) fn grows(&self) -> bool {
        self.meanwhile > self.from
    }

    /// Replicas that its behavior is asked for.
    pub(super) fn asked(&self) -> Option<u32> {
        if self.grows() {
            return self.meanwhile;
        }
        self.role.recommended(self.variant.min_replicas, self.from)
    }
}

//! One variant on its way through the rules: their inputs, and their results so far.

use super::behavior::pace;
use super::doubt::{Doubt, Unseen};
use super::from::from;
use super::hold::hold;
use super::retain::{Unneeded, retain};
use super::role::{Role, role};
use super::step::{Step, bounds};
use crate::clock::Clock;
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
            history: state.history.clone(),
            unneeded_since_s: None,
            state,
        }
    }

    /// Its unknown load, if it is unknown.
    pub(super) fn unseen(&self, clock: &Clock) -> Option<Unseen<'w>> {
        let since_s = self.state.unknown_since_s.unwrap_or(clock.now_s);
        Some(Unseen { variant: &self.variant.name, since_s, unknown: self.unknown? })
    }

    /// Goes through the rules that look at one variant alone.
    pub(super) fn alone(mut self, doubt: Option<&Doubt>, clock: &Clock) -> Self {
        self = self.paced(clock.now_s);
        let held = self.from.max(self.state.desired);
        self.step = hold(self.step, held, doubt.map(|doubt| &doubt.reason));
        self.unneeded_since_s = self.unneeded_since_s(doubt.is_some(), clock.now_s);
        let unneeded = self.unneeded_since_s.map(|since_s| Unneeded {
            for_s: clock.now_s - since_s,
            of_s: clock.retention_s(self.variant),
        });
        self.step = retain(self.step, self.from, unneeded);
        self
    }

    /// Since when the load has not needed the variant; `None` if it does, or if the load is unknown.
    fn unneeded_since_s(&self, doubtful: bool, now_s: f64) -> Option<f64> {
        let none_asked = self.role.asked(self.variant.min_replicas, self.from) == Some(0);
        if !none_asked || self.role.is_needed() || doubtful {
            return None;
        }
        Some(self.state.unneeded_since_s.unwrap_or(now_s))
    }

    /// Changes no faster than its behavior allows.
    fn paced(mut self, now_s: f64) -> Self {
        let asked = self.role.recommended(self.variant.min_replicas, self.from);
        let known = self.variant.behavior.as_ref().zip(self.from).zip(asked);
        let Some(((behavior, from), asked)) = known else { return self };
        let from = match bounds(self.variant) {
            Some((min, max)) => from.clamp(min, max),
            None => from,
        };
        (self.step, self.history) = pace(behavior, self.history, from, asked, now_s);
        self
    }
}

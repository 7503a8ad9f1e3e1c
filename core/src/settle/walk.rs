//! One variant on its way through the rules: their inputs, and their results so far.

use super::from::from;
use super::role::{Role, role};
use super::step::Step;
use crate::memory::history::History;
use crate::memory::{Inputs, VariantState};
use crate::planned::{Planned, Queue};
use crate::reason::{Code, Reason};
use crate::recall::{Recalled, UnknownLoad};
use crate::snapshot::Variant;

/// One variant on its way through the rules.
#[derive(Clone, Debug)]
pub(super) struct Walk<'w> {
    pub(super) variant: &'w Variant,
    /// Why its load is unknown.
    pub(super) unknown: Option<&'w UnknownLoad>,
    /// Another input of it that is unknown.
    pub(super) doubt: Option<&'w Reason>,
    /// The source of its load, where that is not the measured one.
    pub(super) source: Option<&'w Reason>,
    /// Its last known inputs beside the load.
    pub(super) inputs: Inputs,
    /// Requests that wait at its workload beyond what is expected.
    pub(super) queue: Option<Queue>,
    /// Its remembered state.
    pub(super) state: VariantState,
    pub(super) role: Role<'w>,
    /// The number that changes count from.
    pub(super) from: Option<u32>,
    pub(super) step: Step,
    /// The bound that changed the number of a rule.
    pub(super) bound: Option<Reason>,
    /// Replicas that the demand needs of it until its successor serves.
    pub(super) meanwhile: Option<u32>,
    /// Its history with the recommendation made now.
    pub(super) history: History,
    /// It is woken for requests of unknown lengths.
    pub(super) woken: bool,
    /// Since when the load has not needed it.
    pub(super) unneeded_since_s: Option<f64>,
    /// Doubts about its number.
    pub(super) warnings: Vec<Reason>,
}

impl<'w> Walk<'w> {
    pub(super) fn new(planned: &Planned<'w>, recalled: &'w Recalled<'w>, now_s: f64) -> Self {
        let variant: &Variant = recalled;
        let state = planned.case.last_of(&variant.name).cloned().unwrap_or_default();
        let role = role(planned, variant);
        let from = from(variant, &state);
        // Replicas that are set where it is not known how many there are may be fewer.
        let replicas =
            from.map(|from| role.asked(variant.min_replicas, Some(from)).unwrap_or(from));
        Self {
            variant,
            unknown: recalled.unknown.as_ref(),
            doubt: recalled.doubt.as_ref(),
            inputs: recalled.inputs,
            source: recalled.source.as_ref(),
            queue: planned.queue(now_s),
            role,
            from,
            step: Step { replicas, reason: None },
            bound: None,
            meanwhile: None,
            history: state.history.clone(),
            woken: planned.case.woken == Some(variant.name.as_str()),
            unneeded_since_s: None,
            warnings: Vec::new(),
            state,
        }
    }

    /// Whether it grows although another variant is to carry the load.
    pub(super) fn grows(&self) -> bool {
        self.from.is_some() && self.meanwhile > self.from
    }

    /// Whether only a rule of calm set its number.
    pub(super) fn is_calm(&self) -> bool {
        self.is_for(&[Code::Stabilization, Code::Tolerance, Code::ScalingPolicy, Code::Retention])
    }

    /// Whether its number is held because an input is unknown.
    pub(super) fn is_unknown(&self) -> bool {
        self.is_for(&[Code::UnknownLoad, Code::PartlyUnknownLoad, Code::UnknownReplicas])
            || matches!(self.role, Role::Undecided(_))
    }

    /// Whether its number gives way to no priority.
    pub(super) fn is_firm(&self) -> bool {
        self.is_unknown() || self.is_for(&[Code::MakeBeforeBreak])
    }

    fn is_for(&self, codes: &[Code]) -> bool {
        self.step.reason.as_ref().is_some_and(|reason| codes.iter().any(|code| reason.is(*code)))
    }

    /// Replicas that its behavior is asked for.
    pub(super) fn asked(&self) -> Option<u32> {
        if self.grows() {
            return self.meanwhile;
        }
        self.role.recommended(self.variant.min_replicas, self.from)
    }
}

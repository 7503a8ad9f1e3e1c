//! One variant on its way through the rules.

use super::behavior::pace;
use super::role::{Role, Settled, bounds};
use super::unknown::Blind;
use crate::candidates::Candidate;
use crate::clock::Clock;
use crate::decision::Load;
use crate::demand::Demand;
use crate::memory::VariantState;
use crate::memory::history::Change;
use crate::number::short;
use crate::plan::Plan;
use crate::ready::{starting, watch};
use crate::reason::{Code, Reason};
use crate::recall::Unknown;
use crate::seen::{Seen, count, seen};
use crate::snapshot::Variant;

/// A variant on its way through the rules.
pub(super) struct Item<'q, 'a> {
    pub(super) variant: &'a Variant,
    pub(super) state: VariantState,
    pub(super) role: Role<'q, 'a>,
    /// Replicas that were set last, or that somebody else set since; of those that nobody counts,
    /// the ones that serve.
    pub(super) base: Option<u32>,
    pub(super) desired: Option<u32>,
    reason: Option<Reason>,
    /// That not all replicas serve yet.
    starting: Option<Reason>,
}

impl<'q, 'a> Item<'q, 'a> {
    pub(super) fn new(variant: &'a Variant, state: VariantState, role: Role<'q, 'a>) -> Self {
        let base = base(variant, &state);
        let item = Self { variant, state, role, base, desired: None, reason: None, starting: None };
        Self { desired: item.asked().or(base), ..item }
    }

    /// What the plan asks for; nothing of a variant that is not needed and may have any replicas.
    /// The floor holds even above what the capacity allows.
    fn asked(&self) -> Option<u32> {
        match &self.role {
            Role::Carries(candidate) if candidate.needed > 0 => {
                Some(candidate.replicas.max(self.variant.min_replicas))
            }
            Role::Carries(_) | Role::Rests(_) => self.base.map(|_| self.variant.min_replicas),
            Role::Undecided(_) => None,
        }
    }

    /// The same before the variant's bounds, which are not what its behavior is about.
    fn recommended(&self) -> Option<u32> {
        match &self.role {
            Role::Carries(c) if matches!(c.binds, Code::MinReplicas | Code::MaxReplicas) => {
                Some(c.needed)
            }
            _ => self.asked(),
        }
    }

    pub(super) fn set(&mut self, replicas: u32, reason: Reason) {
        self.desired = Some(replicas);
        self.reason = Some(reason);
    }

    /// Changes no faster than its behavior allows.
    pub(super) fn pace(&mut self, now_s: f64) {
        let known = self.variant.behavior.as_ref().zip(self.base).zip(self.recommended());
        let Some(((behavior, base), asked)) = known else { return };
        let base = bounds(self.variant).map_or(base, |(min, max)| base.clamp(min, max));
        let (replicas, reason) = pace(behavior, &mut self.state.history, base, asked, now_s);
        self.desired = Some(replicas);
        self.reason = reason;
    }

    /// Does not shrink on what is unknown, not even after somebody else.
    pub(super) fn hold(&mut self, blind: Option<&Blind>) {
        let (Some(blind), Some(held)) = (blind, self.base.max(self.state.desired)) else { return };
        if self.desired.is_none_or(|desired| desired <= held) {
            self.set(held, blind.reason.clone());
        }
    }

    /// Keeps the last replica until it has not been needed for long enough.
    pub(super) fn retain(&mut self, blind: bool, clock: &Clock) {
        let needed = matches!(self.role, Role::Carries(candidate) if candidate.needed > 0);
        let unneeded = self.asked() == Some(0) && !needed && !blind;
        let since_s = self.state.unneeded_since_s.unwrap_or(clock.now_s);
        self.state.unneeded_since_s = unneeded.then_some(since_s);
        let (for_s, of_s) = (clock.now_s - since_s, clock.retention_s(self.variant));
        if unneeded && self.desired == Some(0) && self.base > Some(0) && for_s < of_s {
            let text = format!(
                "not needed for {} of the {} s after which the last replica goes",
                short(for_s),
                short(of_s)
            );
            let reason = Reason::new(Code::Retention, text).with("forS", for_s).with("ofS", of_s);
            self.set(1, reason);
        }
    }

    pub(super) fn bound(&mut self) {
        let bounds = bounds(self.variant);
        self.desired = self.desired.map(|d| bounds.map_or(d, |(min, max)| d.clamp(min, max)));
    }

    pub(super) fn remember(&mut self, unknown: Option<&Unknown>, now_s: f64) {
        let (observed, state) = (&self.variant.observed, &mut self.state);
        let last = state.load.unwrap_or_default();
        state.load = match seen(observed) {
            Seen::Load(load) => Some(load),
            Seen::Nothing => Some(Load { arrival_rate_per_s: 0.0, ..last }),
            Seen::Unknown { .. } => state.load,
        };
        let since_s = state.unknown_since_s.unwrap_or(now_s);
        state.unknown_since_s = unknown.map(|_| since_s);
        state.accelerator.clone_from(&observed.accelerator);
        state.max_batch = observed.max_batch_size;
        let seen = (observed.waiting_requests, observed.running_requests);
        let (waiting, running) = unknown.map_or(seen, |u| (u.waiting_requests, u.running_requests));
        (state.waiting_requests, state.running_requests) = (count(waiting), count(running));
        watch(self.variant, state, now_s);
        self.starting = starting(self.variant, state, now_s);
        state.on_the_way =
            self.desired.map(|desired| on_the_way(state, observed.current_replicas, desired));
        state.desired = self.desired;
        if let Some((desired, base)) = self.desired.zip(self.base) {
            let replicas = i64::from(desired) - i64::from(base);
            state.history.change(Change { at_s: now_s, replicas });
        }
    }

    pub(super) fn settled(
        self,
        plan: Option<&'q Plan<'a>>,
        demand: Option<&Demand>,
        blind: Option<&Blind>,
    ) -> Settled<'q, 'a> {
        let better = plan.and_then(|plan| plan.rival.as_ref().or(plan.better.as_ref()));
        let better = better.filter(|better| better.replicas > 0);
        let (role, better) = match (self.role, blind) {
            (Role::Undecided(reason), Some(blind)) if reason.is(Code::UnknownLoad) => {
                (Role::Undecided(blind.reason.clone()), None)
            }
            (Role::Carries(_) | Role::Rests(_), Some(blind)) if blind.expired => {
                (Role::Undecided(blind.reason.clone()), None)
            }
            (Role::Undecided(reason), _) => {
                let own = |c: &&Candidate<'_>| c.variant.name == self.variant.name;
                (Role::Undecided(reason), better.filter(own))
            }
            (Role::Carries(candidate), _) => (Role::Carries(candidate), better),
            (rests, _) => (rests, None),
        };
        let woken = demand.and_then(|demand| demand.waking_requests);
        let wakes = matches!(role, Role::Carries(_)) && self.base == Some(0);
        let reason = self.reason.or_else(|| woken.filter(|_| wakes).map(wake_reason));
        let said = match &role {
            Role::Undecided(reason) => Some(reason),
            _ => reason.as_ref(),
        };
        let unsaid = blind.map(|blind| &blind.reason).filter(|reason| said != Some(*reason));
        let warnings = unsaid.cloned().into_iter().chain(self.starting).collect();
        Settled { role, desired: self.desired, reason, better, warnings }
    }
}

/// The replicas that were set last. If the current ones are not on the way there, somebody else set
/// them, and they count.
fn base(variant: &Variant, state: &VariantState) -> Option<u32> {
    let observed = &variant.observed;
    match (state.desired, state.on_the_way, observed.current_replicas) {
        (Some(set), Some((least, most)), Some(now)) if (least..=most).contains(&now) => Some(set),
        (set, _, now) => now.or(set).or(observed.ready_replicas),
    }
}

/// Orders may arrive late and one after the other, so what was decided in between counts too.
fn on_the_way(state: &VariantState, current: Option<u32>, desired: u32) -> (u32, u32) {
    let from = current.unwrap_or(desired);
    let arrived = state.desired == Some(from);
    let before =
        state.on_the_way.filter(|(least, most)| !arrived && (*least..=*most).contains(&from));
    let (least, most) = before.unwrap_or((from, from));
    (least.min(desired), most.max(desired))
}

fn wake_reason(requests: f64) -> Reason {
    let text = format!("{} requests wait and no replica runs", short(requests));
    Reason::new(Code::Wake, text).with("waitingRequests", requests)
}

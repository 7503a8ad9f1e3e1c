//! From a plan to numbers one would let act alone.
//!
//! ```text
//! asked --pace--> --hold--> --retain--> --hand over--> --bound--> desired
//!         behavior  unknown   the last     make before   min, max
//!                             replica      break
//! ```
//!
//! Everything is a function of the plan, the observations and what was remembered. What is
//! remembered is [`memory`]; whatever is lost of it, nothing shrinks too early.

mod behavior;
mod carrier;
mod handover;
mod history;
mod memory;
mod ready;
mod recall;

use self::behavior::pace;
pub(crate) use self::carrier::{Clock, carrier};
use self::handover::{Serving, keep};
use self::history::Change;
pub(crate) use self::memory::{Carrier, Memory, VariantState, WorkloadState, read, write};
use self::ready::{ready, watch};
pub(crate) use self::recall::{Recalled, Unknown, recall};
use crate::candidates::Candidate;
use crate::decision::{Load, Rejected};
use crate::demand::{Demand, Seen, seen};
use crate::number::short;
use crate::params::{HOLD_S, RETENTION_S};
use crate::plan::Plan;
use crate::reason::{Code, Reason};
use crate::snapshot::Variant;

/// What is to become of one variant.
#[derive(Debug)]
pub(crate) struct Settled<'p, 'a> {
    /// What it is to the workload.
    pub(crate) role: Role<'p, 'a>,
    /// Replicas to set; `None` where nothing is known to hold on to.
    pub(crate) desired: Option<u32>,
    /// Why, where the role does not say it.
    pub(crate) reason: Option<Reason>,
    /// A better place for it.
    pub(crate) better: Option<&'p Candidate<'a>>,
    /// What the number rests on that is not known for sure.
    pub(crate) warnings: Vec<Reason>,
}

/// What a variant is to its workload.
#[derive(Debug)]
pub(crate) enum Role<'p, 'a> {
    /// It carries the load.
    Carries(&'p Candidate<'a>),
    /// Another one does.
    Rests(Reason),
    /// The model gives no number.
    Undecided(Reason),
}

/// A workload to be settled.
#[derive(Debug)]
pub(crate) struct Question<'q, 'a> {
    /// Its variants as they are decided on, by name.
    pub(crate) variants: &'q [&'a Variant],
    /// Of each, why its load is unknown.
    pub(crate) unknown: &'q [Option<&'q Unknown>],
    /// What it has to serve and how; or why that is not known.
    pub(crate) plan: Result<(&'q Demand, &'q Plan<'a>), &'q Reason>,
    /// When, and how calm.
    pub(crate) clock: Clock,
}

/// A variant on its way through the rules.
struct Item<'q, 'a> {
    variant: &'a Variant,
    state: VariantState,
    role: Role<'q, 'a>,
    /// Replicas that were set last, or that somebody else set since; of those that nobody counts,
    /// the ones that serve.
    base: Option<u32>,
    desired: Option<u32>,
    reason: Option<Reason>,
}

/// Settles a workload, in the order of its variants; what was remembered of it becomes what is to
/// be remembered.
pub(crate) fn settle<'q, 'a>(
    question: &Question<'q, 'a>,
    remembered: Option<&WorkloadState>,
) -> (Vec<Settled<'q, 'a>>, WorkloadState) {
    let now_s = question.clock.now_s;
    let state = |v: &Variant| remembered.and_then(|state| state.variants.get(&v.name)).cloned();
    let mut items: Vec<_> = question
        .variants
        .iter()
        .map(|v| Item::new(v, state(v).unwrap_or_default(), role(question, v)))
        .collect();
    let blind = Blind::of(question, &items);
    for item in &mut items {
        item.pace(now_s);
        item.hold(blind.as_ref());
        item.retain(blind.is_some(), &question.clock);
    }
    hand_over(&mut items, question, now_s);
    for (item, unknown) in items.iter_mut().zip(question.unknown) {
        item.bound();
        item.remember(unknown.is_some(), now_s);
    }
    let (demand, plan) = question.plan.ok().unzip();
    let carrier = plan.and_then(|plan| plan.carrier.clone());
    let carrier = carrier.or_else(|| remembered.and_then(|state| state.carrier.clone()));
    let variants = items.iter().map(|i| (i.variant.name.clone(), i.state.clone())).collect();
    let settled = items.into_iter().map(|i| i.settled(plan, demand, blind.as_ref())).collect();
    (settled, WorkloadState { carrier, variants })
}

fn role<'q, 'a>(question: &Question<'q, 'a>, variant: &Variant) -> Role<'q, 'a> {
    let plan = match question.plan {
        Ok((_, plan)) => plan,
        Err(reason) => return Role::Undecided(reason.clone()),
    };
    let Some(chosen) = plan.chosen.as_ref().filter(|_| bounds(variant).is_some()) else {
        return Role::Undecided(rejection(plan, variant));
    };
    if chosen.variant.name != variant.name {
        let text = format!("`{}` carries the load", chosen.variant.name);
        return Role::Rests(Reason::new(Code::CarriedElsewhere, text));
    }
    let runs = variant.observed.current_replicas.is_some_and(|replicas| replicas > 0);
    if runs && variant.running_on().is_none() {
        let text = "it is not known which accelerator the replicas run on";
        return Role::Undecided(Reason::new(Code::NoAccelerator, text));
    }
    Role::Carries(chosen)
}

impl<'q, 'a> Item<'q, 'a> {
    fn new(variant: &'a Variant, state: VariantState, role: Role<'q, 'a>) -> Self {
        let base = base(variant, &state);
        let item = Self { variant, state, role, base, desired: None, reason: None };
        Self { desired: item.asked().or(base), ..item }
    }

    /// What the plan asks for; nothing of a variant that is not needed and may have any replicas.
    /// The floor holds even above what the capacity allows.
    fn asked(&self) -> Option<u32> {
        match &self.role {
            Role::Carries(candidate) => Some(candidate.replicas.max(self.variant.min_replicas)),
            Role::Rests(_) => self.base.map(|_| self.variant.min_replicas),
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

    fn set(&mut self, replicas: u32, reason: Reason) {
        self.desired = Some(replicas);
        self.reason = Some(reason);
    }

    /// Changes no faster than its behavior allows.
    fn pace(&mut self, now_s: f64) {
        let known = self.variant.behavior.as_ref().zip(self.base).zip(self.recommended());
        let Some(((behavior, base), asked)) = known else { return };
        let base = bounds(self.variant).map_or(base, |(min, max)| base.clamp(min, max));
        let (replicas, reason) = pace(behavior, &mut self.state.history, base, asked, now_s);
        self.desired = Some(replicas);
        self.reason = reason;
    }

    /// Does not shrink on what is unknown.
    fn hold(&mut self, blind: Option<&Blind>) {
        let (Some(blind), Some(base)) = (blind, self.base) else { return };
        if self.desired.is_none_or(|desired| desired <= base) {
            self.set(base, blind.reason.clone());
        }
    }

    /// Keeps the last replica until it has not been needed for long enough.
    fn retain(&mut self, blind: bool, clock: &Clock) {
        let unneeded = self.asked() == Some(0) && !blind;
        let since_s = self.state.unneeded_since_s.unwrap_or(clock.now_s);
        self.state.unneeded_since_s = unneeded.then_some(since_s);
        let retention_s = self.variant.retention_s.or(clock.calm.retention_s);
        let (for_s, of_s) = (clock.now_s - since_s, retention_s.unwrap_or(RETENTION_S));
        if unneeded && self.desired == Some(0) && self.base > Some(0) && for_s < of_s {
            let text =
                format!("not needed for {} s, the last replica stays for {of_s}", short(for_s));
            let reason = Reason::new(Code::Retention, text).with("forS", for_s).with("ofS", of_s);
            self.set(1, reason);
        }
    }

    fn bound(&mut self) {
        let bounds = bounds(self.variant);
        self.desired = self.desired.map(|d| bounds.map_or(d, |(min, max)| d.clamp(min, max)));
    }

    fn remember(&mut self, unknown: bool, now_s: f64) {
        let (observed, state) = (&self.variant.observed, &mut self.state);
        let last = state.load.unwrap_or_default();
        state.load = match seen(observed) {
            Seen::Load(load) => Some(load),
            Seen::Nothing => Some(Load { arrival_rate_per_s: 0.0, ..last }),
            Seen::Unknown { .. } => state.load,
        };
        let since_s = state.unknown_since_s.unwrap_or(now_s);
        state.unknown_since_s = unknown.then_some(since_s);
        state.accelerator.clone_from(&observed.accelerator);
        state.max_batch = observed.max_batch_size;
        let number = |n: Option<f64>| n.filter(|n| n.is_finite() && *n >= 0.0);
        state.waiting_requests = number(observed.waiting_requests);
        state.running_requests = number(observed.running_requests);
        watch(self.variant, state, now_s);
        state.desired = self.desired;
        if let Some((desired, base)) = self.desired.zip(self.base) {
            let replicas = i64::from(desired) - i64::from(base);
            state.history.change(Change { at_s: now_s, replicas });
        }
    }
}

/// The replicas that were set last. If the current ones are not on the way there, somebody else set
/// them, and they count.
fn base(variant: &Variant, state: &VariantState) -> Option<u32> {
    let current = variant.observed.current_replicas;
    let seen = state.current.map(|seen| seen.replicas);
    match (state.desired, seen, current) {
        (Some(set), Some(from), Some(now)) if (from.min(set)..=from.max(set)).contains(&now) => {
            Some(set)
        }
        (set, _, now) => now.or(set).or(variant.observed.ready_replicas),
    }
}

/// Least and most replicas, unless they contradict each other.
fn bounds(variant: &Variant) -> Option<(u32, u32)> {
    let (min, max) = (variant.min_replicas, variant.max_replicas.unwrap_or(u32::MAX));
    (min <= max).then_some((min, max))
}

/// Lets nobody go before those that serve besides carry the demand.
fn hand_over(items: &mut [Item<'_, '_>], question: &Question<'_, '_>, now_s: f64) {
    let Some((_, plan)) =
        question.plan.ok().filter(|(demand, _)| demand.load.arrival_rate_per_s > 0.0)
    else {
        return;
    };
    let here = |v: &Variant| plan.candidates.iter().find(|c| c.stays() && c.variant.name == v.name);
    let serving = |item: &Item<'_, '_>| {
        let desired = item.desired.unwrap_or(0);
        let observed = &item.variant.observed;
        let current = observed.current_replicas.or(observed.ready_replicas).or(item.base);
        let current = current.unwrap_or(0);
        // Devices that others need more are given up without a replacement.
        let given_up = matches!(item.role, Role::Carries(c) if c.binds == Code::Capacity);
        Serving {
            candidate: here(item.variant),
            current: if given_up { current.min(desired) } else { current },
            ready: ready(item.variant, Some(&item.state), now_s),
            desired,
        }
    };
    let serving: Vec<_> = items.iter().map(serving).collect();
    for (item, kept) in items.iter_mut().zip(keep(&serving)) {
        if item.desired.is_some_and(|desired| desired < kept) {
            let reason = break_reason(plan.chosen.as_ref(), item.variant);
            item.set(kept, reason);
        }
    }
}

fn break_reason(carrier: Option<&Candidate<'_>>, variant: &Variant) -> Reason {
    let text = match carrier {
        Some(carrier) if carrier.variant.name == variant.name => {
            format!("the load needs {} that serve", carrier.needed)
        }
        Some(carrier) if carrier.falls_short() => {
            format!("`{}` has not the {} the load needs", carrier.variant.name, carrier.needed)
        }
        Some(carrier) => format!(
            "`{}` takes the load over once it has {} ready",
            carrier.variant.name, carrier.replicas
        ),
        None => "nobody takes the load over".to_owned(),
    };
    Reason::new(Code::MakeBeforeBreak, text)
}

/// What is not known of a workload's load.
struct Blind {
    reason: Reason,
    /// For longer than the last known load is believed.
    expired: bool,
}

impl Blind {
    fn of(question: &Question<'_, '_>, items: &[Item<'_, '_>]) -> Option<Self> {
        let clock = &question.clock;
        let since = |item: &Item<'_, '_>| item.state.unknown_since_s.unwrap_or(clock.now_s);
        let known = items.iter().zip(question.unknown);
        let (unknown, name, since_s) = known
            .filter_map(|(item, unknown)| Some(((*unknown)?, &item.variant.name, since(item))))
            .reduce(|a, b| if b.2 < a.2 { b } else { a })?;
        let for_s = clock.now_s - since_s;
        let place = if items.len() > 1 { format!("at `{name}` ") } else { String::new() };
        let assumed = match unknown.assumed {
            Some(load) => format!(
                "{} requests/s of {} and {} tokens are assumed, as last known",
                short(load.arrival_rate_per_s),
                short(load.avg_input_tokens),
                short(load.avg_output_tokens)
            ),
            None => "nothing shrinks for what is known".to_owned(),
        };
        let text = format!("{place}{}, for {} s; {assumed}", unknown.cause, short(for_s));
        let partly = question.plan.is_ok_and(|(demand, _)| demand.unknown.is_some());
        let code = if partly { Code::PartlyUnknownLoad } else { Code::UnknownLoad };
        let reason =
            Reason::new(code, text).with("unknownForS", for_s).with("unknownSinceUnixS", since_s);
        Some(Self { reason, expired: for_s > clock.calm.hold_s.unwrap_or(HOLD_S) })
    }
}

impl<'q, 'a> Item<'q, 'a> {
    fn settled(
        self,
        plan: Option<&'q Plan<'a>>,
        demand: Option<&Demand>,
        blind: Option<&Blind>,
    ) -> Settled<'q, 'a> {
        let mut warnings = Vec::new();
        if let Some(blind) = blind.filter(|blind| self.reason.as_ref() != Some(&blind.reason)) {
            warnings.push(blind.reason.clone());
        }
        let better = plan.and_then(|plan| plan.rival.as_ref().or(plan.better.as_ref()));
        let (role, better) = match (self.role, blind) {
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
        Settled { role, desired: self.desired, reason, better, warnings }
    }
}

fn wake_reason(requests: f64) -> Reason {
    let text = format!("{} requests wait and no replica runs", short(requests));
    Reason::new(Code::Wake, text).with("waitingRequests", requests)
}

/// Why the variant has no candidate: the reason on the accelerator it runs on, else the first.
fn rejection(plan: &Plan<'_>, variant: &Variant) -> Reason {
    let mine: Vec<&Rejected> = plan.rejected.iter().filter(|r| r.variant == variant.name).collect();
    let here = mine.iter().find(|r| Some(r.accelerator.as_str()) == variant.running_on());
    here.or(mine.first()).map_or_else(
        || Reason::new(Code::NoProfile, "no performance parameters for the model"),
        |rejected| rejected.reason.clone(),
    )
}

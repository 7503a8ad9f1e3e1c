//! From a plan to numbers one would let act alone.
//!
//! ```text
//! asked --pace--> --hold--> --retain--> --hand over--> --bound--> desired
//!         behavior  unknown   the last     make before   min, max
//!                             replica      break
//! ```
//!
//! Everything is a function of the plan, the observations and what was remembered. What is
//! remembered is [`crate::memory`]; whatever is lost of it, nothing shrinks too early.

mod behavior;
mod handover;
mod item;
mod unknown;

use self::handover::hand_over;
use self::item::Item;
use self::unknown::Blind;
use crate::candidates::Candidate;
use crate::clock::Clock;
use crate::decision::Rejected;
use crate::demand::Demand;
use crate::memory::WorkloadState;
use crate::plan::Plan;
use crate::reason::{Code, Reason};
use crate::recall::Unknown;
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
        item.remember(*unknown, now_s);
    }
    let (demand, plan) = question.plan.ok().unzip();
    let carrier = plan.and_then(|plan| plan.carrier.clone());
    let carrier = carrier.or_else(|| remembered.and_then(|state| state.carrier.clone()));
    let variants = items.iter().map(|i| (i.variant.name.clone(), i.state.clone())).collect();
    let settled = items.into_iter().map(|i| i.settled(plan, demand, blind.as_ref())).collect();
    (settled, WorkloadState { at_s: now_s, carrier, variants })
}

/// Least and most replicas, unless they contradict each other.
fn bounds(variant: &Variant) -> Option<(u32, u32)> {
    let (min, max) = (variant.min_replicas, variant.max_replicas.unwrap_or(u32::MAX));
    (min <= max).then_some((min, max))
}

fn role<'q, 'a>(question: &Question<'q, 'a>, variant: &Variant) -> Role<'q, 'a> {
    let plan = match question.plan {
        Ok((_, plan)) => plan,
        Err(reason) => return Role::Undecided(reason.clone()),
    };
    let Some(chosen) = plan.chosen.as_ref().filter(|_| bounds(variant).is_some()) else {
        let held = plan.carrier.as_ref().filter(|held| held.variant != variant.name);
        return match held.zip(plan.here(&variant.name)) {
            Some((held, _)) => rests(&held.variant),
            None => Role::Undecided(rejection(plan, variant)),
        };
    };
    if chosen.variant.name != variant.name {
        return rests(&chosen.variant.name);
    }
    let runs = variant.observed.current_replicas.is_some_and(|replicas| replicas > 0);
    if runs && variant.running_on().is_none() {
        let text = "it is not known which accelerator the replicas run on";
        return Role::Undecided(Reason::new(Code::NoAccelerator, text));
    }
    Role::Carries(chosen)
}

fn rests<'q, 'a>(carrier: &str) -> Role<'q, 'a> {
    let text = format!("`{carrier}` carries the load");
    Role::Rests(Reason::new(Code::CarriedElsewhere, text))
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

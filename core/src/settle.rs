//! From a plan to numbers one may act on: nothing shrinks on what is unknown, and nothing breaks
//! before its replacement is made.

use crate::candidates::Candidate;
use crate::decision::Rejected;
use crate::index::Group;
use crate::plan::Plan;
use crate::reason::{Code, Reason};
use crate::snapshot::Variant;

use crate::verify::Verified;

/// What is to become of one variant.
#[derive(Clone, Debug)]
pub enum Settled<'p, 'a> {
    /// It carries the workload's load.
    Carries {
        /// On the accelerator it runs on.
        candidate: &'p Candidate<'a>,
        /// Replicas to set.
        desired: u32,
        /// Why that is more than the candidate's own number.
        held: Option<Reason>,
        /// A better accelerator than the one it runs on.
        better: Option<&'p Candidate<'a>>,
    },
    /// Another variant carries the load.
    Rests {
        /// Replicas to set; `None` where the current ones are unknown.
        desired: Option<u32>,
        /// Why.
        reason: Reason,
    },
    /// The model gives no number; the current replicas stay.
    Undecided {
        /// Replicas to set.
        desired: Option<u32>,
        /// Why.
        reason: Reason,
        /// An accelerator on which it could be decided.
        better: Option<&'p Candidate<'a>>,
    },
}

/// A workload's variants, settled, in the order of the group.
#[must_use]
pub fn settle<'p, 'a>(
    group: &Group<'a>,
    verified: &'p Verified<'a>,
    lower_bound: bool,
) -> Vec<Settled<'p, 'a>> {
    let plan = verified.plan();
    group.variants.iter().map(|variant| settle_one(plan, variant, lower_bound)).collect()
}

/// A variant of which nothing can be said but why.
#[must_use]
pub fn undecided<'p, 'a>(variant: &Variant, reason: Reason) -> Settled<'p, 'a> {
    Settled::Undecided { desired: hold(variant), reason, better: None }
}

fn settle_one<'p, 'a>(
    plan: &'p Plan<'a>,
    variant: &'a Variant,
    lower_bound: bool,
) -> Settled<'p, 'a> {
    if !plan.candidates.iter().any(|c| c.variant.name == variant.name && c.stays()) {
        let better = plan.better.as_ref().filter(|better| better.variant.name == variant.name);
        let reason = rejection(plan, variant);
        return Settled::Undecided { desired: hold(variant), reason, better };
    }
    let Some(chosen) = &plan.chosen else { return undecided(variant, rejection(plan, variant)) };
    if chosen.variant.name != variant.name {
        return rest(chosen, variant, lower_bound);
    }
    let runs = variant.observed.current_replicas.is_some_and(|replicas| replicas > 0);
    if runs && variant.running_on().is_none() {
        let text = "it is not known which accelerator the replicas run on";
        return undecided(variant, Reason::new(Code::NoAccelerator, text));
    }
    carry(chosen, plan.better.as_ref(), lower_bound)
}

fn carry<'p, 'a>(
    candidate: &'p Candidate<'a>,
    better: Option<&'p Candidate<'a>>,
    lower_bound: bool,
) -> Settled<'p, 'a> {
    let current = candidate.variant.observed.current_replicas.unwrap_or(0);
    // The floor holds even above what the capacity allows.
    let desired = candidate.replicas.max(candidate.variant.min_replicas);
    if !lower_bound || current <= desired {
        return Settled::Carries { candidate, desired, held: None, better };
    }
    let text = format!(
        "arrivals at a variant of the workload are unknown, {desired} would do for what is known"
    );
    let held = Some(Reason::new(Code::PartlyUnknownLoad, text));
    Settled::Carries { candidate, desired: current, held, better }
}

/// A resting variant goes to its floor once the one that carries the load can do so.
fn rest<'p, 'a>(winner: &Candidate<'_>, variant: &Variant, lower_bound: bool) -> Settled<'p, 'a> {
    let (carrier, needed) = (&winner.variant.name, winner.replicas);
    let ready = winner.variant.observed.ready_replicas.unwrap_or(0) >= needed;
    let (desired, code, text) = if lower_bound {
        let text = "arrivals at a variant of the workload are unknown".to_owned();
        (hold(variant), Code::PartlyUnknownLoad, text)
    } else if winner.falls_short() {
        let text = format!("`{carrier}` may not have the {} the load needs", winner.needed);
        (hold(variant), Code::MakeBeforeBreak, text)
    } else if ready {
        let text = format!("`{carrier}` carries the load for less");
        (Some(variant.min_replicas), Code::CarriedElsewhere, text)
    } else {
        let text = format!("`{carrier}` takes the load over once it has {needed} ready");
        (hold(variant), Code::MakeBeforeBreak, text)
    };
    Settled::Rests { desired, reason: Reason::new(code, text) }
}

/// The current replicas, never below the floor if there is a sensible one; unknown stays unknown.
fn hold(variant: &Variant) -> Option<u32> {
    let contradiction = variant.max_replicas.is_some_and(|max| max < variant.min_replicas);
    let floor = if contradiction { 0 } else { variant.min_replicas };
    variant.observed.current_replicas.map(|current| current.max(floor))
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

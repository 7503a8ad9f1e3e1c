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

/// A workload's variants, settled, in the order of the group; `unknown` is what of the demand is
/// not known.
#[must_use]
pub fn settle<'p, 'a>(
    group: &Group<'a>,
    verified: &'p Verified<'a>,
    unknown: Option<&str>,
) -> Vec<Settled<'p, 'a>> {
    let plan = verified.plan();
    group.variants.iter().map(|variant| settle_one(plan, variant, unknown)).collect()
}

/// A variant of which nothing can be said but why.
#[must_use]
pub fn undecided<'p, 'a>(variant: &Variant, reason: Reason) -> Settled<'p, 'a> {
    Settled::Undecided { desired: hold(variant), reason, better: None }
}

fn settle_one<'p, 'a>(
    plan: &'p Plan<'a>,
    variant: &'a Variant,
    unknown: Option<&str>,
) -> Settled<'p, 'a> {
    let Some(chosen) = plan.chosen.as_ref().filter(|_| bounds(variant).is_some()) else {
        let better = plan.better.as_ref().filter(|better| better.variant.name == variant.name);
        let reason = rejection(plan, variant);
        return Settled::Undecided { desired: hold(variant), reason, better };
    };
    if chosen.variant.name != variant.name {
        return rest(chosen, variant, unknown);
    }
    let runs = variant.observed.current_replicas.is_some_and(|replicas| replicas > 0);
    if runs && variant.running_on().is_none() {
        let text = "it is not known which accelerator the replicas run on";
        return undecided(variant, Reason::new(Code::NoAccelerator, text));
    }
    carry(chosen, plan.better.as_ref(), unknown)
}

fn carry<'p, 'a>(
    candidate: &'p Candidate<'a>,
    better: Option<&'p Candidate<'a>>,
    unknown: Option<&str>,
) -> Settled<'p, 'a> {
    let variant = candidate.variant;
    // The floor holds even above what the capacity allows.
    let asked = candidate.replicas.max(variant.min_replicas);
    let held = hold(variant).unwrap_or(0);
    let (desired, held) = match unknown {
        Some(unknown) if held > asked => {
            let text = format!("{unknown}; {asked} would do for what is known");
            (held, Some(Reason::new(Code::PartlyUnknownLoad, text)))
        }
        None if candidate.needed == 0 && asked == 0 && held > 0 => {
            let text = "nothing arrives, but that must last before the last replica goes";
            (1, Some(Reason::new(Code::Retention, text)))
        }
        _ => (asked, None),
    };
    Settled::Carries { candidate, desired, held, better }
}

/// A resting variant goes to its floor once the one that carries the load can do so.
fn rest<'p, 'a>(
    carrier: &Candidate<'_>,
    variant: &Variant,
    unknown: Option<&str>,
) -> Settled<'p, 'a> {
    let (name, needed) = (&carrier.variant.name, carrier.replicas);
    let ready = carrier.variant.observed.ready_replicas.unwrap_or(0) >= needed;
    let (desired, code, text) = if let Some(unknown) = unknown {
        (hold(variant), Code::PartlyUnknownLoad, unknown.to_owned())
    } else if carrier.falls_short() {
        let text = format!("`{name}` has not the {} the load needs", carrier.needed);
        (hold(variant), Code::MakeBeforeBreak, text)
    } else if ready {
        let text = format!("`{name}` carries the load for less");
        (Some(variant.min_replicas), Code::CarriedElsewhere, text)
    } else {
        let text = format!("`{name}` takes the load over once it has {needed} ready");
        (hold(variant), Code::MakeBeforeBreak, text)
    };
    Settled::Rests { desired, reason: Reason::new(code, text) }
}

/// The current replicas within the bounds; unknown stays unknown.
fn hold(variant: &Variant) -> Option<u32> {
    let current = variant.observed.current_replicas?;
    Some(bounds(variant).map_or(current, |(min, max)| current.clamp(min, max)))
}

/// Least and most replicas, unless they contradict each other.
fn bounds(variant: &Variant) -> Option<(u32, u32)> {
    let (min, max) = (variant.min_replicas, variant.max_replicas.unwrap_or(u32::MAX));
    (min <= max).then_some((min, max))
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

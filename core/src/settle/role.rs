//! What a variant is to its workload, and what is to become of it.

use crate::candidates::Candidate;
use crate::clock::Clock;
use crate::decision::Rejected;
use crate::demand::Demand;
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

/// Least and most replicas, unless they contradict each other.
pub(super) fn bounds(variant: &Variant) -> Option<(u32, u32)> {
    let (min, max) = (variant.min_replicas, variant.max_replicas.unwrap_or(u32::MAX));
    (min <= max).then_some((min, max))
}

pub(super) fn role<'q, 'a>(question: &Question<'q, 'a>, variant: &Variant) -> Role<'q, 'a> {
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

//! The role of a variant in its workload, and the replicas that follow from it.

use crate::candidates::Part;
use crate::case::Case;
use crate::decision::Rejected;
use crate::fault::fault;
use crate::plan::Plan;
use crate::planned::Planned;
use crate::reason::{Code, Reason};
use crate::snapshot::Variant;

/// The role of a variant in its workload.
#[derive(Clone, Debug)]
pub(crate) enum Role<'w> {
    /// It carries the load.
    Carries(Part<'w>),
    /// Another one does.
    Rests(Reason),
    /// The model gives no number.
    Undecided(Reason),
}

impl Role<'_> {
    /// Whether the load needs replicas of the variant.
    pub(super) fn is_needed(&self) -> bool {
        matches!(self, Self::Carries(part) if part.needed > 0)
    }

    /// Replicas that the plan asks for, coming from `from`. A variant that is not needed and whose
    /// replicas are unknown may have any. The floor holds even above what the capacity allows.
    pub(super) fn asked(&self, min_replicas: u32, from: Option<u32>) -> Option<u32> {
        match self {
            Self::Carries(part) if part.needed > 0 => Some(part.replicas.max(min_replicas)),
            Self::Carries(_) | Self::Rests(_) => from.map(|_| min_replicas),
            Self::Undecided(_) => None,
        }
    }

    /// The same for the load alone, and before the variant's bounds: its behavior is about neither a
    /// backlog nor bounds.
    pub(super) fn recommended(&self, min_replicas: u32, from: Option<u32>) -> Option<u32> {
        let asked = self.asked(min_replicas, from);
        match self {
            Self::Carries(part) if matches!(part.binds, Code::MinReplicas | Code::MaxReplicas) => {
                Some(part.keeps_up)
            }
            Self::Carries(part) if part.needed > part.keeps_up => {
                asked.map(|asked| asked.min(part.keeps_up.max(min_replicas)))
            }
            _ => asked,
        }
    }
}

/// The role of a variant by the plan.
pub(super) fn role<'w>(planned: &Planned<'w>, variant: &Variant) -> Role<'w> {
    if let Some(fault) = fault(planned.case.group.workload, variant) {
        return Role::Undecided(fault);
    }
    let plan = match &planned.plan {
        Ok(plan) => plan,
        Err(reason) => return Role::Undecided(reason.clone()),
    };
    if variant.runs_somewhere() {
        return Role::Undecided(Reason::new(Code::NoAccelerator));
    }
    let Some(carrying) = plan.carrying() else {
        return without_part(planned.case, plan, variant);
    };
    let Some(part) = plan.part_of(&variant.name) else {
        return rests(&carrying.offer.variant.name);
    };
    Role::Carries(*part)
}

/// The role where no candidate was chosen.
fn without_part<'w>(case: &Case<'_>, plan: &Plan<'_>, variant: &Variant) -> Role<'w> {
    let carrier = plan.carrier.as_ref().filter(|carrier| carrier.variant != variant.name);
    match carrier.filter(|_| case.found.here(&variant.name).is_some()) {
        Some(carrier) => rests(&carrier.variant),
        None => Role::Undecided(rejection(&case.found.rejected, variant)),
    }
}

fn rests<'w>(carrier: &str) -> Role<'w> {
    Role::Rests(Reason::new(Code::CarriedElsewhere).named("carrier", carrier))
}

/// Why the variant has no candidate: the reason on the accelerator it runs on, else the first.
fn rejection(rejected: &[Rejected], variant: &Variant) -> Reason {
    let mut own = rejected.iter().filter(|r| r.variant == variant.name);
    let first = own.clone().next();
    let here = own.find(|r| Some(r.accelerator.as_str()) == variant.running_on());
    match here.or(first) {
        Some(rejected) => rejected.reason.clone(),
        None => Reason::new(Code::NoProfile),
    }
}

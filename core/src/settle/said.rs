//! The outcome of a variant's walk: its role, its number, its reason and its warnings.

use super::doubt::Doubt;
use super::role::Role;
use super::walk::Walk;
use crate::candidates::Part;
use crate::plan::Plan;
use crate::planned::Planned;
use crate::reason::{Code, Reason};
use crate::snapshot::Variant;

/// The outcome of one variant's walk.
#[derive(Debug)]
pub(crate) struct Settled<'w> {
    /// The variant.
    pub(crate) variant: &'w Variant,
    /// Its role in the workload.
    pub(crate) role: Role<'w>,
    /// Replicas to set; `None` where nothing is known to hold on to.
    pub(crate) desired: Option<u32>,
    /// Why, where the role does not say it.
    pub(crate) reason: Option<Reason>,
    /// A better place for it.
    pub(crate) better: Option<Part<'w>>,
    /// Doubtful inputs that the number rests on.
    pub(crate) warnings: Vec<Reason>,
}

/// The outcome of a walk; `seen` are warnings of what was observed.
pub(super) fn said<'w>(
    walk: Walk<'w>,
    planned: &Planned<'w>,
    doubt: Option<&Doubt>,
    seen: impl Iterator<Item = Reason>,
) -> Settled<'w> {
    let Walk { variant, from, step, bound, source, .. } = walk;
    let better = planned.plan().and_then(|plan| better(plan, variant, &walk.role, doubt));
    let role = match (doubted(walk.role, doubt), &step.reason) {
        (Role::Undecided(_), Some(wake)) if wake.is(Code::Wake) => Role::Undecided(wake.clone()),
        (role, _) => role,
    };
    let wakes = matches!(role, Role::Carries(_)) && from == Some(0);
    let woken = planned.demand().and_then(|demand| demand.waking_requests).filter(|_| wakes);
    let reason = bound.or(step.reason).or_else(|| woken.map(wake));
    let said = match &role {
        Role::Undecided(reason) => Some(reason),
        _ => reason.as_ref(),
    };
    let unsaid = doubt.map(|doubt| &doubt.reason).filter(|reason| said != Some(*reason));
    let warnings = unsaid.into_iter().chain(source).cloned();
    let warnings = warnings.chain(seen).chain(walk.warnings).collect();
    Settled { variant, role, desired: step.replicas, reason, better, warnings }
}

/// The role, undecided where the doubt has lasted too long; the doubt says more than a cause that is
/// only an unknown load.
fn doubted<'w>(role: Role<'w>, doubt: Option<&Doubt>) -> Role<'w> {
    match (role, doubt) {
        (Role::Undecided(reason), Some(doubt)) if reason.is(Code::UnknownLoad) => {
            Role::Undecided(doubt.reason.clone())
        }
        (Role::Carries(_) | Role::Rests(_), Some(doubt)) if doubt.expired => {
            Role::Undecided(doubt.reason.clone())
        }
        (role, _) => role,
    }
}

/// A better place for a variant that carries, or for one that is undecided where it runs.
fn better<'w>(
    plan: &Plan<'w>,
    variant: &Variant,
    role: &Role<'_>,
    doubt: Option<&Doubt>,
) -> Option<Part<'w>> {
    let better = plan.rival.or(plan.better).filter(|better| better.replicas > 0)?;
    let for_it = match role {
        Role::Carries(_) => doubt.is_none_or(|doubt| !doubt.expired),
        Role::Rests(_) => false,
        Role::Undecided(_) => better.offer.variant.name == variant.name,
    };
    for_it.then_some(better)
}

fn wake(requests: f64) -> Reason {
    Reason::new(Code::Wake).with("waitingRequests", requests)
}

//! Why the other choices of a workload were not taken.

use super::context::Context;
use crate::candidates::{Candidate, Part};
use crate::decision::Rejected;
use crate::order::sort_by;
use crate::plan::Plan;
use crate::reason::{Code, Reason};

/// Every other choice of the workload, with the reason why it was not taken.
pub(super) fn others(context: &Context<'_>, chosen: &Part<'_>) -> Vec<Rejected> {
    let Some(plan) = context.plan() else { return Vec::new() };
    let mut others = plan.case.found.rejected.clone();
    for candidate in &plan.case.found.candidates {
        if !candidate.offer.is(chosen.offer) {
            let reason = not_chosen(context, plan, candidate, chosen);
            others.push(candidate.offer.rejected(reason));
        }
    }
    sort_by(&mut others, |a, b| (&a.variant, &a.accelerator).cmp(&(&b.variant, &b.accelerator)));
    others
}

/// Why a candidate that could serve was not taken.
fn not_chosen(
    context: &Context<'_>,
    plan: &Plan<'_>,
    candidate: &Candidate<'_>,
    chosen: &Part<'_>,
) -> Reason {
    let replicas = f64::from(candidate.replicas);
    if candidate.falls_short() {
        let reason = Reason::new(Code::MaxReplicas).with("replicas", replicas);
        return reason.with("neededReplicas", f64::from(candidate.needed));
    }
    let extra = candidate.marginal_cost() - chosen.marginal_cost();
    let waits = switch_paused(context, plan, candidate)
        .or_else(|| switch_pending(context, plan, candidate));
    if let Some(reason) = waits {
        return reason.with("extraCostPerHour", extra);
    }
    if let Some(missed) = candidate.offer.aim.missed {
        return missed.reason();
    }
    if let Some(reason) = lacks(context, candidate, chosen)
        && (extra <= 0.0 || chosen.falls_short())
    {
        return reason;
    }
    let code = match plan.better {
        Some(better) if better.offer.is(&candidate.offer) => Code::Recommended,
        _ if extra < 0.0 => Code::ChangeCostsMore,
        _ => Code::CostsMore,
    };
    Reason::new(code).with("extraCostPerHour", extra).with("replicas", replicas)
}

/// That there are not the devices that a candidate needs, also when the chosen part gives its own back.
fn lacks(context: &Context<'_>, candidate: &Candidate<'_>, chosen: &Part<'_>) -> Option<Reason> {
    let (offer, kind) = (&candidate.offer, candidate.offer.devices.kind);
    let is_same = chosen.offer.devices.kind == kind;
    let own = if is_same { chosen.offer.units(chosen.replicas) } else { 0 };
    let left = context.left.of(kind).saturating_add(own);
    let each = offer.devices.units_per_replica;
    if each == 0 || offer.units(candidate.replicas) <= left {
        return None;
    }
    let fit = u32::try_from(left / each).ok()?.saturating_add(offer.reserved_replicas);
    let reason = Reason::new(Code::Capacity).with("replicas", f64::from(fit));
    let reason = reason.with("neededReplicas", f64::from(candidate.replicas));
    Some(reason.named("deviceType", kind))
}

/// Why the one that would take the load over does not yet.
fn switch_pending(
    context: &Context<'_>,
    plan: &Plan<'_>,
    candidate: &Candidate<'_>,
) -> Option<Reason> {
    let since_s = plan.carrier.as_ref()?.rival_since_s?;
    let rival = plan.rival.filter(|rival| rival.offer.is(&candidate.offer))?;
    let clock = &context.world.clock;
    let reason = Reason::new(Code::SwitchPending)
        .with("forS", clock.now_s - since_s)
        .with("ofS", clock.switch_after_s());
    Some(reason.with("replicas", f64::from(rival.replicas)))
}

/// Why the one that would take the load over is not tried again yet.
fn switch_paused(
    context: &Context<'_>,
    plan: &Plan<'_>,
    candidate: &Candidate<'_>,
) -> Option<Reason> {
    let rival = plan.rival.filter(|rival| rival.offer.is(&candidate.offer))?;
    let now_s = context.world.clock.now_s;
    let setback = plan.carrier.as_ref()?.paused(&rival.offer.variant.name, now_s)?;
    let reason = Reason::new(Code::SwitchPaused)
        .with("forS", now_s - setback.at_s)
        .with("ofS", setback.pause_s());
    Some(reason.with("replicas", f64::from(rival.replicas)))
}

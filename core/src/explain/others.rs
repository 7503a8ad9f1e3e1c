//! Why the other choices of a workload were not taken.

use super::context::Context;
use crate::candidates::{Candidate, Part};
use crate::decision::Rejected;
use crate::number::short;
use crate::plan::Plan;
use crate::reason::{Code, Reason};

/// Every other choice of the workload, with the reason why it was not taken.
pub(super) fn others(context: &Context<'_>, chosen: &Part<'_>) -> Vec<Rejected> {
    let Some(plan) = context.plan() else { return Vec::new() };
    let mut others = plan.case.found.rejected.clone();
    for candidate in &plan.case.found.candidates {
        if !candidate.offer.is(chosen.offer) {
            others.push(Rejected {
                variant: candidate.offer.variant.name.clone(),
                accelerator: candidate.offer.accelerator.to_owned(),
                reason: not_chosen(context, plan, candidate, chosen),
            });
        }
    }
    others.sort_by(|a, b| (&a.variant, &a.accelerator).cmp(&(&b.variant, &b.accelerator)));
    others
}

/// Why a candidate that could serve was not taken.
fn not_chosen(
    context: &Context<'_>,
    plan: &Plan<'_>,
    candidate: &Candidate<'_>,
    chosen: &Part<'_>,
) -> Reason {
    if candidate.falls_short() {
        let (replicas, needed) = (candidate.replicas, candidate.needed);
        let text = format!("the maximum is {replicas}, the load needs {needed}");
        return Reason::new(Code::MaxReplicas, text);
    }
    let extra = candidate.marginal_cost() - chosen.marginal_cost();
    if let Some(reason) = switch_pending(context, plan, candidate, -extra) {
        return reason;
    }
    let what = format!("{} × {}", candidate.replicas, candidate.offer.accelerator);
    let is_better = plan.better.is_some_and(|better| better.offer.is(&candidate.offer));
    let (code, text) = if is_better {
        (Code::Recommended, format!("{what} would be better, but it runs elsewhere"))
    } else {
        compared(&what, extra, context.currency())
    };
    Reason::new(code, text).with("extraCostPerHour", extra)
}

fn compared(what: &str, extra: f64, currency: &str) -> (Code, String) {
    if extra > 0.0 {
        (Code::CostsMore, format!("{what} cost {} {currency}/h more", short(extra)))
    } else if extra < 0.0 {
        let saved = short(-extra);
        let text = format!("{what} save {saved} {currency}/h, but the change costs more");
        (Code::ChangeCostsMore, text)
    } else {
        (Code::CostsMore, format!("{what} cost the same"))
    }
}

/// Why the one that would take the load over does not yet.
fn switch_pending(
    context: &Context<'_>,
    plan: &Plan<'_>,
    candidate: &Candidate<'_>,
    saved: f64,
) -> Option<Reason> {
    let since_s = plan.carrier.as_ref()?.rival_since_s?;
    let clock = &context.world.clock;
    let rival = plan.rival.filter(|rival| rival.offer.is(&candidate.offer))?;
    let (for_s, of_s) = (clock.now_s - since_s, clock.switch_after_s());
    let text = format!(
        "{} × {} would save {} {}/h, for {} of the {} s that takes",
        rival.replicas,
        rival.offer.accelerator,
        short(saved),
        context.currency(),
        short(for_s),
        short(of_s)
    );
    let reason = Reason::new(Code::SwitchPending, text);
    Some(reason.with("extraCostPerHour", -saved).with("forS", for_s).with("ofS", of_s))
}

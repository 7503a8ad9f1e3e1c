//! Why the other choices of a workload were not taken.

use super::context::Context;
use crate::candidates::Candidate;
use crate::decision::Rejected;
use crate::number::short;
use crate::reason::{Code, Reason};
use crate::solve::same;

/// Every other choice of the workload, with the reason why it was not taken.
pub(super) fn others(context: &Context<'_, '_>, chosen: &Candidate<'_>) -> Vec<Rejected> {
    let Some(plan) = context.plan else { return Vec::new() };
    let mut others = plan.rejected.clone();
    others.extend(plan.candidates.iter().filter(|c| !same(c, chosen)).map(|candidate| Rejected {
        variant: candidate.variant.name.clone(),
        accelerator: candidate.accelerator.to_owned(),
        reason: not_chosen(context, candidate, chosen),
    }));
    others.sort_by(|a, b| (&a.variant, &a.accelerator).cmp(&(&b.variant, &b.accelerator)));
    others
}

/// Why a candidate that could serve was not taken.
fn not_chosen(
    context: &Context<'_, '_>,
    candidate: &Candidate<'_>,
    chosen: &Candidate<'_>,
) -> Reason {
    let (replicas, accelerator) = (candidate.replicas, candidate.accelerator);
    if candidate.falls_short() {
        let text = format!("the maximum is {replicas}, the load needs {}", candidate.needed);
        return Reason::new(Code::MaxReplicas, text);
    }
    let currency = context.currency;
    let extra = candidate.marginal_cost() - chosen.marginal_cost();
    if let Some(reason) = switch_pending(context, candidate, -extra) {
        return reason;
    }
    let better = context.plan.and_then(|plan| plan.better.as_ref());
    let (code, text) = if better.is_some_and(|better| same(better, candidate)) {
        (
            Code::Recommended,
            format!("{replicas} × {accelerator} would be better, but it runs elsewhere"),
        )
    } else if extra > 0.0 {
        let extra = short(extra);
        (Code::CostsMore, format!("{replicas} × {accelerator} cost {extra} {currency}/h more"))
    } else if extra < 0.0 {
        let saved = short(-extra);
        let text = format!(
            "{replicas} × {accelerator} save {saved} {currency}/h, but the change costs more"
        );
        (Code::ChangeCostsMore, text)
    } else {
        (Code::CostsMore, format!("{replicas} × {accelerator} cost the same"))
    };
    Reason::new(code, text).with("extraCostPerHour", extra)
}

/// Why the one that would take the load over does not yet.
fn switch_pending(
    context: &Context<'_, '_>,
    candidate: &Candidate<'_>,
    saved: f64,
) -> Option<Reason> {
    let plan = context.plan?;
    let since_s = plan.carrier.as_ref()?.rival_since_s?;
    let rival = plan.rival.as_ref().filter(|rival| same(rival, candidate))?;
    let (for_s, of_s) = (context.clock.now_s - since_s, context.clock.switch_after_s());
    let text = format!(
        "{} × {} would save {} {}/h, for {} of the {} s that takes",
        rival.replicas,
        rival.accelerator,
        short(saved),
        context.currency,
        short(for_s),
        short(of_s)
    );
    let reason = Reason::new(Code::SwitchPending, text);
    Some(reason.with("extraCostPerHour", -saved).with("forS", for_s).with("ofS", of_s))
}

//! The choice between candidates: the best one is chosen, or the carrier waits with a reason, and
//! recommendation and runner-up are what they are called.

use std::cmp::Ordering;

use super::defect::{Defect, agree, ensure};
use super::part::recorded;
use crate::candidates::{Candidate, Part};
use crate::case::Case;
use crate::plan::Plan;

/// Checks the choice of a plan. With limits the best may be beyond the devices; only the names are
/// checked then.
pub(super) fn check_choice(plan: &Plan<'_>, limited: bool) -> Result<(), Defect> {
    check_carrier(plan)?;
    for part in [&plan.rival, &plan.better].into_iter().flatten() {
        check_mentioned(plan.case, part)?;
    }
    if let Some(second) = &plan.runner_up {
        check_mentioned(plan.case, &second.part)?;
    }
    if limited {
        return Ok(());
    }
    check_best(plan)?;
    let ideal = best(plan.case, |_| true);
    check_better(plan, ideal)?;
    check_runner_up(plan, ideal)
}

/// The carrier carries. Nothing is chosen only where there is no candidate, or where the carrier of the
/// last decision lacks one.
fn check_carrier(plan: &Plan<'_>) -> Result<(), Defect> {
    let Some(part) = plan.parts.first() else { return check_nothing_chosen(plan) };
    match &plan.carrier {
        Some(carrier) if carrier.variant == part.offer.variant.name => Ok(()),
        Some(carrier) => Err(Defect::Carrier(carrier.variant.clone())),
        None => Err(Defect::Other("carrier")),
    }
}

fn check_nothing_chosen(plan: &Plan<'_>) -> Result<(), Defect> {
    let case = plan.case;
    if best(case, Candidate::stays).is_none() {
        return Ok(());
    }
    let last = case.last_carrier().map(|last| &last.variant);
    let carrier = plan.carrier.as_ref().map(|carrier| &carrier.variant);
    let lacks_one = best(case, |c| Some(&c.offer.variant.name) == carrier && c.stays()).is_none();
    if carrier.is_some() && last == carrier && lacks_one {
        return Ok(());
    }
    Err(Defect::NothingChosen)
}

/// No candidate is better than the chosen one; only variants that wait for the carrier's patience may be.
fn check_best(plan: &Plan<'_>) -> Result<(), Defect> {
    let staying = best(plan.case, Candidate::stays);
    let Some(part) = plan.parts.first() else { return Ok(()) };
    let carrier = &part.offer.variant.name;
    let Some(rival) = &plan.rival else { return check_is(part, staying) };
    check_is(rival, staying)?;
    check_is(part, best(plan.case, |c| c.stays() && c.offer.variant.name == *carrier))?;
    let waits = rival.offer.variant.name != *carrier && somebody_carries(plan.case);
    if waits { Ok(()) } else { Err(not_best(rival.offer.variant.name.as_str(), rival)) }
}

/// Patience is with a variant that carries: remembered, or with replicas that are counted or seen to serve.
fn somebody_carries(case: &Case<'_>) -> bool {
    let mut variants = case.group.variants.iter();
    case.last_carrier().is_some()
        || variants.any(|variant| {
            let seen = &variant.observed;
            let last = case.last_of(&variant.name).and_then(|last| last.desired);
            let serves = seen.ready_replicas > Some(0) || seen.arrival_rate_per_s > Some(0.0);
            seen.runs() || last > Some(0) || (seen.current_replicas.is_none() && serves)
        })
}

fn check_is(part: &Part<'_>, best: Option<&Candidate<'_>>) -> Result<(), Defect> {
    match best {
        Some(best) if best.offer.is(part.offer) => Ok(()),
        Some(best) => Err(not_best(&best.offer.variant.name, &Part::whole(best))),
        None => Err(Defect::Other("candidate")),
    }
}

fn not_best(variant: &str, part: &Part<'_>) -> Defect {
    let (variant, accelerator) = (variant.to_owned(), part.offer.accelerator.to_owned());
    Defect::NotBest { variant, accelerator }
}

/// A part that is only mentioned is one of the candidates, at its price.
fn check_mentioned(case: &Case<'_>, part: &Part<'_>) -> Result<(), Defect> {
    let candidate = recorded(case, part)?;
    agree("needed number of another choice", f64::from(part.needed), f64::from(candidate.needed))?;
    agree("price of another choice", part.offer.price_per_hour, candidate.offer.price_per_hour)?;
    let (has, most) = (part.replicas, candidate.replicas);
    if has <= most { Ok(()) } else { agree("other choice", f64::from(has), f64::from(most)) }
}

/// A better accelerator is recommended where the best candidate of all is one, and carries the load.
fn check_better(plan: &Plan<'_>, ideal: Option<&Candidate<'_>>) -> Result<(), Defect> {
    let right = ideal.filter(|c| !c.stays() && c.replicas > 0 && c.replicas >= c.keeps_up);
    match (&plan.better, right) {
        (Some(better), right) => check_is(better, right),
        (None, right) => ensure("recommendation", right.is_none()),
    }
}

/// The runner-up is the best candidate but one, and costs so much more.
fn check_runner_up(plan: &Plan<'_>, ideal: Option<&Candidate<'_>>) -> Result<(), Defect> {
    let is_chosen =
        |ideal: &&Candidate<'_>| plan.parts.first().is_some_and(|part| ideal.offer.is(part.offer));
    let Some(ideal) = ideal.filter(is_chosen).filter(|_| plan.rival.is_none()) else {
        return ensure("runner-up", plan.runner_up.is_none());
    };
    let right = best(plan.case, |c| !c.offer.is(&ideal.offer));
    let right = right.filter(|second| serves_beside(second, ideal));
    let Some(second) = &plan.runner_up else {
        return ensure("runner-up", right.is_none());
    };
    check_is(&second.part, right)?;
    let extra_per_hour = right.map_or(0.0, |right| own_cost(right) - own_cost(ideal));
    // Of two sums that nearly cancel the noise is that of the sums.
    let noise = own_cost(ideal).abs() + ideal.offer.rest.cost_per_hour;
    agree("further cost", second.extra_cost_per_hour + noise, extra_per_hour + noise)
}

/// Whether a runner-up falls short of nothing that the winner does not fall short of.
fn serves_beside(second: &Candidate<'_>, winner: &Candidate<'_>) -> bool {
    let carries = |c: &Candidate<'_>| c.replicas >= c.keeps_up;
    let keeps = |c: &Candidate<'_>| c.offer.aim.missed.is_none();
    second.replicas > 0
        && (carries(second) || !carries(winner))
        && (keeps(second) || !keeps(winner))
}

/// The best of a workload's candidates that are admitted.
fn best<'c, 'w>(
    case: &'c Case<'w>,
    admitted: impl Fn(&Candidate<'w>) -> bool,
) -> Option<&'c Candidate<'w>> {
    case.found.candidates.iter().filter(|c| admitted(c)).min_by(|a, b| preference(a, b))
}

/// First the larger share of the load, then the nearer targets, the lower value, cost and number, then the
/// names.
fn preference(a: &Candidate<'_>, b: &Candidate<'_>) -> Ordering {
    let names = |c: &Candidate<'_>| (c.offer.variant.name.clone(), c.offer.accelerator.to_owned());
    share(b)
        .total_cmp(&share(a))
        .then_with(|| a.offer.aim.distance().total_cmp(&b.offer.aim.distance()))
        .then_with(|| own_value(a).total_cmp(&own_value(b)))
        .then_with(|| own_cost(a).total_cmp(&own_cost(b)))
        .then_with(|| a.replicas.cmp(&b.replicas))
        .then_with(|| names(a).cmp(&names(b)))
}

/// Share of the load that a candidate carries.
fn share(candidate: &Candidate<'_>) -> f64 {
    if candidate.replicas >= candidate.keeps_up {
        return 1.0;
    }
    f64::from(candidate.replicas) / f64::from(candidate.keeps_up)
}

/// Cost and value beyond those of the floor.
fn own_cost(candidate: &Candidate<'_>) -> f64 {
    let cost_per_hour = candidate.offer.price_per_hour * f64::from(candidate.replicas);
    cost_per_hour - candidate.offer.rest.cost_per_hour
}

fn own_value(candidate: &Candidate<'_>) -> f64 {
    candidate.value - candidate.offer.rest.value
}

//! From settled numbers to the decision of a variant, with the reason for every number.

mod alternative;
mod binds;
mod context;
mod orphan;
mod others;

use self::alternative::{alternative, runner_up};
use self::binds::binds;
pub(crate) use self::context::{Context, Left};
pub(crate) use self::orphan::orphans;
use self::others::others;
use crate::candidates::{Part, Service, price_where_it_runs};
use crate::decision::{Prediction, Rejected, VariantDecision};
use crate::fault::are_numbers;
use crate::reason::{Code, Reason};
use crate::settle::{Role, Settled};
use crate::snapshot::Variant;
use crate::verify::keeps;

/// The decision for one variant.
#[must_use]
pub(crate) fn explain(context: &Context<'_>, settled: Settled<'_>) -> VariantDecision {
    let Settled { variant, role, desired, reason, better, warnings } = settled;
    let blank = VariantDecision {
        desired_replicas: desired,
        cost_per_hour: cost_per_hour(context, variant, desired),
        warnings,
        ..blank(context, variant)
    };
    match role {
        Role::Carries(part) => carries(context, blank, &part, reason, better),
        Role::Rests(elsewhere) => VariantDecision {
            decided: true,
            wanted_replicas: Some(0),
            binds: reason.unwrap_or_else(|| rests(elsewhere, variant, desired)),
            others: rejected(context, variant),
            ..blank
        },
        Role::Undecided(cause) => VariantDecision {
            binds: cause,
            recommendation: better.map(|better| alternative(&better, 0.0)),
            others: rejected(context, variant),
            ..blank
        },
    }
}

/// Why a variant that carries no load has its number: the minimum, or that another carries.
fn rests(elsewhere: Reason, variant: &Variant, desired: Option<u32>) -> Reason {
    let least = variant.min_replicas;
    if least == 0 || desired != Some(least) {
        return elsewhere;
    }
    let reason = Reason::new(Code::MinReplicas).with("replicas", f64::from(least));
    Reason { names: elsewhere.names, ..reason }
}

/// Cost of a variant's replicas on the accelerator it runs on, if the price is known.
fn cost_per_hour(context: &Context<'_>, variant: &Variant, replicas: Option<u32>) -> Option<f64> {
    let model = &context.case().group.workload.model;
    Some(price_where_it_runs(&context.world.index, model, variant)? * f64::from(replicas?))
}

fn blank(context: &Context<'_>, variant: &Variant) -> VariantDecision {
    VariantDecision {
        load: context.load(),
        load_source: context.load_source(),
        targets: context.case().group.workload.targets.filter(are_numbers),
        ..VariantDecision::undecided(variant, Reason::new(Code::UnknownLoad))
    }
}

fn carries(
    context: &Context<'_>,
    blank: VariantDecision,
    part: &Part<'_>,
    held: Option<Reason>,
    better: Option<Part<'_>>,
) -> VariantDecision {
    let (offer, desired) = (part.offer, blank.desired_replicas);
    let (expected, meets_targets) =
        desired.map_or((None, None), |desired| expected(context, part, desired));
    let utilization = expected.map_or(0.0, |expected| expected.utilization);
    let waiting = context.case().backlog.as_ref();
    let better = better.filter(|better| is_better(better, part));
    // The second best of a plan says nothing beside a number that the devices changed.
    let cut = held.as_ref().is_some_and(|held| held.is(Code::Capacity) || held.is(Code::Preempted));
    VariantDecision {
        decided: true,
        accelerator: Some(offer.accelerator.to_owned()),
        wanted_replicas: Some(part.needed),
        max_batch: Some(offer.max_batch),
        cost_per_hour: desired.map(|desired| offer.cost_per_hour(desired)),
        power_w: desired.and_then(|desired| offer.power_w(desired, utilization)),
        expected,
        meets_targets,
        binds: beside_missed(held.unwrap_or_else(|| binds(part, waiting)), part),
        recommendation: better.map(|better| alternative(&better, extra(&better, part))),
        runner_up: runner_up(context, better.is_some() || cut),
        others: others(context, part),
        warnings: blank.warnings.iter().cloned().chain(assumed_batch(part)).collect(),
        ..blank
    }
}

/// Cost of the whole solution with another part, compared with this one: both variants keep what they have
/// at rest.
fn extra(other: &Part<'_>, part: &Part<'_>) -> f64 {
    other.marginal_cost() - part.marginal_cost()
}

/// Whether another part costs less, or serves what this one does not.
fn is_better(other: &Part<'_>, part: &Part<'_>) -> bool {
    let serves_more = part.falls_short() && !other.falls_short();
    let is_nearer = part.offer.aim.missed.is_some() && other.offer.aim.missed.is_none();
    serves_more || is_nearer || (!other.falls_short() && extra(other, part) < 0.0)
}

/// The reason for a number, and the target that is out of reach where there is one.
fn beside_missed(reason: Reason, part: &Part<'_>) -> Reason {
    match part.offer.aim.missed {
        Some(missed) => missed.beside(reason),
        None => reason,
    }
}

/// Latency at the desired replicas' share of the load, and whether that keeps the targets.
fn expected(
    context: &Context<'_>,
    part: &Part<'_>,
    desired: u32,
) -> (Option<Prediction>, Option<bool>) {
    let (Service::Loaded { model, .. }, Some(load)) = (&part.offer.service, context.load()) else {
        return (None, None);
    };
    if desired == 0 {
        return (None, Some(false));
    }
    let share = load.arrival_rate_per_s / f64::from(desired);
    let share = part.offer.counted_per_s(share);
    let stable = share <= model.max_rate_per_s();
    let expected = model.predict(share);
    let targets = context.case().group.targets.as_ref();
    let meets = targets.map(|targets| {
        let reached = |quantity, percentile| expected.latency_ms(quantity, percentile);
        let waits = context.case().backlog.is_some();
        stable && !waits && desired >= part.needed && keeps(targets, reached)
    });
    (Some(expected), meets)
}

fn assumed_batch(part: &Part<'_>) -> Option<Reason> {
    let batch = f64::from(part.offer.max_batch);
    let assumed = part.offer.batch_assumed;
    assumed.then(|| Reason::new(Code::AssumedBatch).with("maxBatch", batch))
}

/// The pairings of a variant that are no candidates or cannot keep the targets.
fn rejected(context: &Context<'_>, variant: &Variant) -> Vec<Rejected> {
    let found = &context.case().found;
    let own = found.rejected.iter().filter(|rejected| rejected.variant == variant.name);
    own.cloned().chain(found.out_of_reach(&variant.name)).collect()
}

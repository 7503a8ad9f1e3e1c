//! From settled numbers to the decision of a variant, with the reason for every number.

mod alternative;
mod binds;
mod context;
mod others;

use self::alternative::{alternative, runner_up};
use self::binds::binds;
pub(crate) use self::context::Context;
use self::others::others;
use crate::candidates::{Candidate, Service, price_where_it_runs};
use crate::decision::{Prediction, Rejected, VariantDecision};
use crate::model::predict;
use crate::reason::{Code, Reason};
use crate::sentence::sentence;
use crate::settle::{Role, Settled};
use crate::snapshot::Variant;
use crate::verify::keeps;

/// The decision for one variant; `current` is what is known of its replicas now.
#[must_use]
pub(crate) fn explain(
    context: &Context<'_, '_>,
    variant: &Variant,
    current: Option<u32>,
    settled: Settled<'_, '_>,
) -> VariantDecision {
    let Settled { role, desired, reason, better, warnings } = settled;
    let blank = VariantDecision {
        current_replicas: current,
        desired_replicas: desired,
        cost_per_hour: cost(context, variant, desired),
        warnings,
        ..blank(context, variant)
    };
    let mut decision = match role {
        Role::Carries(candidate) => carries(context, blank, candidate, reason, better),
        Role::Rests(elsewhere) => VariantDecision {
            decided: true,
            wanted_replicas: Some(variant.min_replicas),
            binds: reason.unwrap_or(elsewhere),
            others: rejected(context, variant),
            ..blank
        },
        Role::Undecided(cause) => VariantDecision {
            binds: cause,
            recommendation: better.map(|better| alternative(better, 0.0)),
            others: rejected(context, variant),
            ..blank
        },
    };
    decision.sentence = sentence(&decision, context.currency);
    decision
}

/// What replicas of a variant cost on the accelerator it runs on, if the price is known.
fn cost(context: &Context<'_, '_>, variant: &Variant, replicas: Option<u32>) -> Option<f64> {
    let model = &context.group.workload.model;
    Some(price_where_it_runs(context.index, model, variant)? * f64::from(replicas?))
}

fn blank(context: &Context<'_, '_>, variant: &Variant) -> VariantDecision {
    VariantDecision {
        variant: variant.name.clone(),
        workload: variant.workload.clone(),
        decided: false,
        accelerator: variant.running_on().map(str::to_owned),
        current_replicas: None,
        wanted_replicas: None,
        desired_replicas: None,
        max_batch: None,
        cost_per_hour: None,
        power_w: None,
        load: context.load,
        targets: context.group.workload.targets,
        expected: None,
        meets_targets: None,
        binds: Reason::new(Code::UnknownLoad, ""),
        recommendation: None,
        runner_up: None,
        others: Vec::new(),
        warnings: Vec::new(),
        sentence: String::new(),
    }
}

fn carries(
    context: &Context<'_, '_>,
    blank: VariantDecision,
    candidate: &Candidate<'_>,
    held: Option<Reason>,
    better: Option<&Candidate<'_>>,
) -> VariantDecision {
    let desired = blank.desired_replicas;
    let (expected, meets_targets) =
        desired.map_or((None, None), |desired| expected(context, candidate, desired));
    let utilization = expected.map_or(0.0, |expected| expected.utilization);
    VariantDecision {
        decided: true,
        accelerator: Some(candidate.accelerator.to_owned()),
        wanted_replicas: Some(candidate.needed),
        max_batch: Some(candidate.max_batch),
        cost_per_hour: desired.map(|desired| candidate.price_per_hour * f64::from(desired)),
        power_w: desired.and_then(|desired| candidate.power_w(desired, utilization)),
        expected,
        meets_targets,
        binds: held.unwrap_or_else(|| binds(candidate)),
        recommendation: better
            .map(|better| alternative(better, better.cost_per_hour - candidate.cost_per_hour)),
        runner_up: runner_up(context, better.is_some()),
        others: others(context, candidate),
        warnings: blank.warnings.iter().cloned().chain(assumed_batch(candidate)).collect(),
        ..blank
    }
}

/// Latency at the desired replicas' share of the load, and whether that keeps the targets.
fn expected(
    context: &Context<'_, '_>,
    candidate: &Candidate<'_>,
    desired: u32,
) -> (Option<Prediction>, Option<bool>) {
    let (Service::Loaded { model, .. }, Some(load)) = (&candidate.service, context.load) else {
        return (None, None);
    };
    if desired == 0 {
        return (None, Some(false));
    }
    let share = load.arrival_rate_per_s / f64::from(desired);
    let stable = share <= model.max_rate_per_s();
    let targets = context.group.targets.as_ref();
    let meets = targets
        .map(|targets| stable && desired >= candidate.needed && keeps(model, targets, share));
    (Some(predict(model, share)), meets)
}

fn assumed_batch(candidate: &Candidate<'_>) -> Option<Reason> {
    let batch = candidate.max_batch;
    let text = format!("nothing states the largest batch, {batch} is assumed");
    let assumed = || Reason::new(Code::AssumedBatch, text).with("maxBatch", f64::from(batch));
    candidate.batch_assumed.then(assumed)
}

fn rejected(context: &Context<'_, '_>, variant: &Variant) -> Vec<Rejected> {
    let all = context.plan.map(|plan| plan.rejected.as_slice()).unwrap_or_default();
    all.iter().filter(|r| r.variant == variant.name).cloned().collect()
}

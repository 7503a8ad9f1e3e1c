//! From settled numbers to the decision of a variant, with the reason for every number.

use crate::candidates::{Candidate, Service, price_where_it_runs};
use crate::clock::Clock;
use crate::decision::{Alternative, Load, Prediction, Rejected, VariantDecision};
use crate::index::{Group, Index};
use crate::model::predict;
use crate::number::short;
use crate::plan::Plan;
use crate::reason::{Code, Reason};
use crate::sentence::sentence;
use crate::settle::{Role, Settled};
use crate::snapshot::Variant;
use crate::solve::same;
use crate::verify::keeps;

/// What the variants of one workload are decided from.
#[derive(Debug)]
pub(crate) struct Context<'c, 'a> {
    /// Names and prices.
    pub(crate) index: &'c Index<'a>,
    /// The workload.
    pub(crate) group: &'c Group<'a>,
    /// Its plan, where there is one.
    pub(crate) plan: Option<&'c Plan<'a>>,
    /// What is known of its demand.
    pub(crate) load: Option<Load>,
    /// When, and how calm.
    pub(crate) clock: Clock,
    /// Name of the money.
    pub(crate) currency: &'c str,
}

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

fn runner_up(context: &Context<'_, '_>, moved: bool) -> Option<Alternative> {
    let second = context.plan.filter(|_| !moved)?.runner_up.as_ref()?;
    Some(alternative(&second.candidate, second.extra_cost_per_hour))
}

fn alternative(candidate: &Candidate<'_>, extra_cost_per_hour: f64) -> Alternative {
    Alternative {
        variant: candidate.variant.name.clone(),
        accelerator: candidate.accelerator.to_owned(),
        replicas: candidate.replicas,
        cost_per_hour: candidate.cost_per_hour,
        extra_cost_per_hour,
        power_w: candidate
            .power_w(candidate.replicas, candidate.means().map_or(0.0, |means| means.utilization)),
    }
}

/// What sets the candidate's number of replicas.
fn binds(candidate: &Candidate<'_>) -> Reason {
    let Service::Loaded { capacity_per_s, total_rate_per_s, .. } = candidate.service else {
        return idle(candidate);
    };
    let (capacity, rate) = (short(capacity_per_s), short(total_rate_per_s));
    let (needed, replicas) = (candidate.needed, candidate.replicas);
    let text = match candidate.binds {
        Code::Ttft | Code::Itl => format!(
            "one replica keeps the {} target up to {capacity} of the {rate} requests/s that arrive",
            candidate.binds.as_str()
        ),
        Code::Tps => {
            format!("the tps target asks for {rate} requests/s, one replica serves {capacity}")
        }
        Code::MinReplicas => format!("the minimum is {replicas}, the load needs {needed}"),
        Code::MaxReplicas => format!("the maximum is {replicas}, the load needs {needed}"),
        Code::Capacity => format!(
            "{replicas} of the {needed} replicas the load needs fit into what is left of {}",
            candidate.device_type
        ),
        Code::OneReplica => {
            format!("one replica carries {rate} requests/s, within the targets up to {capacity}")
        }
        _ => format!("one replica serves at most {capacity} of the {rate} requests/s that arrive"),
    };
    Reason::new(candidate.binds, text)
        .with("capacityPerS", capacity_per_s)
        .with("arrivalRatePerS", total_rate_per_s)
        .with("neededReplicas", f64::from(needed))
}

fn idle(candidate: &Candidate<'_>) -> Reason {
    let text = if candidate.replicas == 0 {
        "nothing arrives".to_owned()
    } else {
        format!("nothing arrives, the minimum is {}", candidate.replicas)
    };
    Reason::new(candidate.binds, text)
}

/// Every other choice of the workload, with the reason why it was not taken.
fn others(context: &Context<'_, '_>, chosen: &Candidate<'_>) -> Vec<Rejected> {
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

fn rejected(context: &Context<'_, '_>, variant: &Variant) -> Vec<Rejected> {
    let all = context.plan.map(|plan| plan.rejected.as_slice()).unwrap_or_default();
    all.iter().filter(|r| r.variant == variant.name).cloned().collect()
}

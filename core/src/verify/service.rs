//! The service of one replica, by the model built anew from the profile and the load.
//!
//! The largest rate is not searched again: a hair below it every target is kept, a hair above it one is
//! missed, or it is the largest that the model answers for.

use super::aim::check_aim;
use super::asked::Asked;
use super::defect::{Defect, agree, ensure};
use super::replica::Replica;
use crate::candidates::{Aim, Part, Service};
use crate::params::{TPS_MARGIN, VERIFY_TOLERANCE};
use crate::snapshot::Targets;
use wva_model::{Model, Quantity};

/// Relative distance from a rate at which a target is kept or missed for certain.
const HAIR: f64 = 1e-9;

/// Checks the service of a part, and that the replicas it needs keep the targets and one less does not.
pub(super) fn check_service(
    part: &Part<'_>,
    replica: &Replica<'_>,
    asked: &Asked,
) -> Result<(), Defect> {
    match part.offer.service {
        Service::Idle { ttft_ms, itl_ms } if asked.is_idle() => {
            let latency = &replica.profile.latency;
            ensure("target", part.offer.aim == Aim { targets: asked.targets, missed: None })?;
            agree("idle TTFT", ttft_ms, latency.lone_ttft_ms())?;
            agree("idle ITL", itl_ms, latency.lone_itl_ms())?;
            agree("number that keeps up", f64::from(part.keeps_up), 0.0)?;
            agree("needed number", f64::from(part.needed), 0.0)
        }
        Service::Loaded { model, largest_per_s, capacity_per_s } if !asked.is_idle() => {
            ensure("model", model == rebuilt(part, replica, asked)?)?;
            check_aim(&model, &asked.targets, &part.offer.aim)?;
            check_capacity(&model, &part.offer.aim.targets, largest_per_s, capacity_per_s)?;
            let rates = [part.rate_per_s, part.rate_per_s.max(asked.with_backlog_per_s)];
            let [load, all] = rates.map(|rate| rate * replica.load_factor / capacity_per_s);
            check_number("number that keeps up", part.keeps_up, load)?;
            check_number("needed number", part.needed, all)?;
            check_share(part, replica, &model)
        }
        _ => Err(Defect::Other("service")),
    }
}

fn rebuilt(part: &Part<'_>, replica: &Replica<'_>, asked: &Asked) -> Result<Model, Defect> {
    let replica = wva_model::Replica {
        latency: replica.profile.latency,
        max_batch: part.offer.max_batch,
        max_queue: None,
        avg_input_tokens: asked.load.avg_input_tokens,
        avg_output_tokens: asked.load.avg_output_tokens,
    };
    replica.model().map_err(Defect::Model)
}

fn check_capacity(
    model: &Model,
    targets: &Targets,
    largest_per_s: f64,
    capacity_per_s: f64,
) -> Result<(), Defect> {
    let margin = if targets.tps_tokens_per_s.is_some() { TPS_MARGIN } else { 0.0 };
    let most_per_s = model.max_rate_per_s() * (1.0 - margin);
    if !(largest_per_s > 0.0 && largest_per_s <= most_per_s * (1.0 + HAIR)) {
        return Err(Defect::Number {
            field: "largest rate",
            has: largest_per_s,
            right: most_per_s,
        });
    }
    agree("capacity", capacity_per_s, model.means(largest_per_s).throughput_per_s)?;
    if worst(model, targets, largest_per_s * (1.0 - HAIR)) > 1.0 + VERIFY_TOLERANCE {
        return Err(Defect::MissesTarget { at_per_s: largest_per_s });
    }
    let is_largest = largest_per_s >= most_per_s * (1.0 - HAIR)
        || worst(model, targets, largest_per_s * (1.0 + HAIR)) >= 1.0 - VERIFY_TOLERANCE;
    if is_largest { Ok(()) } else { Err(Defect::CarriesMore { at_per_s: largest_per_s }) }
}

/// The number is the least that finishes a rate for which it should be so many `exactly`.
fn check_number(field: &'static str, number: u32, exactly: f64) -> Result<(), Defect> {
    let (has, noise) = (f64::from(number), 1.0 + VERIFY_TOLERANCE);
    let enough = number > 0 && exactly <= has * noise;
    let fewest = number == 1 || has - 1.0 < exactly * noise;
    if enough && fewest {
        return Ok(());
    }
    Err(Defect::Number { field, has, right: exactly.ceil().max(1.0) })
}

/// Replicas that are not cut short keep the targets at their share of the rate.
fn check_share(part: &Part<'_>, replica: &Replica<'_>, model: &Model) -> Result<(), Defect> {
    if part.replicas < part.keeps_up {
        return Ok(());
    }
    let share_per_s = part.rate_per_s / f64::from(part.replicas) * replica.load_factor;
    let noise = 1.0 + VERIFY_TOLERANCE;
    if share_per_s <= model.max_rate_per_s() * noise
        && worst(model, &part.offer.aim.targets, share_per_s) <= noise
    {
        return Ok(());
    }
    Err(Defect::MissesTarget { at_per_s: share_per_s })
}

/// The largest of latency ÷ target at a rate; 0 without targets.
fn worst(model: &Model, targets: &Targets, rate_per_s: f64) -> f64 {
    let means = model.means(rate_per_s);
    let mut worst: f64 = 0.0;
    for (quantity, target) in [(Quantity::Ttft, targets.ttft), (Quantity::Itl, targets.itl)] {
        let Some(target) = target else { continue };
        let reached_ms = match (target.percentile, quantity) {
            (Some(_), _) => model.latency_ms(quantity, target.percentile, rate_per_s),
            (None, Quantity::Itl) => means.itl_ms,
            (None, _) => means.ttft_ms,
        };
        let ratio = reached_ms / target.at_most_ms;
        worst = if ratio.is_nan() { f64::INFINITY } else { worst.max(ratio) };
    }
    worst
}

/// Whether latencies keep their targets; `reached` gives the one at a percentile, or the mean.
pub(crate) fn keeps(
    targets: &Targets,
    reached: impl Fn(Quantity, Option<f64>) -> Option<f64>,
) -> bool {
    for (quantity, target) in [(Quantity::Ttft, targets.ttft), (Quantity::Itl, targets.itl)] {
        let Some(target) = target else { continue };
        let limit_ms = target.at_most_ms * (1.0 + VERIFY_TOLERANCE);
        if !reached(quantity, target.percentile).is_some_and(|ms| ms <= limit_ms) {
            return false;
        }
    }
    true
}

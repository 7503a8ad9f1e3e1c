//! How many replicas a load needs, and what sets the number.

use super::aim::{Aim, Missed};
use super::offer::Service;
use crate::decision::Load;
use crate::params::{MAX_BATCH_LIMIT, REPLICAS_LIMIT};
use crate::reason::{Code, Reason};
use crate::snapshot::{Profile, Targets, Variant};
use wva_model::math::whole;
use wva_model::{Largest, ModelError, Quantity, Replica};

/// Replicas that a load needs, the rate they are sized for, and what sets their number.
pub(super) struct Needs {
    pub(super) rate_per_s: f64,
    /// Replicas that rate and the backlog need.
    pub(super) needed: u32,
    /// Replicas that the rate alone needs.
    pub(super) keeps_up: u32,
    pub(super) binds: Code,
    pub(super) aim: Aim,
    pub(super) service: Service,
}

/// The targets that replicas are sized for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Toward {
    /// The class's, or none.
    Targets,
    /// The nearest that can be kept.
    Nearest,
}

pub(super) fn idle(profile: &Profile, targets: &Targets) -> Needs {
    let service = Service::Idle {
        ttft_ms: profile.latency.lone_ttft_ms(),
        itl_ms: profile.latency.lone_itl_ms(),
    };
    let (binds, aim) = (Code::NoLoad, Aim::at(targets));
    Needs { rate_per_s: 0.0, needed: 0, keeps_up: 0, binds, aim, service }
}

/// One replica at the token lengths of a load.
pub(super) fn replica(profile: &Profile, max_batch: u32, load: &Load) -> Replica {
    Replica {
        latency: profile.latency,
        max_batch,
        max_queue: None,
        avg_input_tokens: load.avg_input_tokens,
        avg_output_tokens: load.avg_output_tokens,
    }
}

pub(super) fn loaded(
    replica: &Replica,
    (targets, toward): (&Targets, Toward),
    load: &Load,
    (load_factor, backlog_per_s): (f64, f64),
) -> Result<Needs, ModelError> {
    let arriving_per_s = load.arrival_rate_per_s;
    if !(arriving_per_s.is_finite() && arriving_per_s > 0.0) {
        return Err(ModelError::Rate { rate_per_s: arriving_per_s });
    }
    let model = replica.model()?;
    let aim = match toward {
        Toward::Targets => Aim::at(targets),
        Toward::Nearest => Aim::nearest(&model, targets),
    };
    let Largest { rate_per_s: largest_per_s, binds, throughput_per_s: capacity_per_s } =
        model.largest(&aim.targets)?;
    // A TPS target takes the place of the arrivals; see `Group::serve_all_of`.
    let promised = targets.tps_tokens_per_s.map(|tps| tps / load.avg_output_tokens);
    let rate_per_s = promised.unwrap_or(arriving_per_s);
    let by_model = (rate_per_s / capacity_per_s).ceil();
    let ratio = (rate_per_s * load_factor / capacity_per_s).ceil();
    let keeps_up = replicas(ratio)?;
    let needed = if backlog_per_s > 0.0 {
        let with_backlog_per_s = rate_per_s.max(arriving_per_s + backlog_per_s);
        replicas((with_backlog_per_s * load_factor / capacity_per_s).ceil())?
    } else {
        keeps_up
    };
    let binds = match binds {
        _ if needed > keeps_up => Code::Backlog,
        _ if promised.is_some_and(|promised| promised > arriving_per_s) => Code::Tps,
        _ if ratio.total_cmp(&by_model).is_ne() => Code::MeasuredLatency,
        _ if aim.missed.is_some() => Code::Infeasible,
        _ if needed == 1 => Code::OneReplica,
        Some(Quantity::Ttft) => Code::Ttft,
        Some(Quantity::Itl) => Code::Itl,
        Some(Quantity::Tps) | None => Code::Saturation,
    };
    let service = Service::Loaded { model, largest_per_s, capacity_per_s };
    Ok(Needs { rate_per_s, needed, keeps_up, binds, aim, service })
}

/// At least one replica; a number that is too large is an error.
fn replicas(number: f64) -> Result<u32, ModelError> {
    let replicas = whole(number, REPLICAS_LIMIT);
    let too_many = ModelError::Replicas { replicas: number, limit: REPLICAS_LIMIT };
    replicas.map(|replicas| replicas.max(1)).ok_or(too_many)
}

pub(super) fn binds(needed: u32, replicas: u32, needs: Code) -> Code {
    match replicas.cmp(&needed) {
        std::cmp::Ordering::Greater => Code::MinReplicas,
        std::cmp::Ordering::Less => Code::MaxReplicas,
        std::cmp::Ordering::Equal => needs,
    }
}

/// The server's batch, else the resource's, else the profile's scaled to the answers' length,
/// where there are answers; `None` if nothing states it.
pub(super) fn max_batch(
    variant: &Variant,
    profile: &Profile,
    output_tokens: Option<f64>,
) -> Option<u32> {
    let seen = variant.observed.max_batch_size;
    let runs_here = variant.running_on() == Some(profile.accelerator.as_str());
    let scaled = || {
        let max_batch = profile.max_batch?;
        let (Some(at_tokens), Some(output_tokens)) = (profile.at_tokens, output_tokens) else {
            return Some(max_batch);
        };
        let scaled = f64::from(max_batch) * f64::from(at_tokens) / output_tokens;
        // A batch beyond the limit is kept beyond it, so that the model refuses it.
        Some(whole(scaled, MAX_BATCH_LIMIT).unwrap_or(u32::MAX).max(1))
    };
    seen.filter(|_| runs_here).or(variant.max_batch).or_else(scaled)
}

/// Why the model has no answer, as the reason of a rejection.
pub(super) fn rejection(error: ModelError) -> Reason {
    match error {
        ModelError::Infeasible { quantity, target_ms, best_ms } => {
            Missed { quantity, target_ms, reachable_ms: best_ms }.reason()
        }
        _ => Reason::said(Code::OutOfDomain, error.to_string()),
    }
}

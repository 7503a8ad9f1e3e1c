//! How many replicas a load needs, and what sets the number.

use super::aim::{Aim, Missed};
use super::offer::Service;
use crate::decision::Load;
use crate::params::REPLICAS_LIMIT;
use crate::reason::{Code, Reason};
use crate::snapshot::{Profile, Targets};
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

/// Why the model has no answer, as the reason of a rejection.
pub(super) fn rejection(error: ModelError) -> Reason {
    match error {
        ModelError::Infeasible { quantity, target_ms, best_ms } => {
            Missed { quantity, target_ms, reachable_ms: best_ms }.reason()
        }
        _ => Reason::said(Code::OutOfDomain, error.to_string()),
    }
}

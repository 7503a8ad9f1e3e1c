//! The demand of a workload with its promise, taken from the snapshot and not from a candidate.

use super::defect::Defect;
use crate::case::Case;
use crate::decision::Load;
use crate::snapshot::Targets;

/// The demand of a workload with its promise.
pub(super) struct Asked {
    /// The targets, where a throughput covers what arrives.
    pub(super) targets: Targets,
    /// The load with its token lengths.
    pub(super) load: Load,
    /// Rate that all replicas together are sized for; 0 if nothing arrives.
    pub(super) rate_per_s: f64,
    /// Rate of the arrivals, and of the requests that wait, until those are served.
    pub(super) with_backlog_per_s: f64,
}

impl Asked {
    pub(super) fn of(case: &Case<'_>) -> Result<Self, Defect> {
        let Ok(demand) = &case.demand else { return Err(Defect::NoDemand) };
        let Some(mut targets) = case.group.workload.targets else { return Err(Defect::NoTargets) };
        let load = demand.load;
        let Load { arrival_rate_per_s: mut rate_per_s, avg_output_tokens, .. } = load;
        if rate_per_s.abs() <= 0.0 || avg_output_tokens <= 0.0 {
            return Ok(Self { targets, load, rate_per_s: 0.0, with_backlog_per_s: 0.0 });
        }
        let added_per_s = case.backlog.as_ref().map_or(0.0, |backlog| backlog.added_per_s);
        let with_backlog_per_s = rate_per_s + added_per_s;
        if let Some(promised) = targets.tps_tokens_per_s {
            let tokens_per_s = promised.max(rate_per_s * avg_output_tokens);
            targets.tps_tokens_per_s = Some(tokens_per_s);
            rate_per_s = tokens_per_s / avg_output_tokens;
        }
        Ok(Self { targets, load, rate_per_s, with_backlog_per_s })
    }

    pub(super) fn is_idle(&self) -> bool {
        self.rate_per_s <= 0.0
    }
}

//! Measured latency far from the prediction: the profile may be another server's. It is said; and where
//! latency is far higher, shrinking goes by a quarter at a time, each seen before the next.

use super::role::Role;
use super::step::Step;
use super::walk::Walk;
use crate::candidates::Service;
use crate::number::short;
use crate::params::{MEASURED_FAR, MEASURED_FAR_TTFT, MEASURED_ROOM_S};
use crate::planned::Planned;
use crate::reason::{Code, Reason};

/// The walk, not below what is left when a quarter goes, while latency is measured as far higher than the
/// profile that asks for fewer expects; after a change, not below what there is until that was seen.
pub(super) fn stepwise<'w>(mut walk: Walk<'w>, planned: &Planned<'w>, now_s: f64) -> Walk<'w> {
    let (Some(to), Some(from)) = (walk.step.replicas, walk.from) else { return walk };
    if to >= from || to == 0 {
        return walk;
    }
    let is_higher = |reason: &Reason| reason.value("measuredMs") > reason.value("expectedMs");
    let Some(unlike) = unlike(&walk, planned).filter(is_higher) else { return walk };
    let is_seen = walk.history.changed_at_s().is_none_or(|at_s| now_s - at_s >= MEASURED_ROOM_S);
    let least = if is_seen { left(from) } else { from };
    if to < least {
        let text = format!("{}; a quarter goes at a time", unlike.text);
        walk.step = Step::to(least, Reason { text, ..unlike });
    }
    walk
}

/// The replicas that are left when a quarter goes, or one.
fn left(replicas: u32) -> u32 {
    replicas - (replicas / 4).max(1).min(replicas)
}

/// The warning for a variant of which all ordered replicas serve.
pub(super) fn unlike(walk: &Walk<'_>, planned: &Planned<'_>) -> Option<Reason> {
    let (Role::Carries(part), Some(targets)) = (&walk.role, &planned.case.group.targets) else {
        return None;
    };
    let Service::Loaded { model, .. } = &part.offer.service else { return None };
    let observed = &walk.variant.observed;
    let replicas = observed.current_replicas.filter(|replicas| *replicas > 0)?;
    if walk.unknown.is_some() || observed.ready_replicas.is_some_and(|ready| ready < replicas) {
        return None;
    }
    let share_per_s = part.rate_per_s / f64::from(replicas);
    let means = model.means(part.offer.counted_per_s(share_per_s));
    // A TTFT far below its target has other parts than wait and prefill.
    let least_ms = targets.ttft.map_or(0.0, |ttft| ttft.at_most_ms * MEASURED_FAR_TTFT);
    let ttft = far("ttft", observed.ttft_ms, means.ttft_ms, least_ms);
    ttft.or_else(|| far("itl", observed.itl_ms, means.itl_ms, 0.0))
}

/// The warning, if the measured value is that far from the expected one, and one of them at least
/// `least_ms`.
fn far(name: &str, measured_ms: Option<f64>, expected_ms: f64, least_ms: f64) -> Option<Reason> {
    let measured_ms = measured_ms.filter(|ms| ms.is_finite() && *ms >= 0.0)?;
    let (less, more) = (measured_ms.min(expected_ms), measured_ms.max(expected_ms));
    if more < MEASURED_FAR * less || more < least_ms {
        return None;
    }
    let (measured, expected) = (short(measured_ms), short(expected_ms));
    let text = format!("{name} is measured at {measured} ms where the profile expects {expected}");
    let reason = Reason::said(Code::MeasuredUnlike, text).named("target", name);
    Some(reason.with("measuredMs", measured_ms).with("expectedMs", expected_ms))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_large_difference_is_said() {
        assert!(far("itl", Some(60.0), 22.0, 0.0).is_some());
        assert!(far("itl", Some(10.0), 22.0, 0.0).is_some());
        assert!(far("itl", Some(30.0), 22.0, 0.0).is_none());
        assert!(far("ttft", Some(40.0), 10.0, 50.0).is_none());
        assert!(far("ttft", None, 10.0, 50.0).is_none());
        assert!(far("ttft", Some(f64::NAN), 10.0, 0.0).is_none());
    }
}

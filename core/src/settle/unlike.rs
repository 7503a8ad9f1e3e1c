//! A warning where measured latency is far from the prediction: the profile may be another server's.

use super::role::Role;
use super::room::{expected, own_per_s};
use super::walk::Walk;
use crate::number::short;
use crate::params::{MEASURED_FAR, MEASURED_FAR_TTFT};
use crate::planned::Planned;
use crate::reason::{Code, Reason};

/// The warning for a variant of which all ordered replicas serve.
pub(super) fn unlike(walk: &Walk<'_>, planned: &Planned<'_>) -> Option<Reason> {
    let (Role::Carries(part), Some(targets)) = (&walk.role, &planned.case.group.targets) else {
        return None;
    };
    let observed = &walk.variant.observed;
    let replicas = observed.current_replicas.filter(|replicas| *replicas > 0)?;
    if walk.unknown.is_some() || observed.ready_replicas.is_some_and(|ready| ready < replicas) {
        return None;
    }
    let share_per_s = own_per_s(walk, planned, part)? / f64::from(replicas);
    let means = expected(part, share_per_s)?;
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

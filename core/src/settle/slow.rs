//! Nothing shrinks while measured latency misses a target, or nearly, that the model keeps. Once that has
//! lasted for two scale-down windows, the requests that run and wait decide.

use super::evidence::largest_ratio;
use super::role::Role;
use super::step::Step;
use super::walk::Walk;
use crate::candidates::{Part, Service};
use crate::params::{MEASURED_NEAR_TARGET, REPLICAS_LIMIT};
use crate::planned::Planned;
use crate::reason::{Code, Reason};
use wva_model::math::whole;

/// The walk, not below the replicas that measured latency allows.
pub(super) fn slow<'w>(
    mut walk: Walk<'w>,
    planned: &Planned<'w>,
    now_s: f64,
    patience_s: f64,
) -> Walk<'w> {
    let (Role::Carries(part), Some(targets)) = (&walk.role, &planned.case.group.targets) else {
        return walk;
    };
    // Without a sample nothing is known to have changed.
    let Some(ratio) = largest_ratio(&walk.variant.observed, targets) else { return walk };
    if ratio < MEASURED_NEAR_TARGET || part.needed == 0 {
        walk.inputs.slow = None;
        return walk;
    }
    let for_s = walk.inputs.slow_for_s(now_s);
    let lasted = for_s > 0.0 && for_s >= patience_s;
    let occupied = if lasted { occupied(&walk, part) } else { None };
    walk.step = held(walk.step, walk.from, (ratio, for_s), occupied);
    walk
}

/// Replicas that the requests which run and wait need, if each holds as many as the model allows within
/// the targets; `None` if it is not known how many there are.
fn occupied(walk: &Walk<'_>, part: &Part<'_>) -> Option<u32> {
    let Service::Loaded { model, largest_per_s, .. } = &part.offer.service else { return None };
    let observed = &walk.variant.observed;
    let requests = observed.running_requests? + observed.waiting_requests.unwrap_or(0.0);
    let places = model.means(*largest_per_s).in_service / part.offer.load_factor;
    whole((requests / places).ceil(), REPLICAS_LIMIT)
}

/// A step down only to the replicas that are occupied, where that counts.
fn held(step: Step, from: Option<u32>, (ratio, for_s): (f64, f64), occupied: Option<u32>) -> Step {
    let (Some(replicas), Some(from)) = (step.replicas, from) else { return step };
    let least = from.min(occupied.unwrap_or(from));
    if replicas >= least {
        return step;
    }
    let percent = ratio * 100.0;
    let text = format!("measured latency is at {percent:.0} % of its target, for {for_s:.0} s");
    let text = match occupied {
        Some(_) => format!("{text}; {least} are occupied, with low confidence"),
        None => text,
    };
    Step::to(least, Reason::said(Code::MeasuredSlow, text).with("forS", for_s))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_shrinks_until_the_occupied_replicas_are_known() {
        let step = |replicas| Step { replicas: Some(replicas), reason: None };
        let to =
            |replicas, occupied| held(step(replicas), Some(5), (0.95, 600.0), occupied).replicas;
        assert_eq!(to(2, None), Some(5));
        assert_eq!(to(2, Some(3)), Some(3));
        assert_eq!(to(2, Some(9)), Some(5), "it is no reason to grow");
        assert_eq!(to(4, Some(3)), Some(4));
        assert_eq!(to(7, None), Some(7));
    }
}

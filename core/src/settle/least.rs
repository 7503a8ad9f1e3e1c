//! The numbers without what calm alone holds.

use super::handover::hand_over;
use super::settling::Settling;
use super::step::{Step, bound, bounds};

/// The least that each variant of a workload may be where a higher priority needs the devices: what the
/// plan asks for, and what the demand needs until others serve.
pub(super) fn least(settling: &Settling<'_>, now_s: f64) -> Vec<u32> {
    let mut walks = settling.walks.clone();
    for walk in walks.iter_mut().filter(|walk| walk.is_calm()) {
        let replicas = walk.role.asked(walk.variant.min_replicas, walk.from);
        walk.step = Step { replicas: replicas.or(walk.step.replicas), reason: None };
    }
    let steps = hand_over(&walks, settling.planned, now_s);
    let steps = steps.into_iter().zip(&walks);
    steps.map(|(step, walk)| bound(step, bounds(walk.variant)).replicas.unwrap_or(0)).collect()
}

//! Where latency is far higher than the profile expects, shrinking goes by a quarter at a time, each seen
//! before the next.

use super::step::Step;
use super::unlike::unlike;
use super::walk::Walk;
use crate::params::MEASURED_ROOM_S;
use crate::planned::Planned;
use crate::reason::Reason;

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

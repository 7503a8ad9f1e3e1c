//! The reason for the number of replicas of the variant that carries the load.

use crate::backlog::Backlog;
use crate::candidates::Part;
use crate::reason::{Code, Reason};

/// The reason for the part's number of replicas.
pub(super) fn binds(part: &Part<'_>, backlog: Option<&Backlog>) -> Reason {
    let Some(capacity_per_s) = part.offer.capacity_per_s() else { return idle(part) };
    let (reason, replicas) = (Reason::new(part.binds), f64::from(part.replicas));
    let reason = reason
        .with("capacityPerS", capacity_per_s)
        .with("arrivalRatePerS", part.rate_per_s)
        .with("neededReplicas", f64::from(part.needed));
    match part.binds {
        Code::MinReplicas | Code::MaxReplicas => reason.with("replicas", replicas),
        Code::Capacity => {
            reason.with("replicas", replicas).named("deviceType", part.offer.devices.kind)
        }
        Code::Backlog => match backlog {
            Some(backlog) => backlog.explain(reason),
            None => reason,
        },
        _ => reason,
    }
}

/// Nothing arrives: the minimum holds, also above what there are devices for.
fn idle(part: &Part<'_>) -> Reason {
    let least = part.offer.variant.min_replicas;
    let is_least = part.binds == Code::Capacity && part.replicas < least;
    let code = if is_least { Code::MinReplicas } else { part.binds };
    Reason::new(code).with("replicas", f64::from(part.replicas.max(least)))
}

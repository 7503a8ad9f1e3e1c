//! Clauses about a target that is out of reach.

use crate::number::{apart, short};
use crate::reason::Reason;

/// The target by itself, or with the load that it is missed for.
pub(super) fn infeasible(reason: &Reason) -> Option<String> {
    let missed = missed(reason)?;
    Some(match (reason.value("capacityPerS"), reason.value("arrivalRatePerS")) {
        (Some(capacity), Some(rate)) => format!(
            "{missed}; one replica comes near to that up to {} of the {} requests/s that arrive",
            short(capacity),
            short(rate)
        ),
        _ => missed,
    })
}

/// The target and the least that can be reached; `None` where all targets can be kept.
pub(super) fn missed(reason: &Reason) -> Option<String> {
    let (target, reachable) = (reason.value("targetMs")?, reason.value("reachableMs")?);
    let quantity = reason.name("target")?;
    // A reader may set the target to what is reachable, so that says more digits.
    let (target, _) = apart(target, reachable);
    Some(format!(
        "{quantity} target {target} ms is below the {reachable:.2} ms reachable at batch 1"
    ))
}

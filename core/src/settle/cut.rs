//! A number that the devices change, with the reason, and the warning where all take too many.

use super::role::Role;
use super::step::Step;
use super::walk::Walk;
use crate::limits::Bid;
use crate::reason::{Code, Reason};

/// Sets the number that fits instead of the one that is asked for.
pub(super) fn cut(walk: &mut Walk<'_>, bid: &Bid, given: u32, kind: &str) {
    let reason = if given < bid.held {
        Reason::new(Code::Preempted).with("askedReplicas", f64::from(bid.asked))
    } else {
        let needed = match &walk.role {
            Role::Carries(part) => part.needed,
            _ => bid.asked,
        };
        Reason::new(Code::Capacity)
            .with("replicas", f64::from(given))
            .with("neededReplicas", f64::from(needed))
    };
    walk.step = Step::to(given, reason.named("deviceType", kind));
    walk.bound = None;
}

/// Warns that all numbers together take more devices than there are.
pub(super) fn warn(walk: &mut Walk<'_>, taken: u64, units: u64, kind: &str) {
    let reason = Reason::new(Code::OverCapacity)
        .with("desiredDevices", as_number(taken))
        .with("capacityDevices", as_number(units));
    walk.warnings.push(reason.named("deviceType", kind));
}

#[expect(clippy::cast_precision_loss, reason = "only said")]
fn as_number(units: u64) -> f64 {
    units as f64
}

//! Clauses about devices that several workloads need.

use crate::reason::{Code, Reason};

/// Several workloads need the same devices.
pub(super) fn devices(reason: &Reason, code: Code) -> Option<String> {
    let kind = reason.name("deviceType")?;
    if code == Code::Preempted {
        let asked = reason.value("askedReplicas")?;
        return Some(format!(
            "a higher priority needs the {kind} of the {asked} that would be kept for calm"
        ));
    }
    let (desired, capacity) = (reason.value("desiredDevices")?, reason.value("capacityDevices")?);
    Some(format!("{desired} of {kind} are asked for, there are {capacity}"))
}

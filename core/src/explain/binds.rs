//! What sets the number of replicas of the variant that carries the load.

use crate::candidates::Part;
use crate::number::short;
use crate::reason::{Code, Reason};

/// What sets the candidate's number of replicas.
pub(super) fn binds(part: &Part<'_>) -> Reason {
    let Some(capacity_per_s) = part.offer.capacity_per_s() else { return idle(part) };
    let (capacity, rate) = (short(capacity_per_s), short(part.rate_per_s));
    let (needed, replicas) = (part.needed, part.replicas);
    let text = match part.binds {
        Code::Ttft | Code::Itl => format!(
            "one replica keeps the {} target up to {capacity} of the {rate} requests/s that arrive",
            part.binds.as_str()
        ),
        Code::Tps => {
            format!("the tps target asks for {rate} requests/s, one replica serves {capacity}")
        }
        Code::MinReplicas => format!("the minimum is {replicas}, the load needs {needed}"),
        Code::MaxReplicas => format!("the maximum is {replicas}, the load needs {needed}"),
        Code::Capacity => format!(
            "{replicas} of the {needed} replicas the load needs fit into what is left of {}",
            part.offer.devices.kind
        ),
        Code::OneReplica => {
            format!("one replica carries {rate} requests/s, within the targets up to {capacity}")
        }
        _ => format!("one replica serves at most {capacity} of the {rate} requests/s that arrive"),
    };
    Reason::new(part.binds, text)
        .with("capacityPerS", capacity_per_s)
        .with("arrivalRatePerS", part.rate_per_s)
        .with("neededReplicas", f64::from(needed))
}

fn idle(part: &Part<'_>) -> Reason {
    let text = if part.replicas == 0 {
        "nothing arrives".to_owned()
    } else {
        format!("nothing arrives, the minimum is {}", part.replicas)
    };
    Reason::new(part.binds, text)
}

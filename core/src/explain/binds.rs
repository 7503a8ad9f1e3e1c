//! What sets the number of replicas of the variant that carries the load.

use crate::candidates::{Candidate, Service};
use crate::number::short;
use crate::reason::{Code, Reason};

/// What sets the candidate's number of replicas.
pub(super) fn binds(candidate: &Candidate<'_>) -> Reason {
    let Service::Loaded { capacity_per_s, total_rate_per_s, .. } = candidate.service else {
        return idle(candidate);
    };
    let (capacity, rate) = (short(capacity_per_s), short(total_rate_per_s));
    let (needed, replicas) = (candidate.needed, candidate.replicas);
    let text = match candidate.binds {
        Code::Ttft | Code::Itl => format!(
            "one replica keeps the {} target up to {capacity} of the {rate} requests/s that arrive",
            candidate.binds.as_str()
        ),
        Code::Tps => {
            format!("the tps target asks for {rate} requests/s, one replica serves {capacity}")
        }
        Code::MinReplicas => format!("the minimum is {replicas}, the load needs {needed}"),
        Code::MaxReplicas => format!("the maximum is {replicas}, the load needs {needed}"),
        Code::Capacity => format!(
            "{replicas} of the {needed} replicas the load needs fit into what is left of {}",
            candidate.device_type
        ),
        Code::OneReplica => {
            format!("one replica carries {rate} requests/s, within the targets up to {capacity}")
        }
        _ => format!("one replica serves at most {capacity} of the {rate} requests/s that arrive"),
    };
    Reason::new(candidate.binds, text)
        .with("capacityPerS", capacity_per_s)
        .with("arrivalRatePerS", total_rate_per_s)
        .with("neededReplicas", f64::from(needed))
}

fn idle(candidate: &Candidate<'_>) -> Reason {
    let text = if candidate.replicas == 0 {
        "nothing arrives".to_owned()
    } else {
        format!("nothing arrives, the minimum is {}", candidate.replicas)
    };
    Reason::new(candidate.binds, text)
}

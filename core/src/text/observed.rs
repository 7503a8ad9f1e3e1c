//! Clauses of what was observed.

use crate::number::short;
use crate::reason::{Code, Reason};

/// More requests wait than are expected, which sets the number or keeps it.
pub(super) fn backlog(reason: &Reason) -> Option<String> {
    let waiting = short(reason.value("waitingRequests")?);
    let expected = short(reason.value("expectedRequests")?);
    let wait = format!("{waiting} requests wait, {expected} are expected at most");
    if let (Some(occupied), Some(for_s)) =
        (reason.value("occupiedReplicas"), reason.value("steadyForS"))
    {
        let for_s = short(for_s);
        return Some(format!(
            "{wait}; they have not become fewer for {for_s} s, and occupy {occupied} replicas, with \
             low confidence"
        ));
    }
    let (added, clear_s) = (short(reason.value("addedPerS")?), short(reason.value("clearS")?));
    Some(match (reason.value("capacityPerS"), reason.value("arrivalRatePerS")) {
        (Some(capacity), Some(rate)) => format!(
            "{wait}; {added} requests/s more than the {} that arrive clear them within {clear_s} s, \
             one replica serves {} within the targets",
            short(rate),
            short(capacity)
        ),
        _ => format!("{wait}; nothing shrinks before they are served"),
    })
}

/// Something was observed that the number rests on.
pub(super) fn observed(reason: &Reason, code: Code) -> Option<String> {
    match code {
        Code::Wake => {
            let requests = reason.value("waitingRequests")?;
            let wait =
                if requests.total_cmp(&1.0).is_eq() { "request waits" } else { "requests wait" };
            Some(format!("{} {wait} and no replica runs", short(requests)))
        }
        Code::Starting => {
            let (starting, of) = (reason.value("startingReplicas")?, reason.value("ofReplicas")?);
            let for_s = short(reason.value("forS")?);
            let time = match reason.value("usualS") {
                Some(usual_s) => format!("{for_s} of the usual {} s", short(usual_s)),
                None => format!("{for_s} s"),
            };
            Some(format!("{starting} of {of} replicas do not serve yet, for {time}"))
        }
        _ => {
            let batch = reason.value("maxBatch")?;
            Some(format!("nothing states the largest batch, {batch} is assumed"))
        }
    }
}

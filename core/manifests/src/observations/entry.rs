//! An entry of the observations file for a workload.

use wva_core::params::RANK_MAX;
use wva_core::snapshot::WorkloadObservation;

use crate::document::fields::Found;
use crate::document::range::{REQUESTS, REQUESTS_PER_SECOND, SECONDS};
use crate::document::unique::Unique;
use crate::problem::Place;

const KNOWN: [&str; 6] =
    ["workload", "arrivalRatePerS", "rank", "queuedRequests", "turnedAwayPerS", "sampleAgeS"];

/// Measurements where the requests of a workload come in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EntryObservation {
    /// Key of the workload: `namespace/model/class`.
    pub workload: String,
    /// The measurements.
    pub observed: WorkloadObservation,
    /// Where it was written, if in a file.
    pub place: Option<Place>,
}

pub(super) fn entry(item: Found<'_>, unique: &mut Unique) -> Option<EntryObservation> {
    let fields = item.fields(&KNOWN)?;
    let workload = fields.need(&["workload"]).and_then(|found| found.text().map(str::to_owned));
    let rank = fields.whole(&["rank"], 1);
    if let (Some(found), Some(rank)) = (fields.get(&["rank"]), rank)
        && rank > RANK_MAX
    {
        let text = format!("`{rank}` is out of range; expected 1 to {RANK_MAX}");
        found.scope.wrong(found.node.at, text);
    }
    let observed = WorkloadObservation {
        arrival_rate_per_s: fields.number(&["arrivalRatePerS"], REQUESTS_PER_SECOND),
        rank,
        queued_requests: fields.number(&["queuedRequests"], REQUESTS),
        turned_away_per_s: fields.number(&["turnedAwayPerS"], REQUESTS_PER_SECOND),
        sample_age_s: fields.number(&["sampleAgeS"], SECONDS),
    };
    let workload = workload?;
    unique.check(&fields.scope, fields.at, format!("workload `{workload}`"));
    let place = Some(fields.scope.place(fields.at));
    Some(EntryObservation { workload, observed, place })
}

//! The variant that gets a first replica for requests of unknown lengths: one replica finds out how long
//! they are.

use crate::candidates::{Candidate, enumerate};
use crate::decision::Load;
use crate::group::Group;
use crate::index::Index;
use crate::seen::{Seen, count, seen};
use crate::snapshot::Observation;

/// The least that a request can be; a target that is out of reach for it is so for every other one.
const LEAST: Load = Load { arrival_rate_per_s: 1.0, avg_input_tokens: 1.0, avg_output_tokens: 1.0 };

/// The variant to wake where requests arrive or wait and no variant of the group has a replica: the one
/// that carried last, else the cheapest that could.
pub(crate) fn woken<'w>(
    index: &Index<'w>,
    group: &Group<'w>,
    carried_last: Option<&str>,
) -> Option<&'w str> {
    let all_off = group.variants.iter().all(|variant| variant.observed.is_off());
    let is_asked = group.waiting_at_entry() > 0.0
        || group.variants.iter().any(|variant| is_asked(&variant.observed));
    if !all_off || !is_asked {
        return None;
    }
    let found = enumerate(index, group, &LEAST);
    let able: Vec<_> =
        found.staying().filter(|one| one.offer.variant.max_replicas != Some(0)).collect();
    let last = able.iter().find(|one| Some(one.offer.variant.name.as_str()) == carried_last);
    let cheapest = able.iter().min_by(|a, b| price(a).total_cmp(&price(b)));
    last.or(cheapest).map(|one| one.offer.variant.name.as_str())
}

fn price(candidate: &Candidate<'_>) -> f64 {
    candidate.offer.price_per_hour
}

/// Whether requests arrive or wait for a variant that has no replica.
fn is_asked(observed: &Observation) -> bool {
    let waiting = count(observed.waiting_requests) > Some(0.0);
    let arrives = matches!(seen(observed), Seen::Unknown { arrival_rate_per_s: Some(_), .. });
    waiting || arrives
}

//! Requests as they are counted where they come in, at a router, a gateway or an endpoint picker. What
//! is counted there is the demand; the rates of the variants are only how it divides.

mod divided;
mod own;
mod rates;

use std::collections::BTreeMap;

use self::divided::Division;
use self::own::Own;
use self::rates::rates;
use crate::clock::Clock;
use crate::memory::{EntryState, Memory, Sample};
use crate::number::short;
use crate::params::SAMPLE_AGE_MAX_S;
use crate::reason::{Code, Reason};
use crate::seen::count;
use crate::snapshot::{Observation, Snapshot, WorkloadObservation};

/// What is known of the requests that come in for a workload.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    division: Division,
    /// Requests that wait there, as measured or last known.
    pub(crate) queued_requests: Option<f64>,
    /// Why nothing may shrink.
    pub(crate) doubt: Option<Reason>,
    /// Where the arrivals are counted.
    pub(crate) source: Option<Reason>,
    /// Whether that is not what it should be.
    pub(crate) is_doubtful: bool,
    /// To be remembered.
    pub(crate) next: EntryState,
}

impl Entry {
    /// Whether all arrivals are counted at the entry, also where no replica serves.
    pub(crate) fn counts(&self) -> bool {
        self.division.is_counted
    }

    /// Whether they are divided among several variants that run.
    pub(crate) fn is_divided(&self) -> bool {
        self.division.is_counted && self.division.own.running > 1
    }

    /// The observation of a variant with its part of what comes in.
    pub(crate) fn divided(&self, observed: &Observation) -> Option<Observation> {
        self.division.observed(observed)
    }
}

/// The entries of those workloads where anything is measured, or was.
pub(crate) type Entries<'w> = BTreeMap<&'w str, Entry>;

/// Reads the entries of all workloads.
pub(crate) fn entries<'w>(
    snapshot: &'w Snapshot,
    remembered: &Memory,
    clock: &Clock,
) -> Entries<'w> {
    let mut own: BTreeMap<&str, Own> = BTreeMap::new();
    for workload in &snapshot.workloads {
        let last = remembered.get(&workload.key).map(|state| state.entry).unwrap_or_default();
        if workload.observed != WorkloadObservation::default() || last != EntryState::default() {
            own.insert(&workload.key, Own::default());
        }
    }
    for variant in &snapshot.variants {
        if let Some(own) = own.get_mut(variant.workload.as_str()) {
            let state = remembered.get(&variant.workload);
            own.add(variant, state.and_then(|state| state.of(&variant.name)));
        }
    }
    let mut entries = Entries::new();
    for workload in &snapshot.workloads {
        if let Some(own) = own.remove(workload.key.as_str()) {
            let last = remembered.get(&workload.key).map(|state| state.entry);
            entries.insert(&workload.key, entry(&workload.observed, own, last, clock));
        }
    }
    entries
}

fn entry(
    observed: &WorkloadObservation,
    own: Own,
    last: Option<EntryState>,
    clock: &Clock,
) -> Entry {
    let observed = fresh(observed);
    let rates = rates(&observed, &own, last.unwrap_or_default(), clock);
    let is_news = !rates.is_disbelieved(own.patience_s);
    let lost = lost(last, rates.counted_per_s, &own, clock).filter(|_| is_news);
    let last_queue = last.and_then(|last| last.queued_requests);
    let queue = count(observed.queued_requests);
    let queue = Sample::taken(queue, last_queue, clock.now_s, clock.hold_s());
    let counted_at_s = match rates.counted_per_s {
        Some(_) => Some(clock.now_s),
        None => last.and_then(|last| last.counted_at_s).filter(|_| lost.is_some()),
    };
    Entry {
        division: Division {
            total_per_s: rates.total_per_s(),
            is_counted: rates.is_counted(),
            sample_age_s: observed.sample_age_s,
            own,
        },
        doubt: rates.doubt().or(lost),
        source: rates.source(),
        is_doubtful: rates.is_doubtful(),
        queued_requests: queue.map(|sample| sample.value),
        next: EntryState { counted_at_s, queued_requests: queue, ..rates.next },
    }
}

/// The measurements, unless they are too old.
fn fresh(observed: &WorkloadObservation) -> WorkloadObservation {
    let is_fresh = observed.sample_age_s.is_none_or(|age| (0.0..=SAMPLE_AGE_MAX_S).contains(&age));
    if is_fresh { *observed } else { WorkloadObservation::default() }
}

/// That arrivals were counted at the entry and are not any more. Until that has lasted too long the
/// variants' own rates are only a lower bound.
fn lost(
    last: Option<EntryState>,
    counted_per_s: Option<f64>,
    own: &Own,
    clock: &Clock,
) -> Option<Reason> {
    let counted_at_s = last?.counted_at_s?;
    let for_s = clock.now_s - counted_at_s;
    if counted_per_s.is_some() || for_s > clock.hold_s() {
        return None;
    }
    let (for_s, own_per_s) = (short(for_s), short(own.counted_per_s));
    let text = format!(
        "arrivals are not counted at the entry any more, for {for_s} s; {own_per_s} requests/s are \
         counted at the variants"
    );
    Some(Reason::said(Code::PartlyUnknownLoad, text))
}

/// Requests that wait at the entry; `None` if that is not known.
pub(crate) fn queued(observed: &WorkloadObservation) -> Option<f64> {
    count(fresh(observed).queued_requests)
}

/// Requests that wait at the entry for a first replica. Of those that are turned away one does: with it
/// comes a replica, and what is turned away then is bounded by what is let in.
pub(crate) fn waiting(observed: &WorkloadObservation) -> f64 {
    let turned_away_per_s = count(fresh(observed).turned_away_per_s).unwrap_or(0.0);
    let turned_away: f64 = if turned_away_per_s > 0.0 { 1.0 } else { 0.0 };
    turned_away.max(queued(observed).unwrap_or(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::{Calm, Variant, Workload};

    fn observed(rate: Option<f64>, tokens: Option<f64>, replicas: u32) -> Observation {
        Observation {
            arrival_rate_per_s: rate,
            avg_input_tokens: tokens,
            avg_output_tokens: tokens,
            current_replicas: Some(replicas),
            ready_replicas: Some(replicas),
            ..Observation::default()
        }
    }

    /// Rates and lengths of variants of a workload, at whose entry `entry` is measured.
    fn divided_among(entry: WorkloadObservation, all: &[Observation]) -> Vec<Option<Observation>> {
        let workload = Workload { key: "w".to_owned(), observed: entry, ..Workload::default() };
        let of = |observed: &Observation| Variant {
            name: "n/v".to_owned(),
            workload: "w".to_owned(),
            observed: observed.clone(),
            ..Variant::default()
        };
        let variants = all.iter().map(of).collect();
        let snapshot = Snapshot { workloads: vec![workload], variants, ..Snapshot::default() };
        let clock = Clock { now_s: 0.0, calm: Calm::default() };
        let entries = entries(&snapshot, &Memory::new(), &clock);
        all.iter().map(|one| entries.get("w")?.divided(one)).collect()
    }

    fn rates(entry: WorkloadObservation, all: &[Observation]) -> Vec<Option<f64>> {
        let divided = divided_among(entry, all).into_iter();
        divided.map(|one| one.and_then(|one| one.arrival_rate_per_s)).collect()
    }

    fn comes_in(per_s: f64) -> WorkloadObservation {
        let arrival_rate_per_s = Some(per_s);
        WorkloadObservation { arrival_rate_per_s, ..WorkloadObservation::default() }
    }

    #[test]
    fn rates_of_the_variants_are_how_the_entry_divides() {
        let known = |rate| observed(Some(rate), Some(100.0), 1);
        assert_eq!(rates(comes_in(20.0), &[known(3.0), known(1.0)]), [Some(15.0), Some(5.0)]);
        let unknown = observed(None, None, 1);
        let halves = rates(comes_in(20.0), &[known(10.0), unknown.clone()]);
        assert_eq!(halves, [Some(10.0), Some(10.0)]);
        assert_eq!(rates(comes_in(20.0), &[known(0.0), unknown]), [Some(10.0), Some(10.0)]);
        let off = observed(None, None, 0);
        assert_eq!(rates(comes_in(20.0), &[off.clone(), off]), [Some(10.0), Some(10.0)]);
    }

    #[test]
    fn a_variant_without_samples_gets_the_lengths_of_the_others() {
        let old = Observation { sample_age_s: Some(1e6), ..observed(Some(7.0), Some(999.0), 1) };
        let all = [observed(Some(10.0), Some(100.0), 1), old];
        let second = divided_among(comes_in(20.0), &all).remove(1).unwrap();
        assert_eq!(second.arrival_rate_per_s, Some(10.0));
        assert_eq!(second.avg_output_tokens, Some(100.0));
        assert_eq!(second.sample_age_s, None);
    }

    #[test]
    fn without_a_count_at_the_entry_unknown_rates_stay_unknown() {
        let turned_away = WorkloadObservation {
            turned_away_per_s: Some(100.0),
            ..WorkloadObservation::default()
        };
        let all = [observed(Some(10.0), Some(100.0), 1), observed(None, None, 1)];
        assert_eq!(rates(turned_away, &all), [Some(20.0), None]);
        let too_old = WorkloadObservation { sample_age_s: Some(301.0), ..comes_in(20.0) };
        assert_eq!(rates(too_old, &all), [None, None]);
    }
}

//! The rate that comes in, from what is counted at the entry and at the variants.

use super::own::Own;
use crate::clock::Clock;
use crate::memory::{EntryState, Sample, Since};
use crate::number::short;
use crate::params::{
    BACKLOG_CLEAR_S, ENTRY_RATIO, ENTRY_WINDOW_S, LITTLE_DEVIATIONS, RANK_MAX, RANK_OF_LEAST,
    RATE_PER_S_MAX,
};
use crate::reason::{Code, Reason};
use crate::snapshot::WorkloadObservation;

/// Rates of a workload, as they are counted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rates {
    /// At the entry.
    pub(super) counted_per_s: Option<f64>,
    counted: Counted,
    rank: Option<u32>,
    /// At the variants, as far as they know.
    own_per_s: f64,
    any_unknown: bool,
    turned_away_per_s: f64,
    /// Those of them that count.
    added_per_s: f64,
    pub(super) next: EntryState,
}

/// Whose count decides.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Counted {
    /// The entry's.
    AtEntry,
    /// The variants', which the entry contradicts.
    Contradicted,
    /// The variants', because they have counted more for long enough, or because the entry's count is a
    /// lower bound.
    ByVariants { for_s: f64 },
    /// The variants' alone.
    NotAtEntry,
}

pub(super) fn rates(
    observed: &WorkloadObservation,
    own: &Own,
    last: EntryState,
    clock: &Clock,
) -> Rates {
    let (now_s, hold_s) = (clock.now_s, clock.hold_s());
    let rank = observed.rank.filter(|rank| (1..=RANK_MAX).contains(rank));
    let counted_per_s = rate(observed.arrival_rate_per_s);
    let own_per_s = own.counted_per_s + own.at_least_per_s;
    let less = match counted_per_s.map(|per_s| is_less(per_s, own_per_s)) {
        Some(true) => Some(Since::seen(last.less, now_s)),
        Some(false) => None,
        None => last.less,
    };
    let counted = match counted_per_s {
        None => Counted::NotAtEntry,
        Some(per_s) if rank >= Some(RANK_OF_LEAST) && per_s < own_per_s => {
            Counted::ByVariants { for_s: 0.0 }
        }
        Some(_) if rank >= Some(RANK_OF_LEAST) => Counted::AtEntry,
        Some(per_s) if !is_less(per_s, own_per_s) => Counted::AtEntry,
        Some(_) => contradicted(less, own),
    };
    let admitted_per_s = match (counted, counted_per_s) {
        (Counted::AtEntry, Some(per_s)) => per_s,
        _ => own_per_s,
    };
    let measured_per_s = rate(observed.turned_away_per_s);
    let sample = Sample::taken(measured_per_s, last.turned_away_per_s, now_s, hold_s);
    let turned_away_per_s = sample.map_or(0.0, |sample| sample.value);
    let is_more = measured_per_s.map(|per_s| per_s > admitted_per_s);
    let turned_away = match is_more {
        Some(true) => Some(Since::seen(last.turned_away, now_s)),
        Some(false) => None,
        None => last.turned_away,
    };
    let start_up_s = own.start_up_s.unwrap_or(BACKLOG_CLEAR_S);
    let lasts = is_more == Some(true) && turned_away.is_some_and(|s| s.for_s() > start_up_s);
    let most_per_s = if lasts { RATE_PER_S_MAX } else { admitted_per_s };
    Rates {
        counted_per_s,
        counted,
        rank,
        own_per_s,
        any_unknown: own.unknown_variants > 0.0,
        turned_away_per_s,
        added_per_s: turned_away_per_s.min(most_per_s),
        next: EntryState { less, turned_away, turned_away_per_s: sample, ..EntryState::default() },
    }
}

fn rate(per_s: Option<f64>) -> Option<f64> {
    per_s.filter(|per_s| (0.0..=RATE_PER_S_MAX).contains(per_s))
}

/// A contradiction, until it has lasted, and not on one look.
fn contradicted(less: Option<Since>, own: &Own) -> Counted {
    let for_s = less.map_or(0.0, |since| since.for_s());
    if for_s > 0.0 && for_s >= own.patience_s {
        Counted::ByVariants { for_s }
    } else {
        Counted::Contradicted
    }
}

/// Whether fewer requests are counted at the entry than windows of another length and the chance of
/// arrivals explain.
fn is_less(counted_per_s: f64, own_per_s: f64) -> bool {
    let own_requests = own_per_s * ENTRY_WINDOW_S;
    let above = own_requests - ENTRY_RATIO * counted_per_s * ENTRY_WINDOW_S - 1.0;
    above > 0.0 && above * above > LITTLE_DEVIATIONS * LITTLE_DEVIATIONS * own_requests
}

impl Rates {
    /// Whether all that arrives is counted at the entry.
    pub(super) fn is_counted(&self) -> bool {
        self.counted == Counted::AtEntry
    }

    /// Whether the entry's count has not been believed for so long that losing it is no news.
    pub(super) fn is_disbelieved(&self, patience_s: f64) -> bool {
        let less_for_s = self.next.less.map_or(0.0, |less| less.for_s());
        less_for_s > 0.0 && less_for_s >= patience_s
    }

    /// The rate of all that arrives, if any of it is counted at the entry.
    pub(super) fn total_per_s(&self) -> Option<f64> {
        let admitted_per_s = match (self.counted, self.counted_per_s) {
            (Counted::AtEntry, Some(per_s)) => per_s,
            _ => self.own_per_s,
        };
        let is_known = self.is_counted() || self.added_per_s > 0.0;
        is_known.then_some(admitted_per_s + self.added_per_s)
    }

    /// Why nothing may shrink: the variants contradict the count, or it is a lower bound beside rates
    /// that are not known, or nothing is let in.
    pub(super) fn doubt(&self) -> Option<Reason> {
        let (counted, own) = (self.counted_per_s?, short(self.own_per_s));
        let (per_s, place) = (short(counted), self.place());
        let text = if self.counted == Counted::Contradicted {
            format!("{per_s} requests/s {place} contradict {own} at the variants")
        } else if self.rank >= Some(RANK_OF_LEAST) && self.any_unknown {
            format!(
                "{per_s} requests/s are counted {place}, a lower bound, and not all variants count"
            )
        } else if counted <= 0.0 && self.turned_away_per_s > 0.0 && self.added_per_s <= 0.0 {
            format!("{} requests/s are turned away, and none let in", short(self.turned_away_per_s))
        } else {
            return None;
        };
        Some(Reason::said(Code::PartlyUnknownLoad, text))
    }

    /// Whether all that comes in should be counted at the entry, and is not.
    pub(super) fn is_doubtful(&self) -> bool {
        matches!(self.counted, Counted::ByVariants { .. }) && self.rank < Some(RANK_OF_LEAST)
    }

    /// Where the arrivals are counted, and those that are turned away.
    pub(super) fn source(&self) -> Option<Reason> {
        let counted = self.counted_per_s.map(|per_s| {
            let (per_s, own) = (short(per_s), short(self.own_per_s));
            match self.counted {
                Counted::ByVariants { .. } | Counted::Contradicted => format!(
                    "{own} requests/s are counted at the variants, and only {per_s} {}",
                    self.place()
                ),
                _ => format!("{per_s} requests/s are counted {}", self.place()),
            }
        });
        let turned_away = (self.added_per_s > 0.0).then(|| {
            let (added, all) = (short(self.added_per_s), short(self.turned_away_per_s));
            format!("{added} of {all} requests/s that are turned away count too")
        });
        let clauses: Vec<_> = counted.into_iter().chain(turned_away).collect();
        if clauses.is_empty() {
            return None;
        }
        let mut reason = Reason::said(Code::CountedAtEntry, clauses.join("; "));
        reason = reason.with("variantsPerS", self.own_per_s);
        if let Some(counted_per_s) = self.counted_per_s {
            reason = reason.with("entryPerS", counted_per_s);
        }
        if let Some(rank) = self.rank {
            reason = reason.with("rank", f64::from(rank));
        }
        if let Counted::ByVariants { for_s } = self.counted
            && for_s > 0.0
        {
            reason = reason.with("forS", for_s);
        }
        if self.turned_away_per_s > 0.0 {
            reason = reason.with("turnedAwayPerS", self.turned_away_per_s);
            reason = reason.with("addedPerS", self.added_per_s);
        }
        Some(reason)
    }

    fn place(&self) -> &'static str {
        match self.rank {
            Some(1) => "where they come in (rank 1)",
            Some(2) => "where they are dispatched (rank 2)",
            Some(3) => "by the engines (rank 3)",
            Some(4) => "where they are completed (rank 4)",
            _ => "at the entry",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::Calm;

    fn own(counted_per_s: f64) -> Own {
        let mut own = Own::default();
        (own.counted_per_s, own.start_up_s, own.patience_s) = (counted_per_s, Some(60.0), 600.0);
        own
    }

    fn at(observed: WorkloadObservation, own_per_s: f64, last: EntryState, now_s: f64) -> Rates {
        rates(&observed, &own(own_per_s), last, &Clock { now_s, calm: Calm::default() })
    }

    /// The rates after so many seconds of the same, seen every minute.
    fn after(observed: WorkloadObservation, own_per_s: f64, minutes: u32) -> Rates {
        let mut rates = at(observed, own_per_s, EntryState::default(), 0.0);
        for minute in 1..=minutes {
            rates = at(observed, own_per_s, rates.next, 60.0 * f64::from(minute));
        }
        rates
    }

    fn counted(per_s: f64, rank: Option<u32>) -> WorkloadObservation {
        WorkloadObservation {
            arrival_rate_per_s: Some(per_s),
            rank,
            ..WorkloadObservation::default()
        }
    }

    fn total(rates: Rates) -> u64 {
        rates.total_per_s().map_or(0, f64::to_bits)
    }

    #[test]
    fn the_entry_is_the_demand_and_a_lower_bound_only_that() {
        let of = |own_per_s, rank| after(counted(12.0, rank), own_per_s, 0);
        assert_eq!(total(of(9.0, Some(1))), 12.0_f64.to_bits());
        assert_eq!(total(of(12.5, Some(1))), 12.0_f64.to_bits(), "within the noise");
        assert_eq!(total(of(9.0, Some(4))), 12.0_f64.to_bits());
        let more = of(12.5, Some(4));
        assert!(!more.is_counted() && more.doubt().is_none() && !more.is_doubtful());
    }

    #[test]
    fn a_lower_bound_beside_unknown_rates_lets_nothing_shrink() {
        let unknown = |rank| {
            let mut own = own(0.0);
            own.unknown_variants = 1.0;
            let clock = Clock { now_s: 0.0, calm: Calm::default() };
            rates(&counted(5.0, Some(rank)), &own, EntryState::default(), &clock).doubt()
        };
        assert!(unknown(4).is_some());
        assert!(unknown(1).is_none());
    }

    #[test]
    fn variants_that_count_more_may_grow_at_once_and_shrink_once_that_lasts() {
        let first = after(counted(6.0, Some(1)), 12.0, 0);
        assert_eq!((first.counted, first.is_counted()), (Counted::Contradicted, false));
        assert!(first.doubt().is_some());
        let later = after(counted(6.0, Some(1)), 12.0, 10);
        assert!(later.doubt().is_none() && later.is_doubtful());
        assert!(later.source().unwrap().text.contains("only 6 where they come in (rank 1)"));
        let over = at(counted(12.0, Some(1)), 12.0, later.next, 630.0);
        assert_eq!(over.next.less, None);
        let at_least = {
            let mut own = own(0.0);
            own.at_least_per_s = 50.0;
            let clock = Clock { now_s: 0.0, calm: Calm::default() };
            rates(&counted(6.0, Some(1)), &own, EntryState::default(), &clock)
        };
        assert!(at_least.doubt().is_some(), "also where they count only a part");
    }

    fn refusing(per_s: f64, admitted: Option<f64>) -> WorkloadObservation {
        WorkloadObservation {
            arrival_rate_per_s: admitted,
            turned_away_per_s: Some(per_s),
            ..WorkloadObservation::default()
        }
    }

    #[test]
    fn requests_turned_away_add_as_many_as_are_let_in_until_more_of_them_last() {
        assert_eq!(total(after(refusing(50.0, Some(10.0)), 0.0, 0)), 20.0_f64.to_bits());
        assert_eq!(total(after(refusing(5.0, Some(10.0)), 0.0, 0)), 15.0_f64.to_bits());
        let lasting = after(refusing(50.0, Some(10.0)), 0.0, 2);
        assert_eq!(total(lasting), 60.0_f64.to_bits());
        let trickle = after(refusing(0.01, Some(10.0)), 0.0, 60);
        let glitch = at(refusing(1500.0, Some(10.0)), 0.0, trickle.next, 3630.0);
        assert_eq!(total(glitch), 20.0_f64.to_bits(), "a glitch after a trickle");
        let missing = at(counted(10.0, None), 0.0, lasting.next, 150.0);
        assert_eq!(total(missing), 20.0_f64.to_bits(), "the last ones, bounded");
        let none = after(refusing(50.0, None), 0.0, 0);
        assert_eq!(none.total_per_s(), None, "nothing is let in");
        assert!(after(refusing(50.0, Some(0.0)), 0.0, 0).doubt().is_some());
    }

    #[test]
    fn nonsense_is_unknown() {
        for per_s in [f64::NAN, f64::INFINITY, -1.0, 1e300] {
            let rates = after(counted(per_s, Some(9)), 3.0, 0);
            assert_eq!((rates.counted_per_s, rates.rank), (None, None));
            assert_eq!(rates.source(), None);
        }
    }
}

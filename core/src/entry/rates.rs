//! The rate that comes in, from what is counted at the entry and at the variants.

use super::own::Own;
use crate::memory::EntryState;
use crate::number::short;
use crate::params::{
    ENTRY_RATIO, ENTRY_WINDOW_S, LITTLE_DEVIATIONS, RANK_MAX, RANK_OF_LEAST, RATE_PER_S_MAX,
};
use crate::reason::{Code, Reason};
use crate::snapshot::WorkloadObservation;

/// Rates of a workload, as they are counted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rates {
    /// At the entry.
    pub(super) counted_per_s: Option<f64>,
    pub(super) counted: Counted,
    rank: Option<u32>,
    /// At the variants.
    own_per_s: f64,
    /// Requests that are let in.
    admitted_per_s: f64,
    turned_away_per_s: f64,
    /// Those of them that count.
    added_per_s: f64,
    pub(super) next: EntryState,
}

/// Whose count decides.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Counted {
    /// The entry's.
    AtEntry,
    /// The entry's, which the variants contradict.
    Contradicted,
    /// The variants', because they count more, or because the entry does not count.
    ByVariants { for_s: f64 },
    /// The variants' alone.
    NotAtEntry,
}

pub(super) fn rates(
    observed: &WorkloadObservation,
    own: &Own,
    last: EntryState,
    now_s: f64,
) -> Rates {
    let rate = |per_s: Option<f64>| per_s.filter(|per_s| (0.0..=RATE_PER_S_MAX).contains(per_s));
    let rank = observed.rank.filter(|rank| (1..=RANK_MAX).contains(rank));
    let (counted_per_s, own_per_s) = (rate(observed.arrival_rate_per_s), own.counted_per_s);
    let is_less = counted_per_s.is_some_and(|per_s| is_less(per_s, own_per_s));
    let less_since_s = is_less.then(|| last.less_since_s.unwrap_or(now_s));
    let less_for_s = less_since_s.map_or(0.0, |since_s| now_s - since_s);
    let counted = match counted_per_s {
        None => Counted::NotAtEntry,
        Some(_) if !is_less => Counted::AtEntry,
        Some(_) if rank >= Some(RANK_OF_LEAST) => Counted::ByVariants { for_s: less_for_s },
        Some(_) if less_for_s > 0.0 && less_for_s >= own.patience_s => {
            Counted::ByVariants { for_s: less_for_s }
        }
        Some(_) => Counted::Contradicted,
    };
    let admitted_per_s = match (counted, counted_per_s) {
        (Counted::AtEntry | Counted::Contradicted, Some(per_s)) => per_s,
        _ => own_per_s,
    };
    let turned_away = rate(observed.turned_away_per_s);
    let turned_away_since_s = match turned_away {
        Some(per_s) if per_s <= 0.0 => None,
        Some(_) => Some(last.turned_away_since_s.unwrap_or(now_s)),
        None => last.turned_away_since_s,
    };
    let turned_away_per_s = turned_away.unwrap_or(0.0);
    let lasts = turned_away_since_s.is_some_and(|since_s| now_s - since_s > own.start_up_s);
    let most_per_s = if lasts { RATE_PER_S_MAX } else { admitted_per_s };
    Rates {
        counted_per_s,
        counted,
        rank,
        own_per_s,
        admitted_per_s,
        turned_away_per_s,
        added_per_s: turned_away_per_s.min(most_per_s),
        next: EntryState { less_since_s, turned_away_since_s, counted_at_s: None },
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
    /// The rate of all that arrives, if any of it is counted at the entry.
    pub(super) fn total_per_s(&self) -> Option<f64> {
        let is_known = self.counted_per_s.is_some() || self.added_per_s > 0.0;
        is_known.then_some(self.admitted_per_s + self.added_per_s)
    }

    /// That fewer requests are counted at the entry than at the variants.
    pub(super) fn doubt(&self) -> Option<Reason> {
        let counted_per_s = self.counted_per_s.filter(|_| self.counted == Counted::Contradicted)?;
        let (counted, own) = (short(counted_per_s), short(self.own_per_s));
        let text =
            format!("{counted} requests/s {} contradict {own} at the variants", self.place());
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
                Counted::ByVariants { .. } => format!(
                    "{own} requests/s are counted at the variants, and only {per_s} {}",
                    self.place()
                ),
                _ => format!("{per_s} requests/s are counted {}", self.place()),
            }
        });
        let turned_away = (self.turned_away_per_s > 0.0).then(|| {
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
        if let Counted::ByVariants { for_s } = self.counted {
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

    fn own(counted_per_s: f64) -> Own {
        let mut own = Own::default();
        (own.counted_per_s, own.start_up_s, own.patience_s) = (counted_per_s, 60.0, 600.0);
        own
    }

    fn at(observed: WorkloadObservation, own_per_s: f64, last: EntryState, now_s: f64) -> Rates {
        rates(&observed, &own(own_per_s), last, now_s)
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
        let of = |own_per_s, rank| at(counted(12.0, rank), own_per_s, EntryState::default(), 0.0);
        assert_eq!(total(of(9.0, Some(1))), 12.0_f64.to_bits());
        assert_eq!(total(of(12.5, Some(1))), 12.0_f64.to_bits(), "within the noise");
        assert_eq!(total(of(30.0, Some(4))), 30.0_f64.to_bits());
        assert_eq!(total(of(9.0, Some(4))), 12.0_f64.to_bits());
        assert!(of(30.0, Some(4)).doubt().is_none());
    }

    #[test]
    fn variants_that_count_more_are_believed_once_that_lasts() {
        let first = at(counted(6.0, Some(1)), 12.0, EntryState::default(), 0.0);
        assert_eq!((first.counted, total(first)), (Counted::Contradicted, 6.0_f64.to_bits()));
        assert!(first.doubt().is_some());
        let later = at(counted(6.0, Some(1)), 12.0, first.next, 600.0);
        assert_eq!(total(later), 12.0_f64.to_bits());
        assert!(later.doubt().is_none());
        assert!(later.source().unwrap().text.contains("only 6 where they come in (rank 1)"));
        let over = at(counted(12.0, Some(1)), 12.0, later.next, 630.0);
        assert_eq!(over.next.less_since_s, None);
    }

    #[test]
    fn requests_turned_away_add_as_many_as_are_let_in_until_they_last() {
        let turned_away = |per_s, admitted: Option<f64>, last, now_s| {
            let observed = WorkloadObservation {
                arrival_rate_per_s: admitted,
                turned_away_per_s: Some(per_s),
                ..WorkloadObservation::default()
            };
            at(observed, 0.0, last, now_s)
        };
        let first = turned_away(50.0, Some(10.0), EntryState::default(), 0.0);
        assert_eq!(total(first), 20.0_f64.to_bits());
        let few = turned_away(5.0, Some(10.0), EntryState::default(), 0.0);
        assert_eq!(total(few), 15.0_f64.to_bits());
        let lasting = turned_away(50.0, Some(10.0), first.next, 61.0);
        assert_eq!(total(lasting), 60.0_f64.to_bits());
        let none = turned_away(50.0, None, EntryState::default(), 0.0);
        assert_eq!(none.total_per_s(), None, "nothing is let in");
        assert_eq!(turned_away(0.0, Some(10.0), first.next, 61.0).next.turned_away_since_s, None);
    }

    #[test]
    fn nonsense_is_unknown() {
        for per_s in [f64::NAN, f64::INFINITY, -1.0, 1e300] {
            let rates = at(counted(per_s, Some(9)), 3.0, EntryState::default(), 0.0);
            assert_eq!((rates.counted_per_s, rates.rank), (None, None));
            assert_eq!(rates.source(), None);
        }
    }
}

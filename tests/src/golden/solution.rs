//! A solution of ours and one of upstream's.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use wva_core::candidates::Candidate;
use wva_core::snapshot::Snapshot;
use wva_core::solve::{Choice, Entry};
use wva_core::stock::Stock;

use super::Report;
use super::candidate::{Expected, at_share};
use super::compare::Differences;
use super::rule::{ROWS, Rule};

/// A server and its accelerator, which is empty without replicas.
pub(super) type Key<'p> = (&'p str, &'p str);

/// The key of a candidate of ours.
pub(super) fn key<'p>(c: &Candidate<'p>) -> Key<'p> {
    (c.offer.variant.name.as_str(), if c.replicas == 0 { "" } else { c.offer.accelerator })
}

/// The candidates of both sides.
pub(super) struct Pairs<'p> {
    pub(super) ours: BTreeMap<Key<'p>, &'p Candidate<'p>>,
    pub(super) theirs: BTreeMap<Key<'p>, Expected>,
    /// Pairs that are decided by value.
    pub(super) by_value: BTreeSet<Key<'p>>,
    /// Whether one of these is upstream's, but ours not or with another count.
    pub(super) others: bool,
}

/// One solution of upstream's.
#[derive(Deserialize)]
pub(super) struct Solution {
    pub(super) total_cost_cents_per_hr: f64,
    #[serde(rename = "num_servers_in_solution")]
    servers: usize,
    rows: Vec<Row>,
}

/// server, accelerator, `num_replicas`, `max_batch`, cost, ITL, TTFT
type Row = (String, String, u32, u32, f64, f64, f64);

const PARTIAL: Rule = Rule::given(
    ROWS,
    "fewer replicas than the candidate's: upstream's latency is that of all of them (ours is the real one)",
);

const BY_VALUE: Rule =
    Rule::given(ROWS, "a pair decided by value that ours has not: numbers of the row not compared");

impl Solution {
    /// Servers that get anything.
    pub(super) fn servers(&self) -> impl Iterator<Item = &str> {
        self.rows.iter().filter(|row| row.2 > 0).map(|row| row.0.as_str())
    }

    /// Its numbers are those of our candidates, whatever was chosen.
    pub(super) fn compare_numbers(
        &self,
        pairs: &Pairs<'_>,
        differences: &mut Differences,
        report: &mut Report,
    ) {
        for row in &self.rows {
            report.unit(ROWS);
            let mut found = Differences::default();
            compare_row(row, pairs, &mut found, report);
            differences.under(&format!("{} on {}", row.0, row.1), found);
        }
        let sum: f64 = self.rows.iter().map(|row| row.4).sum();
        differences.number("sum of costs", sum, self.total_cost_cents_per_hr, 1e-6, 0.0);
        differences.equal("servers", self.rows.len(), self.servers);
    }

    /// Whether ours chose the same; a whole candidate counts as such.
    pub(super) fn is(&self, ours: &Ours<'_>, pairs: &Pairs<'_>) -> bool {
        let whole = |row: &Row, choice: &Choice<'_>| {
            let theirs = pairs.theirs.get(&(row.0.as_str(), row.1.as_str()));
            choice.replicas == choice.candidate.replicas
                && theirs.is_some_and(|theirs| theirs.num_replicas == row.2)
        };
        self.matches(ours, |row, choice| choice.replicas == row.2 || whole(row, choice))
    }

    /// Whether ours chose the same with the same replicas.
    pub(super) fn is_exactly(&self, ours: &Ours<'_>) -> bool {
        self.matches(ours, |row, choice| choice.replicas == row.2)
    }

    fn matches(&self, ours: &Ours<'_>, same: impl Fn(&Row, &Choice<'_>) -> bool) -> bool {
        let rows: Vec<_> = self.rows.iter().filter(|row| row.2 > 0).collect();
        let same = |row: &&Row| {
            let choice = ours.chosen.get(row.0.as_str());
            choice.is_some_and(|choice| {
                choice.candidate.offer.accelerator == row.1 && same(row, choice)
            })
        };
        rows.len() == ours.chosen.len() && rows.iter().all(same)
    }
}

fn compare_row(row: &Row, pairs: &Pairs<'_>, found: &mut Differences, report: &mut Report) {
    let (server, accelerator, replicas, max_batch, cost, itl, ttft) = row;
    let key = (server.as_str(), accelerator.as_str());
    let Some(theirs) = pairs.theirs.get(&key) else {
        found.0.push("not among the vector's candidates".to_owned());
        return;
    };
    let Some(ours) = pairs.ours.get(&key) else {
        if pairs.by_value.contains(&key) {
            report.rule(&BY_VALUE);
        } else {
            found.0.push("ours has no such candidate".to_owned());
        }
        return;
    };
    found.number("cost", ours.offer.price_per_hour * f64::from(*replicas), *cost, 1e-6, 0.0);
    found.require(*replicas <= theirs.num_replicas, || "more than it needs".to_owned());
    if *replicas == 0 {
        return;
    }
    if *replicas < theirs.num_replicas {
        report.rule(&PARTIAL);
    }
    found.equal("max batch", ours.offer.max_batch, *max_batch);
    let (our_ttft, our_itl, _) = at_share(ours, theirs.num_replicas);
    found.number("itl", our_itl, *itl, 1e-6, 0.0);
    found.number("ttft", our_ttft, *ttft, 5e-4, 1e-3);
}

/// Our solution: what every workload with a replica gets.
pub(super) struct Ours<'p> {
    pub(super) chosen: BTreeMap<&'p str, Choice<'p>>,
    priorities: BTreeMap<&'p str, u32>,
}

impl<'p> Ours<'p> {
    pub(super) fn new(entries: &[Entry<'p>], choices: &[Option<Choice<'p>>]) -> Self {
        let given = entries.iter().zip(choices).filter_map(|(e, choice)| Some((e.key, (*choice)?)));
        Self {
            chosen: given.filter(|(_, choice)| choice.replicas > 0).collect(),
            priorities: entries.iter().map(|entry| (entry.key, entry.priority)).collect(),
        }
    }

    pub(super) fn cost(&self) -> f64 {
        let cost = |c: &Choice<'_>| c.candidate.offer.price_per_hour * f64::from(c.replicas);
        self.chosen.values().map(cost).sum()
    }

    /// Workloads that get anything.
    pub(super) fn keys(&self) -> impl Iterator<Item = &'p str> {
        self.chosen.keys().copied()
    }

    /// Workloads of each priority that get anything.
    pub(super) fn counts<'s>(&self, keys: impl Iterator<Item = &'s str>) -> BTreeMap<u32, usize> {
        let mut counts = BTreeMap::new();
        for key in keys {
            *counts.entry(self.priorities.get(key).copied().unwrap_or(0)).or_default() += 1;
        }
        counts
    }

    pub(super) fn check_stock(&self, snapshot: &Snapshot, differences: &mut Differences) {
        let mut stock = Stock::new(&snapshot.capacities);
        for choice in self.chosen.values() {
            let units = choice.candidate.offer.units(choice.replicas);
            let fits = stock.take(choice.candidate.offer.devices.kind, units);
            differences
                .require(fits, || format!("too many {}", choice.candidate.offer.devices.kind));
        }
    }
}

//! A server that is scraped twice counts once.
//!
//! Two monitors that select one pod give every series twice, under labels that differ in what the
//! scraper adds. Engines of one server differ in labels that it gives itself.

use std::collections::BTreeMap;

use crate::params::{SCRAPED_TWICE_RATIO, SCRAPERS_MAX};
use crate::prometheus::names::is_gauge;
use crate::prometheus::values::{Labels, Values};

/// Labels that a scraper adds, other than those that name a pod.
const OF_SCRAPERS: [&str; 11] = [
    "container",
    "endpoint",
    "instance",
    "job",
    "metrics_path",
    "node",
    "port",
    "prometheus",
    "prometheus_replica",
    "service",
    "source",
];

/// Leaves out the series of engines that are there already under other labels of a scraper.
pub(crate) fn count_once(values: &mut Values<'_>) {
    let mut engines: Vec<_> = values.values().flat_map(|series| series.keys()).collect();
    engines.sort();
    engines.dedup();
    let mut kept: BTreeMap<Labels<'_>, Vec<&Labels<'_>>> = BTreeMap::new();
    let mut again = Vec::new();
    for labels in engines {
        let same = kept.entry(own(labels)).or_default();
        if same.iter().take(SCRAPERS_MAX).any(|known| agree(values, known, labels)) {
            again.push(labels.clone());
        } else {
            same.push(labels);
        }
    }
    for series in values.values_mut() {
        for labels in &again {
            series.remove(labels);
        }
    }
}

/// The labels that a server gives itself.
fn own<'p>(labels: &Labels<'p>) -> Labels<'p> {
    labels.iter().copied().filter(|(label, _)| !OF_SCRAPERS.contains(label)).collect()
}

/// Whether the counters of two engines are those of one server, a moment apart: all of one are at least
/// those of the other, and hardly more.
fn agree(values: &Values<'_>, one: &Labels<'_>, other: &Labels<'_>) -> bool {
    let (mut earlier, mut later, mut any) = (true, true, false);
    for (_, series) in values.iter().filter(|(name, _)| !is_gauge(name)) {
        let pair = series.get(one).copied().flatten().zip(series.get(other).copied().flatten());
        let Some((one, other)) = pair else { continue };
        if (one - other).abs() > SCRAPED_TWICE_RATIO * one.max(other) {
            return false;
        }
        any |= one > 0.0;
        earlier &= one <= other;
        later &= one >= other;
    }
    any && (earlier || later)
}

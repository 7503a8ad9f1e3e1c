//! A server that is scraped twice counts once.
//!
//! Two monitors that select one pod give every series twice, under labels that differ in what the
//! scraper adds. Engines of one server differ in labels that it gives itself.

use crate::params::SCRAPED_TWICE_RATIO;
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
    let mut kept: Vec<&Labels<'_>> = Vec::new();
    let mut again = Vec::new();
    for labels in engines {
        let known = kept.iter().any(|known| is_same(known, labels) && agree(values, known, labels));
        if known { again.push(labels.clone()) } else { kept.push(labels) }
    }
    for series in values.values_mut() {
        for labels in &again {
            series.remove(labels);
        }
    }
}

/// Whether two engines have the labels that a server gives itself in common.
fn is_same(one: &Labels<'_>, other: &Labels<'_>) -> bool {
    let own = |labels: &Labels<'_>| -> Vec<_> {
        let all = labels.iter().copied();
        all.filter(|(label, _)| !OF_SCRAPERS.contains(label))
            .map(|(label, value)| (label.to_owned(), value.to_owned()))
            .collect()
    };
    own(one) == own(other)
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

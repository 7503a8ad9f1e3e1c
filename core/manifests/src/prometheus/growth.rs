//! The growth of a pod's series from one page to the next, each series by itself, as `rate` of `PromQL`
//! counts it.
//!
//! A server that restarted counts from 0 again. One counter that falls is no restart: a sum may fall
//! by a rounding, a page may be cut off, a proxy may show an older one. That series is unknown.

use std::collections::BTreeSet;

use crate::params::{RESTART_FALL_RATIO, START_TIME_TOLERANCE_S};
use crate::prometheus::names::{
    ARRIVALS, COMPLETIONS, FIRST_TOKEN, Histogram, RUNNING, WAITING, is_gauge,
};
use crate::prometheus::pods::Pod;
use crate::prometheus::values::Labels;

/// A pod on both pages.
#[derive(Clone, Debug)]
pub(crate) struct Growth<'a, 'p> {
    first: &'a Pod<'p>,
    last: &'a Pod<'p>,
    /// The engines, by their labels, that began at 0 again between the pages.
    restarted: BTreeSet<&'a Labels<'p>>,
}

/// Requests that arrived at a pod.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Arrivals {
    /// Those that are counted.
    pub(crate) at_least: f64,
    /// Whether these are all.
    pub(crate) complete: bool,
}

impl<'a, 'p> Growth<'a, 'p> {
    pub(crate) fn new(first: &'a Pod<'p>, last: &'a Pod<'p>) -> Self {
        Self { first, last, restarted: restarted(first, last) }
    }

    pub(crate) fn restarted(&self) -> bool {
        !self.restarted.is_empty()
    }

    /// Whether the pages are certainly in their order: a counter of a server that did not restart grew,
    /// or the process began later.
    pub(crate) fn is_in_order(&self) -> bool {
        if later_start(self.first, self.last) == Some(true) {
            return true;
        }
        let mut counters = self.last.values.iter().filter(|(name, _)| !is_gauge(name));
        let grew = |name: &str, labels: &Labels<'_>| {
            !self.restarted.contains(labels) && self.series(name, labels) > Some(0.0)
        };
        counters.any(|(name, series)| series.keys().any(|labels| grew(name, labels)))
    }

    /// A counter that fell although its server did not restart.
    pub(crate) fn fallen(&self) -> Option<&'static str> {
        let mut counters = self.last.values.iter().filter(|(name, _)| !is_gauge(name));
        let fell = |name: &str, labels: &Labels<'_>| {
            let pair = value(self.first, name, labels).zip(value(self.last, name, labels));
            pair.is_some_and(|(first, last)| last < first) && !self.restarted.contains(labels)
        };
        let found = counters.find(|(name, series)| series.keys().any(|key| fell(name, key)));
        found.map(|(name, _)| *name)
    }

    /// Growth of one series; unknown if a page lacks it, or if it is a counter that fell.
    fn series(&self, name: &str, labels: &Labels<'_>) -> Option<f64> {
        let last = value(self.last, name, labels)?;
        if self.restarted.contains(labels) {
            return Some(last);
        }
        // A reason that only one page has may have been counted for long.
        let reasons = |pod: &Pod<'_>| pod.reasons.get(labels).copied();
        if name == COMPLETIONS && reasons(self.first) != reasons(self.last) {
            return None;
        }
        let first = value(self.first, name, labels)?;
        (last >= first || is_gauge(name)).then_some(last - first)
    }

    /// Labels of a metric on either page.
    fn labels(&self, name: &str) -> BTreeSet<&'a Labels<'p>> {
        let series = |pod: &'a Pod<'p>| pod.values.get(name).into_iter().flat_map(|all| all.keys());
        series(self.first).chain(series(self.last)).collect()
    }

    /// Growth of a metric over all engines; unknown if that of one is.
    fn whole(&self, name: &str) -> Option<f64> {
        self.labels(name).into_iter().map(|labels| self.series(name, labels)).sum()
    }

    /// Sum and count that a histogram grew by, over the engines that know both.
    pub(crate) fn of_histogram(&self, histogram: Histogram) -> Option<(f64, f64)> {
        self.pairs(histogram.sum, |labels| self.series(histogram.count, labels))
    }

    /// Growth of a metric and of something else, over the engines that know both.
    fn pairs(&self, name: &str, other: impl Fn(&Labels<'_>) -> Option<f64>) -> Option<(f64, f64)> {
        let mut sums = None;
        for labels in self.labels(name) {
            if let Some((grown, other)) = self.series(name, labels).zip(other(labels)) {
                let (sum, further) = sums.unwrap_or((0.0, 0.0));
                sums = Some((sum + grown, further + other));
            }
        }
        sums
    }

    /// Growth of a counter of tokens, and requests that left the queue.
    pub(crate) fn with_begun(&self, tokens: &str) -> Option<(f64, f64)> {
        self.pairs(tokens, |labels| {
            let ended = || Some(self.series(COMPLETIONS, labels)? + self.series(RUNNING, labels)?);
            self.series(FIRST_TOKEN.count, labels).or_else(ended)
        })
    }

    /// Growth of a counter of tokens, and requests that ended.
    pub(crate) fn with_ended(&self, tokens: &str) -> Option<(f64, f64)> {
        self.pairs(tokens, |labels| self.series(COMPLETIONS, labels))
    }

    /// Requests that arrived: they were counted; else the larger of those that began or wait, and
    /// those that ended, run or wait. `None` if the pages have nothing to count them by.
    pub(crate) fn arrivals(&self) -> Option<Arrivals> {
        let counted = self.source(&[ARRIVALS]);
        if counted.is_some_and(|counted| counted.complete) {
            return counted;
        }
        let begun = self.source(&[FIRST_TOKEN.count, WAITING]);
        let ended = self.source(&[COMPLETIONS, WAITING, RUNNING]);
        let known = [counted, begun, ended].into_iter().flatten();
        known.reduce(|a, b| Arrivals {
            at_least: a.at_least.max(b.at_least),
            complete: a.complete || b.complete,
        })
    }

    /// The sum of several metrics; `None` if one of them is on no page. Fewer than none do not arrive:
    /// requests that clients gave up are not taken back.
    fn source(&self, names: &[&str]) -> Option<Arrivals> {
        if names.iter().any(|name| self.labels(name).is_empty()) {
            return None;
        }
        if let Some(sum) = names.iter().map(|name| self.whole(name)).sum::<Option<f64>>() {
            return Some(Arrivals { at_least: sum.max(0.0), complete: true });
        }
        let mut at_least = 0.0;
        for labels in names.first().map(|name| self.labels(name)).unwrap_or_default() {
            let engine = names.iter().map(|name| self.series(name, labels)).sum::<Option<f64>>();
            at_least += engine.unwrap_or(0.0).max(0.0);
        }
        Some(Arrivals { at_least, complete: false })
    }
}

fn value(pod: &Pod<'_>, name: &str, labels: &Labels<'_>) -> Option<f64> {
    *pod.values.get(name)?.get(labels)?
}

/// Whether the process of a pod began later than the one on the first page.
fn later_start(first: &Pod<'_>, last: &Pod<'_>) -> Option<bool> {
    let (before, now) = first.start_s.zip(last.start_s)?;
    Some(now > before + START_TIME_TOLERANCE_S)
}

/// The engines that began anew: those of which all counters fell, unless the process has the same start
/// time. Where no page says another one, they must have fallen further than an older page shows them.
fn restarted<'a, 'p>(first: &Pod<'p>, last: &'a Pod<'p>) -> BTreeSet<&'a Labels<'p>> {
    let most = match later_start(first, last) {
        Some(true) => 1.0,
        Some(false) => return BTreeSet::new(),
        None => RESTART_FALL_RATIO,
    };
    let (mut fell, mut stayed) = (BTreeSet::new(), BTreeSet::new());
    for (name, series) in last.values.iter().filter(|(name, _)| !is_gauge(name)) {
        for (labels, now) in series {
            let Some((before, now)) = value(first, name, labels).zip(*now) else { continue };
            if now < before && now <= before * most {
                fell.insert(labels);
            } else if before > 0.0 {
                stayed.insert(labels);
            }
        }
    }
    fell.difference(&stayed).copied().collect()
}

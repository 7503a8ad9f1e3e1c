//! The growth of a pod's series from one page to the next.

use crate::prometheus::names::{
    ARRIVALS, COMPLETIONS, FIRST_TOKEN, Histogram, RUNNING, WAITING, is_gauge,
};
use crate::prometheus::pods::Pod;

/// A pod on both pages.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Growth<'a, 'p> {
    /// `None` after a restart: everything began at 0 again.
    first: Option<&'a Pod<'p>>,
    last: &'a Pod<'p>,
}

impl<'a, 'p> Growth<'a, 'p> {
    pub(crate) fn new(first: &'a Pod<'p>, last: &'a Pod<'p>) -> Self {
        Self { first: Some(first).filter(|first| !restarted(first, last)), last }
    }

    pub(crate) fn restarted(&self) -> bool {
        self.first.is_none()
    }

    /// Change of a metric over the engines that both pages have; `None` if there are none, or if
    /// one of them misses a value. Counters never fall here, see [`Self::new`].
    pub(crate) fn of(&self, name: &str) -> Option<f64> {
        let last = self.last.values.get(name)?;
        let Some(first) = self.first else {
            return last.values().copied().sum();
        };
        let first = first.values.get(name)?;
        let mut common = last
            .iter()
            .filter_map(|(labels, last)| Some((first.get(labels)?, last)))
            .map(|(first, last)| Some((*last)? - (*first)?))
            .peekable();
        common.peek()?;
        common.sum()
    }

    /// Sum and count a histogram grew by.
    pub(crate) fn of_histogram(&self, histogram: Histogram) -> Option<(f64, f64)> {
        self.of(histogram.sum).zip(self.of(histogram.count))
    }

    /// Requests that left the queue.
    pub(crate) fn begun(&self) -> Option<f64> {
        self.of(FIRST_TOKEN.count).or_else(|| Some(self.of(COMPLETIONS)? + self.of(RUNNING)?))
    }

    /// Requests that arrived, from the best source the pod has: they were counted, or they began
    /// or wait.
    pub(crate) fn arrivals(&self) -> Option<f64> {
        self.of(ARRIVALS).or_else(|| Some(self.begun()? + self.of(WAITING)?))
    }
}

/// Whether the server began anew: a counter fell, or no counter is the one it was.
fn restarted(first: &Pod<'_>, last: &Pod<'_>) -> bool {
    let counters = || last.values.iter().filter(|(name, _)| !is_gauge(name));
    let mut pairs = counters()
        .filter_map(|(name, series)| Some((first.values.get(name)?, series)))
        .flat_map(|(first, last)| {
            last.iter().filter_map(|(labels, last)| Some((*first.get(labels)?, *last)))
        })
        .peekable();
    if pairs.peek().is_none() {
        return counters().next().is_some() && first.values.keys().any(|name| !is_gauge(name));
    }
    pairs.any(|pair| matches!(pair, (Some(first), Some(last)) if last < first))
}

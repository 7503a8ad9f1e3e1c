//! A page: every series that is read, once.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::Source;
use crate::node::{At, Origin};
use crate::params::{LINE_BYTES_MAX, SERIES_MAX, SOURCE_BYTES_MAX};
use crate::problem::{Problem, Problems, Report};
use crate::prometheus::line::{self, Sample};
use crate::prometheus::names;
use crate::scope::Scope;

/// What a server or a Prometheus said at one moment: one pod's `/metrics`, or those of several
/// pods in one text, told apart by labels.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    pub(crate) path: String,
    pub(crate) series: BTreeMap<Series, Reading>,
    problems: Vec<Problem>,
}

/// What tells a series from every other.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Series {
    pub(crate) name: &'static str,
    /// Sorted by name.
    pub(crate) labels: Vec<(String, String)>,
}

/// A value and its place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Reading {
    /// `None` where the page says NaN, an infinity or less than nothing.
    pub(crate) value: Option<f64>,
    pub(crate) at: At,
}

/// Reads a page in Prometheus' text format or in OpenMetrics; metrics that no observation is made
/// of are checked and dropped.
///
/// # Errors
/// Every line that is no sample, a series that is given twice, and a page beyond the limits of
/// [`crate::params`].
pub fn parse_page(source: &Source) -> Result<Page, Problems> {
    let report = Report::default();
    let scope = Scope::new(&report, &source.path, None);
    let mut page = Page { path: source.path.clone(), ..Page::default() };
    page.read(&source.text, &scope);
    page.note_missing(&scope);
    let failed = report.errors() > 0;
    page.problems = report.into_sorted(&[&source.path]);
    if failed { Err(Problems(page.problems)) } else { Ok(page) }
}

impl Page {
    /// Warnings and notes.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    fn read(&mut self, text: &str, scope: &Scope<'_>) {
        if text.len() > SOURCE_BYTES_MAX {
            let text =
                format!("the page has {} bytes; at most {SOURCE_BYTES_MAX} are read", text.len());
            return scope.wrong(Origin::SOURCE.at(1, 0), text);
        }
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        for (index, line) in text.lines().enumerate() {
            if self.series.len() >= SERIES_MAX {
                let text = format!("the page has {SERIES_MAX} series or more; fewer are read");
                return scope.wrong(Origin::SOURCE.at(index + 1, 0), text);
            }
            self.line(line, index + 1, scope);
        }
        self.check_end(text, scope);
    }

    fn line(&mut self, line: &str, number: usize, scope: &Scope<'_>) {
        let at = |column| Origin::SOURCE.at(number, column);
        if line.len() > LINE_BYTES_MAX {
            let text = format!("the line has {} bytes; at most {LINE_BYTES_MAX} are read", line.len());
            return scope.wrong(at(0), text);
        }
        match line::sample(line) {
            Err(fault) => scope.wrong(at(fault.column), fault.text),
            Ok(Some(sample)) => self.keep(sample, at(0), scope),
            Ok(None) => {}
        }
    }

    fn keep(&mut self, sample: Sample, at: At, scope: &Scope<'_>) {
        let Some(name) = names::known(&sample.name) else {
            return;
        };
        let Sample { mut labels, value, .. } = sample;
        // To Prometheus, an empty label is no label.
        labels.retain(|(_, value)| !value.is_empty());
        labels.sort();
        let value = Some(value).filter(|value| value.is_finite() && *value >= 0.0);
        match self.series.entry(Series { name, labels }) {
            Entry::Vacant(place) => {
                place.insert(Reading { value, at });
            }
            Entry::Occupied(first) => {
                let line = first.get().at.line;
                let text = format!(
                    "this series of `{name}` is given twice, first on line {line}; \
                     expected a label `pod` or `instance` where a page holds several pods"
                );
                scope.wrong(at, text);
            }
        }
    }

    /// Every line ends with a line feed: without one, the last number may lack digits.
    fn check_end(&self, text: &str, scope: &Scope<'_>) {
        let last = text.lines().count();
        let cut = self.series.iter().find(|(_, reading)| reading.at == Origin::SOURCE.at(last, 0));
        if let Some((series, reading)) = cut.filter(|_| !text.ends_with('\n')) {
            let text = format!(
                "the page ends without a line feed; the value of `{}` may be cut off",
                series.name
            );
            scope.warn(reading.at, text);
        }
    }

    fn note_missing(&self, scope: &Scope<'_>) {
        let missing = self.series.iter().filter(|(_, reading)| reading.value.is_none());
        let Some((series, reading)) = missing.clone().min_by_key(|(_, reading)| reading.at) else {
            return;
        };
        let others = match missing.count() - 1 {
            0 => String::new(),
            others => format!(", and so do {others} others"),
        };
        let text = format!(
            "the value of `{}` is NaN, infinite or below 0 and counts as missing{others}",
            series.name
        );
        scope.note(reading.at, text);
    }
}

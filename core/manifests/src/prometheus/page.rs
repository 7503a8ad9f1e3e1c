//! A page: every series that is read, once.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::document::node::{At, Origin};
use crate::document::scope::Scope;
use crate::params::{LINE_BYTES_MAX, SERIES_MAX, SOURCE_BYTES_MAX};
use crate::problem::{Problem, ProblemLog, Problems};
use crate::prometheus::line::{self, Sample};
use crate::prometheus::names;
use crate::prometheus::words::and_others;
use crate::source::Source;

/// The answer of a server or a Prometheus at one moment: one pod's `/metrics`, or those of several
/// pods in one text, told apart by labels.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    pub(crate) path: String,
    pub(crate) series: BTreeMap<Series, Reading>,
    /// When processes began, s, with the labels of that series.
    pub(crate) starts: Vec<(Vec<(String, String)>, Reading)>,
    /// Another server whose metrics are on it.
    pub(crate) other: Option<&'static str>,
    pub(crate) problems: Vec<Problem>,
}

/// The identity of a series.
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

/// Reads a page in Prometheus' text format or in `OpenMetrics`; metrics that no observation is made
/// of are checked and dropped.
///
/// # Errors
/// Every line that is no sample, series that are given twice, and a page beyond the limits of
/// [`crate::params`].
pub fn parse_page(source: &Source) -> Result<Page, Problems> {
    let log = ProblemLog::default();
    let scope = Scope::new(&log, &source.path, None);
    let mut reader = Reader {
        scope,
        series: BTreeMap::new(),
        starts: Vec::new(),
        twice: Vec::new(),
        other: None,
    };
    reader.page(&source.text);
    reader.refuse_twice();
    reader.note_missing();
    reader.check_end(&source.text);
    let Reader { series, starts, other, .. } = reader;
    let failed = log.errors() > 0;
    let problems = log.into_sorted(&[&source.path]);
    if failed {
        return Err(Problems(problems));
    }
    Ok(Page { path: source.path.clone(), series, starts, other, problems })
}

impl Page {
    /// Warnings and notes.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }
}

/// What a text is that is no page, where its beginning says so.
fn other_form(text: &str) -> Option<&'static str> {
    let start = text.trim_start();
    if start.starts_with("HTTP/") {
        return Some(
            "the answer's headers are no page; expected the body alone (`curl` without `-i`)",
        );
    }
    is_json(start).then_some(
        "JSON is no page; expected the text of `/metrics` or of Prometheus' `/federate`, not an \
         answer of its query API",
    )
}

/// Whether it begins as JSON does: a line of a page may begin with a quoted name in braces, but
/// without a colon after it.
fn is_json(start: &str) -> bool {
    let after_name = || {
        let name = start.strip_prefix('{')?.trim_start().strip_prefix('"')?;
        name.split_once('"').map(|(_, rest)| rest.trim_start())
    };
    start.starts_with('[') || after_name().is_some_and(|rest| rest.starts_with(':'))
}

struct Reader<'s> {
    scope: Scope<'s>,
    series: BTreeMap<Series, Reading>,
    starts: Vec<(Vec<(String, String)>, Reading)>,
    /// Series that were there already: name, where first and where again.
    twice: Vec<(&'static str, At, At)>,
    other: Option<&'static str>,
}

impl Reader<'_> {
    fn page(&mut self, text: &str) {
        if text.len() > SOURCE_BYTES_MAX {
            let text =
                format!("the page has {} bytes; at most {SOURCE_BYTES_MAX} are read", text.len());
            return self.scope.wrong(Origin::SOURCE.at(1, 0), text);
        }
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if let Some(other) = other_form(text) {
            return self.scope.wrong(Origin::SOURCE.at(1, 0), other.to_owned());
        }
        for (index, line) in text.lines().enumerate() {
            if self.series.len() + self.starts.len() >= SERIES_MAX {
                let text = format!("the page has {SERIES_MAX} series or more; fewer are read");
                return self.scope.wrong(Origin::SOURCE.at(index + 1, 0), text);
            }
            self.line(line, index + 1);
        }
    }

    fn line(&mut self, line: &str, number: usize) {
        let at = |column| Origin::SOURCE.at(number, column);
        if line.len() > LINE_BYTES_MAX {
            let text =
                format!("the line has {} bytes; at most {LINE_BYTES_MAX} are read", line.len());
            return self.scope.wrong(at(0), text);
        }
        match line::sample(line) {
            Err(error) => self.scope.wrong(at(error.column), error.text),
            Ok(Some(sample)) => self.keep(sample, at(0)),
            Ok(None) => {}
        }
    }

    fn keep(&mut self, sample: Sample, at: At) {
        if sample.name == names::START {
            let value = Some(sample.value).filter(|value| value.is_finite());
            return self.starts.push((sample.labels, Reading { value, at }));
        }
        let Some(name) = names::known(&sample.name) else {
            self.other = self.other.or_else(|| names::other_server(&sample.name));
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
            Entry::Occupied(first) => self.twice.push((name, first.get().at, at)),
        }
    }

    /// Every line ends with a line feed: without one the last number may lack digits, and is missing.
    fn check_end(&mut self, text: &str) {
        if text.ends_with('\n') {
            return;
        }
        let last = Origin::SOURCE.at(text.lines().count(), 0);
        for (_, start) in self.starts.iter_mut().filter(|(_, start)| start.at == last) {
            start.value = None;
        }
        let cut = self.series.iter_mut().find(|(_, reading)| reading.at == last);
        if let Some((series, reading)) = cut {
            reading.value = None;
            let text = format!(
                "the page ends without a line feed; the value of `{}` may be cut off and counts as \
                 missing",
                series.name
            );
            self.scope.warn(last, text);
        }
    }

    fn refuse_twice(&self) {
        let Some((name, first, again)) = self.twice.first() else {
            return;
        };
        let series = and_others(
            format!("the series of `{name}`{}", first.line_after(" of")),
            self.twice.len(),
        );
        let text = format!(
            "{series}: given twice; expected a label `pod` or `instance` where a page holds several \
             pods"
        );
        self.scope.wrong(*again, text);
    }

    fn note_missing(&self) {
        let missing = self.series.iter().filter(|(_, reading)| reading.value.is_none());
        let Some((series, reading)) = missing.clone().min_by_key(|(_, reading)| reading.at) else {
            return;
        };
        let values = and_others(format!("the value of `{}`", series.name), missing.count());
        let text = format!("{values}: NaN, infinite or below 0, counts as missing");
        self.scope.note(reading.at, text);
    }
}

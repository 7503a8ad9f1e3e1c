//! Faults of an input, and their places.

use std::cell::Cell;
use std::fmt;
use wva_core::order::sort_by;

use serde::{Deserialize, Serialize};

use crate::params::PROBLEMS_MAX;
use crate::places::Places;

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The value cannot be used: what it belongs to is left out.
    Error,
    /// Everything is used, but probably not as it was meant.
    Warning,
    /// Worth knowing.
    Note,
}

/// One thing that is wrong, with its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// How bad it is.
    pub severity: Severity,
    /// Path of the source.
    pub file: Option<String>,
    /// Line in the source, from 1.
    pub line: Option<u32>,
    /// Column in the source, from 1.
    pub column: Option<u32>,
    /// Kind and `namespace/name`.
    pub object: Option<String>,
    /// Path of the field inside the object.
    pub field: Option<String>,
    /// The fault, and the value that was expected.
    pub text: String,
}

/// Where something was written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// Path of the source.
    pub file: String,
    /// Line, from 1; absent where it was no text.
    pub line: Option<u32>,
    /// Column, from 1; absent where it was no text.
    pub column: Option<u32>,
}

/// The problems of an input that cannot be used, in the order of the text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", lines(.0))]
pub struct Problems(pub Vec<Problem>);

impl Problem {
    pub(crate) fn new(severity: Severity, place: Option<&Place>, text: String) -> Self {
        Self {
            severity,
            file: place.map(|place| place.file.clone()),
            line: place.and_then(|place| place.line),
            column: place.and_then(|place| place.column),
            object: None,
            field: None,
            text,
        }
    }

    pub(crate) fn about(mut self, object: &str) -> Self {
        self.object = Some(object.to_owned());
        self
    }

    pub(crate) fn field(mut self, path: &str) -> Self {
        self.field = Some(path.to_owned());
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = &self.file {
            write!(formatter, "{file}:")?;
            if let Some(line) = self.line {
                write!(formatter, "{line}:")?;
            }
            formatter.write_str(" ")?;
        }
        match self.severity {
            Severity::Error => {}
            Severity::Warning => formatter.write_str("warning: ")?,
            Severity::Note => formatter.write_str("note: ")?,
        }
        for part in [&self.object, &self.field].into_iter().flatten() {
            write!(formatter, "{part}: ")?;
        }
        formatter.write_str(&self.text)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.file)?;
        self.line.map_or(Ok(()), |line| write!(formatter, ":{line}"))
    }
}

fn lines(problems: &[Problem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// Collects problems while a text is read, so that one run names them all.
#[derive(Default)]
pub struct ProblemLog {
    problems: Cell<Vec<Problem>>,
    errors: Cell<usize>,
    unlisted: Cell<usize>,
}

impl fmt::Debug for ProblemLog {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("ProblemLog").field("errors", &self.errors).finish_non_exhaustive()
    }
}

impl ProblemLog {
    pub(crate) fn push(&self, problem: Problem) {
        if problem.severity == Severity::Error {
            self.errors.set(self.errors.get() + 1);
        }
        let mut problems = self.problems.take();
        if problems.len() < PROBLEMS_MAX {
            problems.push(problem);
        } else {
            self.unlisted.set(self.unlisted.get() + 1);
        }
        self.problems.set(problems);
    }

    /// Errors so far; their number before and after reading an object says whether it is sound.
    pub fn errors(&self) -> usize {
        self.errors.get()
    }

    /// Everything found, in the order of `files` and of the text.
    pub fn into_sorted(self, files: &[&str]) -> Vec<Problem> {
        let mut problems = self.problems.into_inner();
        let places = Places::of(files.iter().map(|file| (*file).to_owned()));
        let place = |problem: &Problem| {
            let file = problem.file.as_deref().and_then(|file| places.place(file));
            (file.unwrap_or(files.len()), problem.line, problem.column)
        };
        sort_by(&mut problems, |a, b| place(a).cmp(&place(b)));
        let unlisted = self.unlisted.get();
        if unlisted > 0 {
            // An error may be among the unlisted ones, so their line must be an error too.
            let severity = if self.errors.get() > 0 { Severity::Error } else { Severity::Warning };
            let text = format!("{unlisted} further problems are not listed");
            problems.push(Problem::new(severity, None, text));
        }
        problems
    }
}

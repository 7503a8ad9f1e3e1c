//! Where a reader is: source, object and path, so that no message lacks its place.

use crate::document::node::At;
use crate::problem::{Place, Problem, ProblemLog, Severity};

/// Source, object and path of what is being read.
#[derive(Clone, Debug)]
pub struct Scope<'a> {
    pub(crate) log: &'a ProblemLog,
    pub(crate) file: &'a str,
    pub(crate) object: Option<&'a str>,
    /// Path of the field inside the object; empty for the object itself.
    pub(crate) path: String,
    /// The weight of a wrong value: an error, or a warning in what is only observed.
    pub(crate) wrong: Severity,
}

impl<'a> Scope<'a> {
    /// The top of a source, or of an object in it.
    #[must_use]
    pub fn new(log: &'a ProblemLog, file: &'a str, object: Option<&'a str>) -> Self {
        Self { log, file, object, path: String::new(), wrong: Severity::Error }
    }

    /// Wrong values are only worth a warning here.
    pub(crate) fn lenient(mut self) -> Self {
        self.wrong = Severity::Warning;
        self
    }

    /// A field of it.
    #[must_use]
    pub fn child(&self, key: &str) -> Self {
        let plain = key.chars().all(|letter| letter.is_alphanumeric() || "-_".contains(letter));
        let path = match (self.path.is_empty(), plain) {
            (true, true) => key.to_owned(),
            (false, true) => format!("{}.{key}", self.path),
            (_, false) => format!("{}[{key}]", self.path),
        };
        Self { path, ..self.clone() }
    }

    /// An item of it.
    #[must_use]
    pub fn item(&self, index: usize) -> Self {
        Self { path: format!("{}[{index}]", self.path), ..self.clone() }
    }

    /// Reports that something cannot be used.
    pub fn wrong(&self, at: At, text: String) {
        self.push(self.wrong, at, text);
    }

    /// Reports that something is probably not meant so.
    pub fn warn(&self, at: At, text: String) {
        self.push(Severity::Warning, at, text);
    }

    pub(crate) fn note(&self, at: At, text: String) {
        self.push(Severity::Note, at, text);
    }

    /// A place in it.
    #[must_use]
    pub fn place(&self, at: At) -> Place {
        Place { file: self.file.to_owned(), line: at.line, column: at.column }
    }

    fn push(&self, severity: Severity, at: At, text: String) {
        let mut problem = Problem::new(severity, Some(&self.place(at)), text);
        problem.object = self.object.map(str::to_owned);
        problem.field = (!self.path.is_empty()).then(|| self.path.clone());
        self.log.push(problem);
    }
}

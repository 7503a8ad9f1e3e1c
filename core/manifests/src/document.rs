//! Reads any YAML document the way the manifests are read: field by field, every message with its
//! place and with what was expected.

pub(crate) mod fields;
pub(crate) mod node;
pub(crate) mod number;
pub(crate) mod quantity;
pub(crate) mod range;
pub(crate) mod scope;
pub(crate) mod suggest;
pub(crate) mod unique;
pub(crate) mod words;
pub(crate) mod yaml;

pub use crate::document::fields::{Fields, Found, Range};
pub use crate::document::node::{At, Entry, Node};
pub use crate::document::quantity::seconds;
pub use crate::document::scope::Scope;
pub use crate::document::suggest::{Suggestions, hint};
pub use crate::document::words::describe;
pub use crate::problem::ProblemLog;

use crate::document::node::{Origin, Value};
use crate::document::yaml::documents;
use crate::source::Source;

/// The only document of a source; another number of them is reported.
#[must_use]
pub fn only(source: &Source, log: &ProblemLog) -> Option<Node> {
    let scope = Scope::new(log, &source.path, None);
    let (documents, errors) = documents(&source.text, Origin::SOURCE);
    let sound = errors.is_empty();
    for error in errors {
        scope.wrong(error.at, error.text);
    }
    let mut documents = documents.into_iter();
    let first = documents.next();
    if first.is_none() && sound {
        scope.wrong(Origin::SOURCE.at(1, 0), "is empty".to_owned());
    }
    if let Some(second) = documents.next() {
        scope.wrong(second.at, "is a second document; expected only one".to_owned());
    }
    first
}

/// A text inside a document as a source of its own, with the lines it has there.
#[must_use]
pub fn nested(file: &str, node: &Node) -> Option<Source> {
    let Value::Scalar(scalar) = &node.value else { return None };
    let line = scalar.origin.at(1, 0).line.map(usize::try_from);
    let before = line.map_or(0, |line| line.unwrap_or(1).saturating_sub(1));
    let before = "\n".repeat(before);
    Some(Source { path: file.to_owned(), text: format!("{before}{}", scalar.text) })
}

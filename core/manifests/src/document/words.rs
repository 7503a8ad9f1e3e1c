//! Given values in the words of a message.

use crate::document::node::{Node, Value};
use crate::params::QUOTED_CHARS_MAX;

/// The value in the words of a message.
#[must_use]
pub fn describe(node: &Node) -> String {
    match &node.value {
        Value::Null => "nothing".to_owned(),
        Value::Sequence(_) => "a list".to_owned(),
        Value::Mapping(_) => "an object".to_owned(),
        Value::Scalar(scalar) => quoted(&scalar.text),
    }
}

/// The names between backticks, the last after `or`.
pub(crate) fn one_of<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let mut names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match (names.pop(), names.is_empty()) {
        (Some(only), true) => only,
        (Some(last), false) => format!("{} or {last}", names.join(", ")),
        (None, _) => String::new(),
    }
}

/// A given text between backticks, shortened and on one line.
pub(crate) fn quoted(text: &str) -> String {
    let text = text.trim_end();
    let mut shown: String = text.chars().take(QUOTED_CHARS_MAX).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    format!("`{}`", shown.replace(['\n', '\r'], " "))
}

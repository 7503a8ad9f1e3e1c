//! Writes YAML that people would write: fields with indentation, quotes where they are needed.

use std::fmt::{Display, Write as _};

/// Lines of fields.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    text: String,
    indent: usize,
    /// The next field begins an item of a list.
    item: bool,
}

impl Lines {
    /// `name:`, and what `inside` writes is in it.
    pub(crate) fn nested(&mut self, name: &str, inside: impl FnOnce(&mut Self)) {
        self.line(&format!("{name}:"));
        self.indented(inside);
    }

    /// `name: |`, and what `inside` writes is its text.
    pub(crate) fn block(&mut self, name: &str, inside: impl FnOnce(&mut Self)) {
        self.line(&format!("{name}: |"));
        self.indented(inside);
    }

    /// An item of a list, with the fields that `inside` writes.
    pub(crate) fn item(&mut self, inside: impl FnOnce(&mut Self)) {
        self.item = true;
        self.indented(inside);
        self.item = false;
    }

    /// `name: value`.
    pub(crate) fn field(&mut self, name: &str, value: impl Display) {
        self.line(&format!("{name}: {value}"));
    }

    /// The same, where there is a value.
    pub(crate) fn maybe(&mut self, name: &str, value: Option<impl Display>) {
        if let Some(value) = value {
            self.field(name, value);
        }
    }

    /// `name: text`, quoted if need be.
    pub(crate) fn text<'t>(&mut self, name: &str, text: impl Into<Option<&'t str>>) {
        self.maybe(name, text.into().map(quoted));
    }

    /// `name: "number"`, as upstream's resources write numbers.
    pub(crate) fn number_text(&mut self, name: &str, number: Option<f64>) {
        self.maybe(name, number.map(|number| format!("\"{number}\"")));
    }

    pub(crate) fn line(&mut self, line: &str) {
        let depth = if self.item { self.indent.saturating_sub(1) } else { self.indent };
        let dash = if std::mem::take(&mut self.item) { "- " } else { "" };
        // Writing to a string cannot fail.
        let _ = writeln!(self.text, "{:width$}{dash}{line}", "", width = 2 * depth);
    }

    pub(crate) fn into_text(self) -> String {
        self.text
    }

    fn indented(&mut self, inside: impl FnOnce(&mut Self)) {
        self.indent += 1;
        inside(self);
        self.indent -= 1;
    }
}

/// A text as a scalar: plain if it cannot be read as anything else.
pub(crate) fn quoted(text: &str) -> String {
    const WORDS: [&str; 8] = ["true", "false", "null", "yes", "no", "on", "off", "inf"];
    let lower = text.to_ascii_lowercase();
    let plain = text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.chars().all(|char| char.is_ascii_alphanumeric() || "/._-".contains(char))
        && text.len() > 1
        && !WORDS.contains(&lower.as_str())
        && text.parse::<f64>().is_err();
    // A JSON text is a YAML text.
    if plain { text.to_owned() } else { serde_json::Value::from(text).to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_unmistakable_is_plain() {
        assert_eq!(quoted("meta/llama-3.1-8b"), "meta/llama-3.1-8b");
        for text in ["", "no", "NaN", "1e5", "a: b", "# x", "- x", "n", "line\nbreak", "é"] {
            assert!(quoted(text).starts_with('"'), "{text}");
        }
    }

    #[test]
    fn lists_and_objects_nest() {
        let mut lines = Lines::default();
        lines.nested("list", |lines| {
            lines.item(|lines| {
                lines.text("name", "a");
                lines.nested("inner", |lines| lines.field("x", 1));
            });
            lines.item(|lines| lines.field("y", 2.5));
        });
        let expected = "list:\n  - name: \"a\"\n    inner:\n      x: 1\n  - y: 2.5\n";
        assert_eq!(lines.into_text(), expected);
    }
}

//! Errors of texts that cannot be read as trees.

use crate::document::node::At;

/// Why a text, or a part of it, is no tree.
#[derive(Clone, Debug)]
pub(crate) struct YamlError {
    pub(crate) at: At,
    pub(crate) text: String,
}

/// The parser's complaint, for readers who do not know its grammar.
pub(super) fn scan_error(info: &str) -> String {
    let words = [
        (
            "mapping values are not allowed",
            "`key: value` cannot stand here; is the line indented too far, or does a text with `: ` \
             lack quotation marks",
        ),
        ("tabs disallowed", "a tab is no indentation; expected spaces"),
        ("unclosed quote", "the quotation mark is not closed"),
        ("unclosed bracket '{'", "the bracket `{` is not closed; expected `}`"),
        ("unclosed bracket '['", "the bracket `[` is not closed; expected `]`"),
    ];
    let known = words.iter().find(|(start, _)| info.starts_with(start));
    known.map_or_else(|| format!("this is not YAML: {info}"), |(_, text)| (*text).to_owned())
}

/// Says at the first error of a text with `{{ … }}`, which YAML may read as an object, what to do first.
pub(super) fn hint_at_template(errors: &mut [YamlError], text: &str) {
    if let Some(first) = errors.first_mut()
        && text.contains("{{")
        && text.contains("}}")
    {
        first.text.push_str(" (a template such as Helm's `{{ … }}` must be rendered first)");
    }
}

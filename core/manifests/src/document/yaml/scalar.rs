//! Scalars: which of them are null, and where their insides lie.

use serde_yaml::granit_parser::{ScalarStyle, Tag};

use super::error::YamlError;
use crate::document::node::{At, Origin, Scalar, Value};

/// Null, or a text with the place of a document inside it.
pub(super) fn scalar(
    origin: Origin,
    text: String,
    style: ScalarStyle,
    tag: Option<&Tag>,
    at: At,
) -> Result<Value, YamlError> {
    let suffix = tag.map(|tag| tag.core_suffix().ok_or_else(|| tag.original())).transpose();
    let suffix =
        suffix.map_err(|tag| YamlError { at, text: format!("the tag `{tag}` is not known") })?;
    let plain = style == ScalarStyle::Plain && suffix != Some("str");
    if plain && matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL") {
        return Ok(Value::Null);
    }
    let single_line = !text.contains('\n');
    let origin = match (style, origin) {
        (_, Origin::Fixed(at)) => Origin::Fixed(at),
        (ScalarStyle::Literal, _) => {
            Origin::nested(at, text.chars().take_while(|letter| *letter == '\n').count())
        }
        (ScalarStyle::Plain, _) if single_line => Origin::nested(at, 0),
        (ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted, _) if single_line => {
            let column = at.column.map(|column| column + 1);
            Origin::nested(At { column, ..at }, 0)
        }
        _ => Origin::Fixed(at),
    };
    Ok(Value::Scalar(Scalar { text, origin }))
}

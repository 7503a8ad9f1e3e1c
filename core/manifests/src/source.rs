//! A text to read.

/// A text and what to call it in messages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// Path or other name.
    pub path: String,
    /// YAML, one or more documents; JSON is YAML. For [`crate::parse_page`] Prometheus' text format.
    pub text: String,
}

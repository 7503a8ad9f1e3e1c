//! What can be wrong with a question put to the policy.

use serde::{Deserialize, Serialize};

/// The policy refuses a question; nothing was decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "camelCase")]
#[error("{field}: {text}")]
pub struct PolicyError {
    /// What kind of error: `invalid-input`, `too-large`, `unsupported-version`, `rate-above-max`, …
    pub code: String,
    /// The offending field, for example `variants[3].minReplicas`.
    pub field: String,
    /// What is wrong and what was expected.
    pub text: String,
}

impl PolicyError {
    /// An error about one field.
    pub fn new(code: &str, field: impl Into<String>, text: impl Into<String>) -> Self {
        Self { code: code.to_owned(), field: field.into(), text: text.into() }
    }
}

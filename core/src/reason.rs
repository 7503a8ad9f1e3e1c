//! Why: a code from a documented list, a text for people, the numbers behind it.

mod code;

use serde::{Deserialize, Serialize};

pub use self::code::{Code, ReasonCode};

/// A reason, as data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Reason {
    /// One of the codes in `docs/reasons.md`, or another policy's own; a list that grows.
    pub code: ReasonCode,
    /// The reason as a clause, without a full stop.
    pub text: String,
    /// The numbers the text speaks of.
    pub values: Vec<NamedValue>,
}

/// A number and what it is; the last word of the name is the unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NamedValue {
    /// For example `targetMs`.
    pub name: String,
    /// Finite.
    pub value: f64,
}

impl Reason {
    /// A reason without numbers.
    pub fn new(code: Code, text: impl Into<String>) -> Self {
        Self { code: ReasonCode::Known(code), text: text.into(), values: Vec::new() }
    }

    /// The same reason with one more number; one that is not finite is left out.
    #[must_use]
    pub fn with(mut self, name: &str, value: f64) -> Self {
        if value.is_finite() {
            self.values.push(NamedValue { name: name.to_owned(), value });
        }
        self
    }

    /// Whether this is the reason of that code.
    #[must_use]
    pub fn is(&self, code: Code) -> bool {
        self.code == ReasonCode::Known(code)
    }
}

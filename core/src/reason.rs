//! Why: a code from a documented list, the numbers and names behind it, and words where those do not
//! say everything.

mod code;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

pub use self::code::{Code, ReasonCode};

/// A reason, as data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Reason {
    /// One of the codes in `docs/reasons.md`, or another policy's own; a list that grows.
    pub code: ReasonCode,
    /// The reason as a clause, without a full stop; empty where code, values and names say it all and
    /// [`crate::text`] has not put it into words yet.
    pub text: String,
    /// The numbers behind it.
    pub values: Vec<NamedValue>,
    /// The names behind it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<NamedText>,
}

/// A number and what it is; the last word of the name is the unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NamedValue {
    /// For example `targetMs`.
    pub name: Cow<'static, str>,
    /// Finite.
    pub value: f64,
}

/// A name and what it names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NamedText {
    /// For example `carrier`.
    pub name: Cow<'static, str>,
    /// For example the name of a variant.
    pub text: String,
}

impl Reason {
    /// A reason that its code, values and names say in full.
    #[must_use]
    pub fn new(code: Code) -> Self {
        Self::said(code, String::new())
    }

    /// A reason in words of its own.
    pub fn said(code: Code, text: impl Into<String>) -> Self {
        let code = ReasonCode::Known(code);
        Self { code, text: text.into(), values: Vec::new(), names: Vec::new() }
    }

    /// The same reason with one more number; one that is not finite is left out.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: f64) -> Self {
        if value.is_finite() {
            self.values.push(NamedValue { name: Cow::Borrowed(name), value });
        }
        self
    }

    /// The same reason with one more name.
    #[must_use]
    pub fn named(mut self, name: &'static str, text: &str) -> Self {
        self.names.push(NamedText { name: Cow::Borrowed(name), text: text.to_owned() });
        self
    }

    /// Whether this is the reason of that code.
    #[must_use]
    pub fn is(&self, code: Code) -> bool {
        self.code == ReasonCode::Known(code)
    }

    /// The number of a name.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<f64> {
        self.values.iter().find(|named| named.name == name).map(|named| named.value)
    }

    /// The text of a name.
    #[must_use]
    pub fn name(&self, name: &str) -> Option<&str> {
        self.names.iter().find(|named| named.name == name).map(|named| named.text.as_str())
    }
}

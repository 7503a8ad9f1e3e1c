//! Errors of a question put to the policy.

use serde::{Deserialize, Serialize};

use wva_model::ModelError;

/// The policy refuses a question; nothing was decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "camelCase")]
#[error("{field}: {text}")]
pub struct PolicyError {
    /// The kind of error.
    pub code: ErrorCode,
    /// The offending field, for example `variants[3].minReplicas`.
    pub field: String,
    /// The fault, and the value that was expected.
    pub text: String,
}

/// The kind of a policy's error.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum ErrorCode {
    /// A field that no decision can be made from.
    InvalidInput,
    /// More than the policy takes in one call.
    TooLarge,
    /// Input for a version of the contract that is not supported.
    UnsupportedVersion,
    /// A rate at which the queue is not stable.
    RateAboveMax,
    /// Numbers that the model does not hold for.
    OutOfDomain,
    /// Targets that no load keeps.
    Infeasible,
    /// A defect of the policy itself.
    Internal,
    /// Another policy's own.
    Foreign(String),
}

impl ErrorCode {
    /// The code as it is written in an answer.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::InvalidInput => "invalid-input",
            Self::TooLarge => "too-large",
            Self::UnsupportedVersion => "unsupported-version",
            Self::RateAboveMax => "rate-above-max",
            Self::OutOfDomain => "out-of-domain",
            Self::Infeasible => "infeasible",
            Self::Internal => "internal",
            Self::Foreign(text) => text,
        }
    }
}

impl From<String> for ErrorCode {
    fn from(text: String) -> Self {
        let codes = [
            Self::InvalidInput,
            Self::TooLarge,
            Self::UnsupportedVersion,
            Self::RateAboveMax,
            Self::OutOfDomain,
            Self::Infeasible,
            Self::Internal,
        ];
        codes.into_iter().find(|code| code.as_str() == text).unwrap_or(Self::Foreign(text))
    }
}

impl From<ErrorCode> for String {
    fn from(code: ErrorCode) -> Self {
        code.as_str().to_owned()
    }
}

impl PartialEq<str> for ErrorCode {
    fn eq(&self, written: &str) -> bool {
        self.as_str() == written
    }
}

impl PartialEq<&str> for ErrorCode {
    fn eq(&self, written: &&str) -> bool {
        self.as_str() == *written
    }
}

impl std::fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl PolicyError {
    /// An error about one field.
    pub fn new(code: ErrorCode, field: impl Into<String>, text: impl Into<String>) -> Self {
        Self { code, field: field.into(), text: text.into() }
    }
}

impl From<ModelError> for PolicyError {
    fn from(error: ModelError) -> Self {
        let (code, field) = match error {
            ModelError::Batch { .. } => (ErrorCode::OutOfDomain, "maxBatch"),
            ModelError::Queue { .. } => (ErrorCode::OutOfDomain, "maxQueue"),
            ModelError::InputTokens { .. } => (ErrorCode::OutOfDomain, "avgInputTokens"),
            ModelError::OutputTokens { .. } => (ErrorCode::OutOfDomain, "avgOutputTokens"),
            ModelError::Parameter { .. } | ModelError::ServiceTime { .. } => {
                (ErrorCode::OutOfDomain, "latency")
            }
            ModelError::Rate { .. } => (ErrorCode::InvalidInput, "arrivalRatePerS"),
            ModelError::RateAboveMax { .. } => (ErrorCode::RateAboveMax, "arrivalRatePerS"),
            ModelError::Target { .. } => (ErrorCode::InvalidInput, "targets"),
            ModelError::Infeasible { .. } => (ErrorCode::Infeasible, "targets"),
            ModelError::Replicas { .. } => (ErrorCode::OutOfDomain, "arrivalRatePerS"),
            ModelError::Sweep => (ErrorCode::InvalidInput, "points"),
        };
        Self::new(code, field, error.to_string())
    }
}

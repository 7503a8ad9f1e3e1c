//! How a call of a policy can end other than with an answer.

use wasmtime::{Error, Trap};
use wva_core::error::PolicyError;

use super::limits::{MEMORY_BYTES_MAX, MESSAGE_CHARS_MAX, WORD_BYTES_MAX};
use super::store::MemoryRefused;
use super::verify::DefectError;
use crate::text::readable;

/// Why a call brought no answer. The instance is gone; the next call gets a new one.
#[derive(Clone, Debug, thiserror::Error)]
pub enum CallError {
    /// The policy refuses the input.
    #[error("the policy refuses the input: {0}")]
    Refused(PolicyError),
    /// The policy broke down.
    #[error("the policy failed: {message}")]
    Trap {
        /// Wasmtime's message.
        message: String,
    },
    /// The policy did more work than the input is worth.
    #[error("the policy used up its {fuel} units of fuel")]
    OutOfFuel {
        /// Fuel the call was given.
        fuel: u64,
    },
    /// The policy took too long although it still had fuel.
    #[error("the policy did not answer in time")]
    Deadline,
    /// The policy wanted too much memory.
    #[error("the policy wanted more than {MEMORY_BYTES_MAX} bytes of memory")]
    Memory,
    /// The policy answered something that is not an answer.
    #[error("the policy's answer is invalid: {text}")]
    InvalidOutput {
        /// The defect.
        text: String,
    },
    /// The policy does not offer the question.
    #[error("the policy does not export `{interface}`")]
    NotExported {
        /// The optional interface.
        interface: &'static str,
    },
}

impl CallError {
    /// A refusal with short texts of one line.
    pub(crate) fn refused(refusal: PolicyError) -> Self {
        let PolicyError { code, field, text } = refusal;
        Self::Refused(PolicyError {
            code: readable(code.as_str(), WORD_BYTES_MAX).into(),
            field: readable(&field, MESSAGE_CHARS_MAX),
            text: readable(&text, MESSAGE_CHARS_MAX),
        })
    }

    /// The end of an instance that was given `fuel` and did not get as far as the call.
    pub(crate) fn of(error: &Error, fuel: u64) -> Self {
        Self::stopped(error, fuel).unwrap_or_else(|| Self::Trap { message: format!("{error:#}") })
    }

    /// The end of an instance that was given `fuel`, in or after the call. An error that is
    /// neither a limit nor a trap is a defect of the answer.
    pub(crate) fn of_answer(error: &Error, fuel: u64) -> Self {
        Self::stopped(error, fuel)
            .unwrap_or_else(|| Self::InvalidOutput { text: format!("{error:#}") })
    }

    fn stopped(error: &Error, fuel: u64) -> Option<Self> {
        if error.downcast_ref::<MemoryRefused>().is_some() {
            return Some(Self::Memory);
        }
        Some(match error.downcast_ref::<Trap>()? {
            Trap::OutOfFuel => Self::OutOfFuel { fuel },
            Trap::Interrupt => Self::Deadline,
            trap => Self::Trap { message: trap.to_string() },
        })
    }
}

impl From<DefectError> for CallError {
    fn from(defect: DefectError) -> Self {
        Self::InvalidOutput { text: defect.to_string() }
    }
}

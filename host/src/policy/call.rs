//! How a call of a policy can end other than with an answer.

use wasmtime::{Error, Trap};
use wva_core::decision::Decision;
use wva_core::error::PolicyError;

use super::limits::{MEMORY_BYTES_MAX, MemoryRefused, POLICY_MEMORY_BYTES_PER_VARIANT};

/// Why a call brought no answer. The instance is gone; the next call gets a new one.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// The policy looked at the question and refuses it.
    #[error("the policy refuses the input: {0}")]
    Refused(PolicyError),
    /// The policy broke down.
    #[error("the policy failed: {message}")]
    Trap {
        /// What wasmtime says.
        message: String,
    },
    /// The policy did more work than the input is worth.
    #[error("the policy used up its {fuel} units of fuel")]
    OutOfFuel {
        /// What it was given.
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
        /// What is wrong with it.
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
    /// Tells how an instance that was given `fuel` ended.
    pub(crate) fn of(error: &Error, fuel: u64) -> Self {
        if error.downcast_ref::<MemoryRefused>().is_some() {
            return Self::Memory;
        }
        match error.downcast_ref::<Trap>() {
            Some(Trap::OutOfFuel) => Self::OutOfFuel { fuel },
            Some(Trap::Interrupt) => Self::Deadline,
            Some(trap) => Self::Trap { message: trap.to_string() },
            None => Self::invalid(format!("{error:#}")),
        }
    }

    pub(crate) fn invalid(text: impl Into<String>) -> Self {
        Self::InvalidOutput { text: text.into() }
    }
}

/// Refuses a decision whose memory is larger than the contract allows.
pub(crate) fn check_decision(decision: &Decision) -> Result<(), CallError> {
    for entry in &decision.memory {
        let variants =
            decision.variants.iter().filter(|variant| variant.workload == entry.workload);
        // A workload whose last variant has just gone may be remembered for a while.
        let limit = variants.count().max(1) * POLICY_MEMORY_BYTES_PER_VARIANT;
        let bytes = entry.bytes.len();
        if bytes > limit {
            let workload = &entry.workload;
            let text =
                format!("{bytes} bytes of memory for workload `{workload}`, at most {limit}");
            return Err(CallError::invalid(text));
        }
    }
    Ok(())
}

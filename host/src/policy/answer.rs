//! A policy's answer, as far as it may be used.

use std::fmt;

use wva_core::decision::Decision;

use super::call::CallError;
use super::limits::MESSAGE_CHARS_MAX;
use crate::text::readable;

/// A decision, and the workloads that nothing was taken of.
#[derive(Clone, Debug)]
pub struct Answer {
    /// About every variant; those of refused workloads are undecided and hold their replicas.
    pub decision: Decision,
    /// The decision as the policy wrote it; `None` if it was not asked in JSON, or not all of its
    /// answer was taken.
    pub written: Option<String>,
    /// In the order of their keys.
    pub refused: Vec<RefusedWorkload>,
}

/// A workload that a policy gave no usable answer for: its replicas and its memory stay.
#[derive(Clone, Debug)]
pub struct RefusedWorkload {
    /// Its key.
    pub workload: String,
    /// The defect of the answer, or the failure on a question about it.
    pub why: CallError,
}

impl fmt::Display for RefusedWorkload {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let workload = readable(&self.workload, MESSAGE_CHARS_MAX);
        write!(formatter, "workload `{workload}` keeps its replicas and memory: {}", self.why)
    }
}

//! The defects of a decision.

/// Why a decision is refused.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub(crate) enum DefectError {
    #[error("it is an answer, but the input is no question")]
    NoQuestion,
    #[error("it is not of the documented shape: {text}")]
    Shape { text: String },
    #[error("it is for the time {answered}, not {asked}")]
    Time { answered: f64, asked: f64 },
    #[error("nothing is said of variant `{variant}`")]
    Missing { variant: String },
    #[error("variant `{variant}` was not asked about")]
    Unknown { variant: String },
    #[error("variant `{variant}` is there twice")]
    Twice { variant: String },
    #[error("variant `{variant}`: {field} `{given}` is not what was asked about")]
    Other { variant: String, field: &'static str, given: String },
    #[error("variant `{variant}` is decided without desiredReplicas, though replicas are known")]
    Unset { variant: String },
    #[error("variant `{variant}`: desiredReplicas {desired} is outside of {least} to {most}")]
    Replicas { variant: String, desired: u32, least: u32, most: u32 },
    #[error("{place}: {field} `{value}` is not {expected}")]
    Number { place: String, field: &'static str, value: f64, expected: &'static str },
    #[error("{place}: {field} has {bytes} bytes, at most {limit}")]
    Long { place: String, field: &'static str, bytes: usize, limit: usize },
    #[error("{place}: {field} has {entries} entries, at most {limit}")]
    Many { place: String, field: &'static str, entries: usize, limit: usize },
    #[error("{place}: {field} is no word of letters, digits and `-`")]
    Word { place: String, field: &'static str },
    #[error("memory for workload `{workload}`, which was not asked about")]
    Memory { workload: String },
    #[error("memory for workload `{workload}` is there twice")]
    MemoryTwice { workload: String },
    #[error("{bytes} bytes of memory for workload `{workload}`, at most {limit}")]
    MemoryLong { workload: String, bytes: usize, limit: usize },
}

pub(crate) type Checked = Result<(), DefectError>;

//! Whether an answer is one to the question that was asked. A policy is a stranger's program: what
//! it says is held against the snapshot before anybody acts on it.

mod bounds;
mod memory;
mod report;

use std::collections::{BTreeMap, BTreeSet};

use wva_core::decision::{Decision, VariantDecision};
use wva_core::snapshot::{Snapshot, Variant, WorkloadMemory};

use super::call::readable;

/// Why an answer is none.
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

type Checked = Result<(), DefectError>;

/// Accepts a decision about every variant of the snapshot, each once and no others, within its
/// bounds, in finite numbers and texts of sensible length, for the snapshot's time, and with memory
/// for the snapshot's workloads only.
///
/// # Errors
/// The first thing that is not so.
pub(crate) fn verify(
    snapshot: &Snapshot,
    given: &[WorkloadMemory],
    decision: &Decision,
) -> Checked {
    let (answered, asked) = (decision.at_unix_s, snapshot.at_unix_s);
    if answered.total_cmp(&asked).is_ne() {
        return Err(DefectError::Time { answered, asked });
    }
    report::not_negative("the whole", "costPerHour", decision.cost_per_hour)?;
    let names = Names::of(snapshot);
    let mut open = names.variants.clone();
    for variant in &decision.variants {
        let asked = open.remove(variant.variant.as_str()).ok_or_else(|| names.stranger(variant))?;
        same(asked, variant)?;
        bounds::check(asked, variant)?;
        report::check(&names, variant)?;
    }
    if let Some(missing) = open.into_keys().next() {
        return Err(DefectError::Missing { variant: missing.to_owned() });
    }
    memory::check(snapshot, given, &decision.memory)
}

/// What an answer may speak of.
struct Names<'a> {
    variants: BTreeMap<&'a str, &'a Variant>,
    accelerators: BTreeSet<&'a str>,
}

impl<'a> Names<'a> {
    fn of(snapshot: &'a Snapshot) -> Self {
        let Snapshot { accelerators, profiles, variants, .. } = snapshot;
        let own = variants.iter().flat_map(|v| v.accelerator.iter().chain(&v.observed.accelerator));
        let listed = accelerators.iter().map(|accelerator| &accelerator.name);
        let profiled = profiles.iter().map(|profile| &profile.accelerator);
        Self {
            variants: variants.iter().map(|variant| (variant.name.as_str(), variant)).collect(),
            accelerators: own.chain(listed).chain(profiled).map(String::as_str).collect(),
        }
    }

    /// What is wrong with a variant that is not among those still open.
    fn stranger(&self, decision: &VariantDecision) -> DefectError {
        let name = &decision.variant;
        if self.variants.contains_key(name.as_str()) {
            DefectError::Twice { variant: name.clone() }
        } else {
            DefectError::Unknown { variant: shortened(name) }
        }
    }
}

/// Whether what the decision repeats of the snapshot is what the snapshot says.
fn same(asked: &Variant, decision: &VariantDecision) -> Checked {
    let other = |field, given| {
        Err(DefectError::Other { variant: asked.name.clone(), field, given: shortened(given) })
    };
    if decision.workload != asked.workload {
        return other("workload", &decision.workload);
    }
    match decision.current_replicas {
        Some(current) if asked.observed.current_replicas != Some(current) => {
            other("currentReplicas", &current.to_string())
        }
        _ => Ok(()),
    }
}

/// A stranger's name in a message.
fn shortened(text: &str) -> String {
    const CHARS_MAX: usize = 60;
    readable(text, CHARS_MAX)
}

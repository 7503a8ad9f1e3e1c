//! `wva decide`: files → input → policy → decision.

mod input;

use std::io::Write;
use std::path::PathBuf;

use serde_json::value::RawValue;
use wva::files::{self, FileError, Staged};
use wva::memory::{self, MemoryFileError};
use wva::policy::{Answer, CallError, Policy, PolicyLoadError};
use wva_core::cycle::Action;
use wva_core::error::PolicyError;

use crate::chosen;
use crate::cli::{DecideArguments, DecisionFormat};
use crate::output::{Outcome, OutputError, print, warn};
use crate::signed::{EncodeError, Signed};
use crate::table;

pub(crate) use input::DecideInputError;

use input::DecideInput;

/// Why nothing was decided, or the decision could not be kept or printed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DecideError {
    #[error(transparent)]
    Input(#[from] DecideInputError),
    #[error(transparent)]
    Snapshot(#[from] FileError),
    #[error(transparent)]
    Load(#[from] PolicyLoadError),
    #[error(transparent)]
    Call(#[from] CallError),
    #[error("the policy refuses `{}`: {refusal}", path.display())]
    Refused { path: PathBuf, refusal: PolicyError },
    #[error(transparent)]
    Memory(#[from] MemoryFileError),
    #[error(transparent)]
    Encode(#[from] EncodeError),
    #[error(transparent)]
    Output(#[from] OutputError),
}

/// Decides once, and prints the decision.
pub(crate) fn run(
    arguments: &DecideArguments,
    out: &mut impl Write,
    notes: &mut impl Write,
) -> Result<Outcome, DecideError> {
    let DecideInput { json, currency, mut cycle } = input::read(arguments, notes)?;
    if let Some(path) = &arguments.save_snapshot {
        files::write(path, &json)?;
    }
    let policy = chosen::policy(arguments.policy.as_deref())?;
    let answer = policy.answer_json(&json).map_err(DecideError::from);
    let actions = cycle.answer(answer.as_ref().map(|answer| &answer.decision));
    let memory = remembered(&actions, arguments)?;
    let Answer { decision, written, refused } = answer.map_err(|error| named(arguments, error))?;
    warn(notes, &refused);
    let text = match arguments.output {
        DecisionFormat::Table => table::render(&decision, &currency, &policy, arguments.explain),
        DecisionFormat::Json => match written {
            Some(written) => as_written(&policy, written)?,
            None => Signed::new(&policy, "decision", &decision).json()?,
        },
        DecisionFormat::Yaml => Signed::new(&policy, "decision", &decision).yaml()?,
    };
    print(out, &text)?;
    // Nothing is remembered of a decision that could not be given.
    memory.map_or(Ok(()), Staged::commit)?;
    let all = decision.variants.iter().all(|variant| variant.decided);
    Ok(if all && refused.is_empty() { Outcome::Done } else { Outcome::Undecided })
}

/// The file with the memory, which is not in its place yet. `wva decide` sets no replicas.
fn remembered(
    actions: &[Action<'_>],
    arguments: &DecideArguments,
) -> Result<Option<Staged>, MemoryFileError> {
    let Some(path) = &arguments.memory else { return Ok(None) };
    let found = actions.iter().find_map(|action| match action {
        Action::Remember(memory) => Some(memory::stage(path, memory)),
        Action::Scale { .. } => None,
    });
    found.transpose()
}

/// A saved input is the user's file, so its name belongs into the message.
fn named(arguments: &DecideArguments, error: DecideError) -> DecideError {
    match (&arguments.snapshot, error) {
        (Some(path), DecideError::Call(CallError::Refused(refusal))) => {
            DecideError::Refused { path: path.clone(), refusal }
        }
        (_, error) => error,
    }
}

/// The decision as the policy wrote it, byte for byte.
fn as_written(policy: &Policy, json: String) -> Result<String, EncodeError> {
    let decision = RawValue::from_string(json)?;
    Signed::new(policy, "decision", &decision).json()
}

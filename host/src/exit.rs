//! The exit code of every way a run can end; of the codes, only those of `wva policy compile` are known
//! elsewhere, to the process that starts it.

use wva::input::InputError;
use wva::memory::MemoryFileError;
use wva::policy::{CallError, CompileError, FAILED, PolicyLoadError, WRONG};
use wva_core::error::PolicyError;
use wva_manifests::{Problem, Problems};

use crate::decide::{DecideError, DecideInputError};
use crate::inspect::InspectError;
use crate::output::Outcome;
#[cfg(feature = "playground")]
use crate::playground::PlaygroundError;
use crate::scenario::ScenarioError;

/// Nothing was left open.
const DONE: u8 = 0;

/// Some variant is undecided, or something does not hold.
const OPEN: u8 = 1;

/// The command line, the input or a file is wrong.
const INPUT: u8 = 2;

/// The policy failed.
const POLICY: u8 = 3;

/// Code of a refusal that is the policy's own defect.
const INTERNAL: &str = "internal";

/// Why a run did not come to its end.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub(crate) enum CommandError {
    Decide(#[from] DecideError),
    Scenario(#[from] ScenarioError),
    Inspect(#[from] InspectError),
    Compile(#[from] CompileError),
    #[cfg(feature = "playground")]
    Playground(#[from] PlaygroundError),
}

/// The exit code of a run; `EXIT_CODES` of the command line lists them.
pub(crate) fn code(run: &Result<Outcome, CommandError>) -> u8 {
    match run {
        Ok(Outcome::Done) => DONE,
        Ok(Outcome::Undecided | Outcome::Violated) => OPEN,
        Err(CommandError::Decide(error)) => decide(error),
        Err(CommandError::Scenario(error)) => scenario(error),
        Err(CommandError::Inspect(error)) => inspect(error),
        Err(CommandError::Compile(CompileError::Wrong(_))) => WRONG,
        Err(CommandError::Compile(CompileError::Io(_))) => FAILED,
        #[cfg(feature = "playground")]
        Err(CommandError::Playground(_)) => INPUT,
    }
}

/// The problems of an input that cannot be used, which are an error's further lines.
pub(crate) fn problems(error: &CommandError) -> &[Problem] {
    match error {
        CommandError::Decide(DecideError::Input(DecideInputError::Input(InputError::Content(
            Problems(problems),
        ))))
        | CommandError::Scenario(ScenarioError::Content(Problems(problems))) => problems,
        _ => &[],
    }
}

fn decide(error: &DecideError) -> u8 {
    match error {
        DecideError::Input(error) => decide_input(error),
        DecideError::Snapshot(_) | DecideError::Output(_) => INPUT,
        DecideError::Load(error) => load(error),
        DecideError::Call(error) => call(error),
        DecideError::Refused { refusal, .. } => refused(refusal),
        DecideError::Memory(error) => memory(error),
        DecideError::Encode(_) => POLICY,
    }
}

fn decide_input(error: &DecideInputError) -> u8 {
    match error {
        DecideInputError::File(_)
        | DecideInputError::Input(_)
        | DecideInputError::Solver(_)
        | DecideInputError::Nothing { .. }
        | DecideInputError::TooEarly { .. }
        | DecideInputError::NotSnapshot { .. } => INPUT,
        DecideInputError::Memory(error) => memory(error),
        DecideInputError::Encode(_) => POLICY,
    }
}

fn scenario(error: &ScenarioError) -> u8 {
    match error {
        ScenarioError::File(_) | ScenarioError::Content(_) | ScenarioError::Output(_) => INPUT,
        ScenarioError::Load(error) => load(error),
        ScenarioError::Call(error) => call(error),
        ScenarioError::Encode(_) => POLICY,
    }
}

fn inspect(error: &InspectError) -> u8 {
    match error {
        InspectError::Load(error) => load(error),
        InspectError::Encode(_) => POLICY,
        InspectError::Output(_) => INPUT,
    }
}

fn memory(error: &MemoryFileError) -> u8 {
    match error {
        MemoryFileError::File(_) => INPUT,
        MemoryFileError::Encode(_) => POLICY,
    }
}

/// A file that is no policy is bad input; a policy that breaks down has failed.
fn load(error: &PolicyLoadError) -> u8 {
    match error {
        PolicyLoadError::Describe { source: CallError::InvalidOutput { .. } } => INPUT,
        PolicyLoadError::Describe { .. } | PolicyLoadError::Engine { .. } => POLICY,
        _ => INPUT,
    }
}

fn call(error: &CallError) -> u8 {
    match error {
        CallError::Refused(refusal) => refused(refusal),
        _ => POLICY,
    }
}

fn refused(refusal: &PolicyError) -> u8 {
    if refusal.code == INTERNAL { POLICY } else { INPUT }
}

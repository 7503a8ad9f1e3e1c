//! The input that `wva decide` sends to the policy.

use std::io::Write;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;
use wva::files::{self, FileError};
use wva::input::InputError;
use wva::memory::{self, MemoryFileError};
use wva_core::cycle::{Cycle, only_question};

use crate::cli::{DecideArguments, SolverArgumentsError};
use crate::output::{note, warn};
use crate::signed::EncodeError;

/// The policy's input, and the rest that the answer needs.
#[derive(Debug)]
pub(crate) struct DecideInput {
    /// The text that is sent to the policy.
    pub(crate) json: String,
    /// Name of the money in it.
    pub(crate) currency: String,
    /// The cycle that asks.
    pub(crate) cycle: Cycle,
}

/// Why there is nothing to send.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DecideInputError {
    #[error(transparent)]
    File(#[from] FileError),
    #[error(transparent)]
    Input(#[from] InputError),
    #[error("--at: `{at}` is before 1970; expected a time such as 2026-01-31T12:00:00Z")]
    TooEarly { at: Timestamp },
    #[error(transparent)]
    Solver(#[from] SolverArgumentsError),
    #[error(
        "there is nothing to decide: no VariantAutoscaling in {}; expected at least one object of \
         `kind: VariantAutoscaling`, or an autoscaler with annotation `llm-d.ai/managed`",
        list(files)
    )]
    Nothing { files: Vec<PathBuf> },
    #[error(transparent)]
    Memory(#[from] MemoryFileError),
    #[error(
        "`{}` is not a snapshot file: {text}; expected {{\"interfaceVersion\", \"snapshot\", \
         \"memory\"}} as `--save-snapshot` writes it",
        path.display()
    )]
    NotSnapshot { path: PathBuf, text: String },
    #[error(transparent)]
    Encode(#[from] EncodeError),
}

/// Makes the input from files, or reads a saved one.
pub(crate) fn read(
    arguments: &DecideArguments,
    notes: &mut impl Write,
) -> Result<DecideInput, DecideInputError> {
    match &arguments.snapshot {
        Some(path) => saved(path),
        None => made(arguments, notes),
    }
}

fn made(
    arguments: &DecideArguments,
    notes: &mut impl Write,
) -> Result<DecideInput, DecideInputError> {
    let input = arguments.input_files().read()?;
    let solver = arguments.solver.over(input.manifests.solver)?;
    let at = arguments.at.unwrap_or_else(Timestamp::now);
    if at < Timestamp::UNIX_EPOCH {
        return Err(DecideInputError::TooEarly { at });
    }
    let at_unix_s = at.as_duration().as_secs_f64();
    let (mut snapshot, problems) = input.snapshot(at_unix_s, &arguments.currency);
    note(notes, &problems);
    if snapshot.variants.is_empty() {
        return Err(DecideInputError::Nothing { files: arguments.files.clone() });
    }
    snapshot.solver = solver;
    let remembered = arguments.memory.as_deref().map(memory::read).transpose()?;
    warn(notes, remembered.iter().filter_map(|remembered| remembered.lost.as_ref()));
    let looped = remembered.map(|remembered| Cycle::new(remembered.memory));
    let asked = match &looped {
        Some(cycle) => cycle.question(snapshot),
        None => only_question(snapshot),
    };
    let cycle = looped.unwrap_or_default();
    let json = serde_json::to_string(&asked).map_err(EncodeError::from)?;
    Ok(DecideInput { json, currency: arguments.currency.clone(), cycle })
}

/// A saved input, sent as it is: the policy itself checks its content.
fn saved(path: &Path) -> Result<DecideInput, DecideInputError> {
    #[derive(Deserialize)]
    struct Input {
        #[serde(rename = "interfaceVersion")]
        _version: IgnoredAny,
        snapshot: Snapshot,
    }
    #[derive(Deserialize)]
    struct Snapshot {
        #[serde(default)]
        currency: Value,
    }
    let json = files::text(path)?;
    let input: Input = serde_json::from_str(&json).map_err(|error| {
        let text =
            if json.trim().is_empty() { "it is empty".to_owned() } else { error.to_string() };
        DecideInputError::NotSnapshot { path: path.to_owned(), text }
    })?;
    let currency = input.snapshot.currency.as_str().unwrap_or_default().to_owned();
    Ok(DecideInput { json, currency, cycle: Cycle::default() })
}

fn list(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| name(path)).collect::<Vec<_>>().join(", ")
}

fn name(path: &Path) -> String {
    if files::is_stdin(path) { "stdin".to_owned() } else { format!("`{}`", path.display()) }
}

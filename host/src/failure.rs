//! How a run of the binary ends, and the exit code that says so.

use std::path::PathBuf;
#[cfg(feature = "playground")]
use std::{io, net::SocketAddr};

use wva::policy::{CallError, PolicyLoadError};
use wva_core::error::PolicyError;
use wva_manifests::Problems;

use crate::files::{FileError, is_stdin};
use crate::output::{Outcome, OutputError};
use crate::signed::EncodeError;

/// The list of exit codes, for `--help`.
pub(crate) const EXIT_CODES: &str = "\
Exit codes:
  0  every variant was decided
  1  some variant could not be decided; its reason is in the output; of a scenario, something that
     must hold does not
  2  the command line, the input or the file of the policy is wrong, or a file or stdout cannot be
     read or written
  3  the policy failed: it broke down, used up what it was given, or answered nonsense";

/// Code of a refusal that is the policy's own defect.
const INTERNAL: &str = "internal";

/// Why a run did not come to its end.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error(transparent)]
    File(#[from] FileError),
    #[error("stdin (`-`) can be read once only")]
    StdinTwice,
    #[error("{0}")]
    Arguments(&'static str),
    #[error(
        "there is nothing to decide: no VariantAutoscaling in {}; expected at least one object of \
         `kind: VariantAutoscaling`",
        list(sources)
    )]
    Nothing { sources: Vec<PathBuf> },
    #[error("the input cannot be used\n{0}")]
    Manifests(#[from] Problems),
    #[error("no catalogue `{name}`; there are {}", known.join(", "))]
    Catalogue { name: String, known: Vec<String> },
    #[error("`{}` is not a memory file: {text}; expected what `--memory` wrote", path.display())]
    Memory { path: PathBuf, text: String },
    #[error(
        "`{}` is not a snapshot file: {text}; expected {{\"interfaceVersion\", \"snapshot\", \
         \"memory\"}} as `--save-snapshot` writes it",
        path.display()
    )]
    Snapshot { path: PathBuf, text: String },
    #[error("the policy refuses `{}`: {refusal}", path.display())]
    Refused { path: PathBuf, refusal: PolicyError },
    #[error(transparent)]
    Load(#[from] PolicyLoadError),
    #[error(transparent)]
    Call(#[from] CallError),
    #[error(transparent)]
    Encode(#[from] EncodeError),
    #[error(transparent)]
    Output(#[from] OutputError),
    #[cfg(feature = "playground")]
    #[error(
        "cannot listen on {address}: {source}; choose another port with --port, 0 is any free one"
    )]
    Listen { address: SocketAddr, source: io::Error },
    #[cfg(feature = "playground")]
    #[error("cannot serve the playground: {0}")]
    Serve(io::Error),
}

impl Failure {
    pub(crate) fn code(&self) -> u8 {
        match self {
            Self::File(_)
            | Self::StdinTwice
            | Self::Arguments(_)
            | Self::Nothing { .. }
            | Self::Manifests(_)
            | Self::Catalogue { .. }
            | Self::Memory { .. }
            | Self::Snapshot { .. }
            | Self::Output(_) => 2,
            #[cfg(feature = "playground")]
            Self::Listen { .. } | Self::Serve(_) => 2,
            Self::Load(error) => loading(error),
            Self::Call(CallError::Refused(refusal)) | Self::Refused { refusal, .. }
                if refusal.code != INTERNAL =>
            {
                2
            }
            Self::Call(_) | Self::Refused { .. } | Self::Encode(_) => 3,
        }
    }
}

/// The code of a run that came to its end.
pub(crate) fn ended(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Done => 0,
        Outcome::Undecided | Outcome::Violated => 1,
    }
}

/// A file that is no policy is bad input; a policy that breaks down has failed.
fn loading(error: &PolicyLoadError) -> u8 {
    match error {
        PolicyLoadError::Describe { source: CallError::InvalidOutput { .. } } => 2,
        PolicyLoadError::Describe { .. } | PolicyLoadError::Engine { .. } => 3,
        _ => 2,
    }
}

fn list(paths: &[PathBuf]) -> String {
    let name = |path: &PathBuf| {
        if is_stdin(path) { "stdin".to_owned() } else { format!("`{}`", path.display()) }
    };
    paths.iter().map(name).collect::<Vec<_>>().join(", ")
}

//! How a run of the binary ends, and the exit code that says so.

use std::io;
use std::path::PathBuf;

use wva::policy::{CallError, PolicyLoadError};
use wva_manifests::Problems;

/// The list of exit codes, for `--help`.
pub(crate) const EXIT_CODES: &str = "\
Exit codes:
  0  every variant was decided
  1  some variant could not be decided; its reason is in the output
  2  the input or the command line is wrong
  3  the policy failed, or the result could not be written";

/// How a run ended that came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Nothing was left open.
    Done,
    /// Some variant could not be decided.
    Undecided,
}

impl Outcome {
    pub(crate) fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Undecided => 1,
        }
    }
}

/// Why a run did not come to its end.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error("cannot read `{}`: {source}", path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("`{}` is larger than {limit} MiB", path.display())]
    TooLarge { path: PathBuf, limit: u64 },
    #[error("`{}` is not UTF-8 text", path.display())]
    NotText { path: PathBuf },
    #[error("no *.yaml, *.yml or *.json file in `{}`", path.display())]
    NoFiles { path: PathBuf },
    #[error("stdin (`-`) can be read once only")]
    StdinTwice,
    #[error("the input cannot be used\n{0}")]
    Manifests(#[from] Problems),
    #[error("no catalogue `{name}`; there are {}", known.join(", "))]
    Catalogue { name: String, known: Vec<String> },
    #[error("`{}` is not a memory file: {text}", path.display())]
    Memory { path: PathBuf, text: String },
    #[error("cannot write `{}`: {source}", path.display())]
    Write { path: PathBuf, source: io::Error },
    #[error(transparent)]
    Load(#[from] PolicyLoadError),
    #[error(transparent)]
    Call(#[from] CallError),
    #[error("cannot encode the result: {0}")]
    Encode(String),
    #[error("cannot write the result: {0}")]
    Output(io::Error),
}

impl Failure {
    pub(crate) fn code(&self) -> u8 {
        match self {
            Self::Read { .. }
            | Self::TooLarge { .. }
            | Self::NotText { .. }
            | Self::NoFiles { .. }
            | Self::StdinTwice
            | Self::Manifests(_)
            | Self::Catalogue { .. }
            | Self::Memory { .. }
            | Self::Call(CallError::Refused(_)) => 2,
            Self::Load(_)
            | Self::Call(_)
            | Self::Encode(_)
            | Self::Write { .. }
            | Self::Output(_) => 3,
        }
    }
}

//! Why a task failed.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Written by hand: a library for it would be compiled before the first line appears.
#[derive(Debug)]
pub(crate) enum TaskError {
    Usage { wrong: String, help: String },
    Failed { command: String },
    Start { command: String, source: io::Error, hint: &'static str },
    File { path: PathBuf, source: io::Error },
    Packages { names: String },
    NoCache,
}

impl fmt::Display for TaskError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage { wrong, help } => write!(formatter, "{wrong}\n{help}"),
            Self::Failed { command } => write!(formatter, "`{command}` failed: see above"),
            Self::Start { command, source, hint } => {
                write!(formatter, "cannot run `{command}`: {source}; {hint}")
            }
            Self::File { path, source } => {
                write!(formatter, "cannot access `{}`: {source}", path.display())
            }
            Self::Packages { names } => write!(
                formatter,
                "Debian packages are missing; as root: apt-get install --no-install-recommends {names}"
            ),
            Self::NoCache => {
                write!(formatter, "no place for a cache: set WVA_CACHE, XDG_CACHE_HOME or HOME")
            }
        }
    }
}

impl std::error::Error for TaskError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Start { source, .. } | Self::File { source, .. } => Some(source),
            Self::Usage { .. } | Self::Failed { .. } | Self::Packages { .. } | Self::NoCache => {
                None
            }
        }
    }
}

/// An access that failed, with the file's name.
pub(crate) fn at(path: &Path) -> impl FnOnce(io::Error) -> TaskError {
    let path = path.to_owned();
    |source| TaskError::File { path, source }
}

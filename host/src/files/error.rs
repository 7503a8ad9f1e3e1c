//! The ways in which a file cannot be used.

use std::io;
use std::path::PathBuf;

/// Why a file or directory cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// It is not there, or cannot be read.
    #[error("cannot read `{}`: {source}", path.display())]
    Read {
        /// The file or directory.
        path: PathBuf,
        /// The system's message.
        source: io::Error,
    },
    /// It is larger than any sensible input.
    #[error("`{}` is larger than {limit_mib} MiB", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// Largest size that is read.
        limit_mib: u64,
    },
    /// It holds other bytes than UTF-8.
    #[error("`{}` is not UTF-8 text{}", path.display(), hint)]
    NotText {
        /// The file.
        path: PathBuf,
        /// What it is instead, and what to do, where its beginning says so.
        hint: &'static str,
    },
    /// The directory has no manifests.
    #[error("no *.yaml, *.yml or *.json file in `{}`", path.display())]
    NoFiles {
        /// The directory.
        path: PathBuf,
    },
    /// The directory has no pages.
    #[error("no file in `{}`; expected a metrics page for each pod", path.display())]
    NoPages {
        /// The directory.
        path: PathBuf,
    },
    /// The name stands for stdin, and a file is written.
    #[error("`-` is stdin; expected the name of a file, which is written")]
    Stdin,
    /// It cannot be written.
    #[error("cannot write `{}`: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// The system's message.
        source: io::Error,
    },
}

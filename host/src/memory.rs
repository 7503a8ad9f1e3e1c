//! The file in which the policy's memory is kept from one decision to the next.

use std::fmt;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use wva_core::snapshot::WorkloadMemory;

use crate::files::{self, FileError, Staged};

/// Why the memory cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum MemoryFileError {
    /// The file cannot be used.
    #[error(transparent)]
    File(#[from] FileError),
    /// The memory cannot be written as JSON.
    #[error("cannot encode the result: {0}")]
    Encode(serde_json::Error),
}

/// The content of the file.
#[derive(Debug, Default)]
pub struct Remembered {
    /// The memory; empty if it is lost.
    pub memory: Vec<WorkloadMemory>,
    /// How it was lost.
    pub lost: Option<LostMemory>,
}

/// A memory that cannot be read. Losing it is safe: nothing shrinks before a whole window has been
/// seen again.
#[derive(Debug)]
pub struct LostMemory {
    path: PathBuf,
    text: String,
    /// Where the content is kept, for a person to look at.
    kept: Option<PathBuf>,
}

impl fmt::Display for LostMemory {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, text, kept } = self;
        write!(formatter, "`{}` is not a memory file: {text}; it begins anew", path.display())?;
        match kept {
            Some(kept) => write!(formatter, ", and the old content is in `{}`", kept.display()),
            None => Ok(()),
        }
    }
}

/// Reads the memory. A file that is not there yet, or is empty, is an empty memory, and so is one with
/// another content: it is kept under another name, so that the memory can be written.
///
/// # Errors
/// If the file cannot be read.
pub fn read(path: &Path) -> Result<Remembered, MemoryFileError> {
    if files::is_stdin(path) {
        return Err(FileError::Stdin.into());
    }
    let text = match files::text(path) {
        Ok(text) => text,
        Err(FileError::NotText { .. }) => return Ok(lost(path, "it is not UTF-8 text".to_owned())),
        Err(FileError::Read { source, .. }) if source.kind() == ErrorKind::NotFound => {
            return Ok(Remembered::default());
        }
        Err(error) => return Err(error.into()),
    };
    if text.trim().is_empty() {
        return Ok(Remembered::default());
    }
    Ok(match serde_json::from_str(&text) {
        Ok(memory) => Remembered { memory, lost: None },
        Err(error) => lost(path, error.to_string()),
    })
}

fn lost(path: &Path, text: String) -> Remembered {
    let mut name = path.as_os_str().to_owned();
    name.push(".damaged");
    let kept = PathBuf::from(name);
    let kept = std::fs::copy(path, &kept).is_ok().then_some(kept);
    let lost = LostMemory { path: path.to_owned(), text, kept };
    Remembered { memory: Vec::new(), lost: Some(lost) }
}

/// Prepares a file with the memory, to be committed once the decision has been given.
///
/// # Errors
/// If the file cannot be written.
pub fn stage(path: &Path, memory: &[WorkloadMemory]) -> Result<Staged, MemoryFileError> {
    let text = serde_json::to_string(memory).map_err(MemoryFileError::Encode)?;
    Ok(Staged::new(path, &text)?)
}

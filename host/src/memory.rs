//! The file in which the policy's memory is kept from one decision to the next.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use wva_core::snapshot::WorkloadMemory;

use crate::files::{self, FileError};

/// Why the memory cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum MemoryFileError {
    /// The file cannot be used.
    #[error(transparent)]
    File(#[from] FileError),
    /// The file has another content.
    #[error("`{}` is not a memory file: {text}; expected what `--memory` wrote", path.display())]
    NotMemory {
        /// The file.
        path: PathBuf,
        /// The defect.
        text: String,
    },
    /// The memory cannot be written as JSON.
    #[error("cannot encode the result: {0}")]
    Encode(serde_json::Error),
}

/// Reads the memory. A file that is not there yet, or is empty, is an empty memory.
///
/// # Errors
/// If the file cannot be read or holds something else.
pub fn read(path: &Path) -> Result<Vec<WorkloadMemory>, MemoryFileError> {
    match files::text(path) {
        Ok(text) if text.trim().is_empty() => Ok(Vec::new()),
        Ok(text) => serde_json::from_str(&text).map_err(|error| MemoryFileError::NotMemory {
            path: path.to_owned(),
            text: error.to_string(),
        }),
        Err(FileError::Read { source, .. }) if source.kind() == ErrorKind::NotFound => {
            Ok(Vec::new())
        }
        Err(error) => Err(error.into()),
    }
}

/// Writes the memory, as a whole or not at all.
///
/// # Errors
/// If the file cannot be written.
pub fn write(path: &Path, memory: &[WorkloadMemory]) -> Result<(), MemoryFileError> {
    let text = serde_json::to_string(memory).map_err(MemoryFileError::Encode)?;
    Ok(files::write(path, &text)?)
}

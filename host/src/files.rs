//! Reading and writing files.

use std::ffi::OsStr;
use std::fs::{self, DirEntry, File};
use std::io::{self, Read, Write as _, stdin};
use std::path::{Path, PathBuf};

use wva_manifests::Source;

/// Largest input that is read: a thousand variants with everything about them have about 1 MiB.
const INPUT_BYTES_MAX: u64 = 64 << 20;

/// Deepest directory that is looked into.
const DEPTH_MAX: usize = 32;

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
    #[error("`{}` is not UTF-8 text", path.display())]
    NotText {
        /// The file.
        path: PathBuf,
    },
    /// The directory has no manifests.
    #[error("no *.yaml, *.yml or *.json file in `{}`", path.display())]
    NoFiles {
        /// The directory.
        path: PathBuf,
    },
    /// It cannot be written.
    #[error("cannot write `{}`: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// The system's message.
        source: io::Error,
    },
}

/// Reads files, directories and stdin, in the order they are named; a directory's in order of path.
///
/// In directories, hidden entries are left out and links to directories are not followed: a mounted
/// ConfigMap has both, and everything once more behind them. So is `other`, the
/// file of the observations.
///
/// # Errors
/// If a file cannot be read, or a directory has none.
pub fn manifests(paths: &[PathBuf], other: Option<&Path>) -> Result<Vec<Source>, FileError> {
    let other = other.and_then(|path| path.canonicalize().ok());
    let mut sources = Vec::new();
    for path in paths {
        if path.is_dir() {
            let mut files = Vec::new();
            collect(path, DEPTH_MAX, &mut files)?;
            files.retain(|file| other.is_none() || file.canonicalize().ok() != other);
            if files.is_empty() {
                return Err(FileError::NoFiles { path: path.clone() });
            }
            for file in &files {
                sources.push(source(file)?);
            }
        } else {
            sources.push(source(path)?);
        }
    }
    Ok(sources)
}

/// Reads a text and remembers where from.
///
/// # Errors
/// As [`text`].
pub fn source(path: &Path) -> Result<Source, FileError> {
    let name = if is_stdin(path) { "stdin".to_owned() } else { path.display().to_string() };
    Ok(Source { path: name, text: text(path)? })
}

/// Reads a text of 64 MiB at most.
///
/// # Errors
/// If the file cannot be read, is larger or holds no text.
pub fn text(path: &Path) -> Result<String, FileError> {
    let bytes =
        if is_stdin(path) { bounded(stdin().lock()) } else { File::open(path).and_then(bounded) };
    let bytes = bytes.map_err(|source| FileError::Read { path: path.to_owned(), source })?;
    if bytes.len() as u64 > INPUT_BYTES_MAX {
        return Err(FileError::TooLarge {
            path: path.to_owned(),
            limit_mib: INPUT_BYTES_MAX >> 20,
        });
    }
    String::from_utf8(bytes).map_err(|_| FileError::NotText { path: path.to_owned() })
}

/// Whether the path stands for stdin.
#[must_use]
pub fn is_stdin(path: &Path) -> bool {
    path == Path::new("-")
}

/// Writes a file as a whole or not at all: next to it first, then renamed. Through a link, the
/// file it leads to. A path that exists and is no file, such as a pipe or
/// `/dev/null`, is written to.
///
/// # Errors
/// If the file, or the one next to it, cannot be written.
pub fn write(path: &Path, text: &str) -> Result<(), FileError> {
    let failed = |source| FileError::Write { path: path.to_owned(), source };
    if path.exists() && !path.is_file() {
        return fs::write(path, text).map_err(failed);
    }
    replace(&path.canonicalize().unwrap_or_else(|_| path.to_owned()), text).map_err(failed)
}

fn replace(path: &Path, text: &str) -> io::Result<()> {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{}.tmp", std::process::id()));
    let beside = PathBuf::from(name);
    let written = File::create(&beside)
        .and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&beside, path));
    written.inspect_err(|_| {
        // It may never have been there.
        let _ = fs::remove_file(&beside);
    })
}

fn bounded(reader: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(INPUT_BYTES_MAX + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn collect(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) -> Result<(), FileError> {
    let read = |source| FileError::Read { path: folder.to_owned(), source };
    let entries = fs::read_dir(folder).map_err(read)?;
    let mut entries = entries.collect::<io::Result<Vec<DirEntry>>>().map_err(read)?;
    entries.retain(|entry| !entry.file_name().as_encoded_bytes().starts_with(b"."));
    entries.sort_by_key(DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        if entry.file_type().map_err(read)?.is_dir() {
            if depth > 0 {
                collect(&path, depth - 1, files)?;
            }
        } else if is_manifest(&path) && path.is_file() {
            files.push(path);
        }
    }
    Ok(())
}

fn is_manifest(path: &Path) -> bool {
    let ending = path.extension().and_then(OsStr::to_str);
    ending.is_some_and(|ending| ["yaml", "yml", "json"].contains(&ending))
}

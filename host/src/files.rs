//! Reading and writing files.

mod error;
mod staged;

use std::ffi::OsStr;
use std::fs::{self, DirEntry, File};
use std::io::{self, Read, stdin};
use std::path::{Path, PathBuf};

use wva_manifests::Source;

pub use error::FileError;
pub use staged::Staged;

/// Largest input that is read: a thousand variants with everything about them have about 1 MiB.
const INPUT_BYTES_MAX: u64 = 64 << 20;

/// Deepest directory that is looked into.
const DEPTH_MAX: usize = 32;

/// Reads files, directories and stdin, in the order they are named; a directory's in order of path.
///
/// In directories, hidden entries are left out and links to directories are not followed: a mounted
/// ConfigMap has both, and everything once more behind them. So are `others`, files that are named for
/// something else.
///
/// # Errors
/// If a file cannot be read, or a directory has none.
pub fn manifests<'p>(
    paths: &[PathBuf],
    others: impl IntoIterator<Item = &'p PathBuf>,
) -> Result<Vec<Source>, FileError> {
    let others: Vec<_> = others.into_iter().filter_map(|path| path.canonicalize().ok()).collect();
    let mut sources = Vec::new();
    for path in paths {
        if path.is_dir() {
            let mut files = Vec::new();
            collect(path, DEPTH_MAX, is_manifest, &mut files)?;
            files.retain(|file| !file.canonicalize().is_ok_and(|file| others.contains(&file)));
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

/// The files of a directory, whatever they are called, in order of path; hidden ones are left out.
///
/// # Errors
/// If it cannot be read, or has none.
pub fn pages(path: &Path) -> Result<Vec<PathBuf>, FileError> {
    let mut files = Vec::new();
    collect(path, 0, |_| true, &mut files)?;
    if files.is_empty() {
        return Err(FileError::NoPages { path: path.to_owned() });
    }
    Ok(files)
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
    String::from_utf8(bytes).map_err(|error| {
        let hint = other_form(error.as_bytes());
        FileError::NotText { path: path.to_owned(), hint }
    })
}

/// What bytes are that are no text, by their beginning.
fn other_form(bytes: &[u8]) -> &'static str {
    match bytes {
        [0x1f, 0x8b, ..] => "; it is compressed with gzip, and must be unpacked first",
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => {
            "; it is UTF-16, as PowerShell's `>` writes it, and must be saved as UTF-8"
        }
        [0x28, 0xb5, 0x2f, 0xfd, ..] => "; it is compressed with zstd, and must be unpacked first",
        _ => "",
    }
}

/// Whether the path stands for stdin.
#[must_use]
pub fn is_stdin(path: &Path) -> bool {
    path == Path::new("-")
}

/// Writes a file as a whole or not at all: see [`Staged`].
///
/// # Errors
/// If the file, or the one next to it, cannot be written.
pub fn write(path: &Path, text: &str) -> Result<(), FileError> {
    Staged::new(path, text)?.commit()
}

fn bounded(reader: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(INPUT_BYTES_MAX + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn collect(
    folder: &Path,
    depth: usize,
    is_meant: fn(&Path) -> bool,
    files: &mut Vec<PathBuf>,
) -> Result<(), FileError> {
    let read = |source| FileError::Read { path: folder.to_owned(), source };
    let entries = fs::read_dir(folder).map_err(read)?;
    let mut entries = entries.collect::<io::Result<Vec<DirEntry>>>().map_err(read)?;
    entries.retain(|entry| !entry.file_name().as_encoded_bytes().starts_with(b"."));
    entries.sort_by_key(DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        if entry.file_type().map_err(read)?.is_dir() {
            if depth > 0 {
                collect(&path, depth - 1, is_meant, files)?;
            }
        } else if is_meant(&path) && path.is_file() {
            files.push(path);
        }
    }
    Ok(())
}

fn is_manifest(path: &Path) -> bool {
    let ending = path.extension().and_then(OsStr::to_str);
    ending.is_some_and(|ending| ["yaml", "yml", "json"].contains(&ending))
}

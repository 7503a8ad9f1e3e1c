//! Replacing a file in two steps: the new content is there first, then it takes the old one's place.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use super::error::FileError;

/// Links that are followed; Linux follows as many.
const LINKS_MAX: usize = 40;

/// The new content of a file, which is not in its place yet. Without [`Staged::commit`] the file stays
/// as it is.
///
/// Where a link leads, a file of the same owner and mode is written beside the one it replaces, so that
/// every reader finds one of both as a whole. A process that is killed may leave that one file; the next
/// one takes it over. A file that nothing can be put in place of (a mount of its own, a
/// directory that may not be written, another owner, several names) is written to where it is, and so is a
/// path that is no file, such as a pipe.
#[derive(Debug)]
#[must_use = "nothing is written yet"]
pub struct Staged {
    path: PathBuf,
    place: Place,
}

#[derive(Debug)]
enum Place {
    /// A file that is complete, to be renamed. It is locked while it is open.
    Beside { path: PathBuf, target: PathBuf, _locked: File },
    /// The file itself, open to be written.
    Itself { file: File, text: String },
    /// It has been moved.
    Done,
}

impl Staged {
    /// Writes the text beside the file.
    ///
    /// # Errors
    /// If neither that nor the file itself can be written.
    pub fn new(path: &Path, text: &str) -> Result<Self, FileError> {
        if path == Path::new("-") {
            return Err(FileError::Stdin);
        }
        let place = place(path, text).map_err(|source| failed(path, source))?;
        Ok(Self { path: path.to_owned(), place })
    }

    /// Puts the new content in place of the old one.
    ///
    /// # Errors
    /// If it cannot be put there.
    pub fn commit(mut self) -> Result<(), FileError> {
        self.settle().map_err(|source| failed(&self.path, source))
    }

    fn settle(&mut self) -> io::Result<()> {
        match &mut self.place {
            Place::Beside { path, target, .. } => match fs::rename(&*path, &*target) {
                Ok(()) => {
                    self.place = Place::Done;
                    Ok(())
                }
                Err(error) if cannot_be_replaced(&error) => {
                    overwrite(&mut in_place(target)?, &fs::read_to_string(&*path)?)
                }
                Err(error) => Err(error),
            },
            Place::Itself { file, text } => overwrite(file, text),
            Place::Done => Ok(()),
        }
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        if let Place::Beside { path, .. } = &self.place {
            // What is left of it is taken over by the next one.
            let _ = fs::remove_file(path);
        }
    }
}

fn failed(path: &Path, source: io::Error) -> FileError {
    FileError::Write { path: path.to_owned(), source }
}

fn place(path: &Path, text: &str) -> io::Result<Place> {
    let target = followed(path)?;
    let old = fs::metadata(&target).ok();
    let itself = || -> io::Result<Place> {
        Ok(Place::Itself { file: in_place(&target)?, text: text.to_owned() })
    };
    if old.as_ref().is_some_and(|old| !old.is_file() || has_more_names(old)) {
        return itself();
    }
    match beside(&target, old.as_ref(), text) {
        Err(error) if old.is_some() && cannot_be_replaced(&error) => itself(),
        place => place,
    }
}

/// Where a link leads, also if nothing is there.
fn followed(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..LINKS_MAX {
        match fs::read_link(&path) {
            Ok(to) => path = path.parent().unwrap_or(Path::new("")).join(to),
            Err(_) => return Ok(path),
        }
    }
    Err(io::Error::new(ErrorKind::InvalidInput, "too many links"))
}

/// Whether a file may be written though no other can be put in its place.
fn cannot_be_replaced(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::ResourceBusy
            | ErrorKind::CrossesDevices
            | ErrorKind::PermissionDenied
            | ErrorKind::ReadOnlyFilesystem
    )
}

fn in_place(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).open(path)
}

/// The old content is cut off last: until then the new text is followed by a rest of the old one.
fn overwrite(file: &mut File, text: &str) -> io::Result<()> {
    file.write_all(text.as_bytes())?;
    if file.metadata()?.is_file() {
        let end = file.stream_position()?;
        file.set_len(end)?;
        file.sync_all()?;
    }
    Ok(())
}

fn beside(target: &Path, old: Option<&Metadata>, text: &str) -> io::Result<Place> {
    let (path, mut file) = create(target, old.is_some())?;
    let written = keep(&file, old)
        .and_then(|()| file.write_all(text.as_bytes()))
        .and_then(|()| file.sync_all());
    match written {
        Ok(()) => Ok(Place::Beside { path, target: target.to_owned(), _locked: file }),
        Err(error) => {
            // The half of a file is of no use.
            let _ = fs::remove_file(path);
            Err(error)
        }
    }
}

/// An empty file beside another one, of the same name in every process; of another name while a
/// process holds that one.
fn create(target: &Path, private: bool) -> io::Result<(PathBuf, File)> {
    let usual = named(target, ".tmp");
    if let Some(file) = taken_over(&usual, private) {
        file.set_len(0)?;
        return Ok((usual, file));
    }
    let own = named(target, &format!(".{}.tmp", std::process::id()));
    // An earlier process of the same number may have left one.
    let _ = fs::remove_file(&own);
    let file = writable(private).create_new(true).open(&own)?;
    Ok((own, file))
}

fn named(target: &Path, ending: &str) -> PathBuf {
    let mut name = target.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// The file of that name, a new one or one that a killed process left; `None` if another process
/// holds it, or if it is not to be written.
fn taken_over(path: &Path, private: bool) -> Option<File> {
    if fs::symlink_metadata(path).is_ok_and(|found| !found.is_file()) {
        return None;
    }
    let file = writable(private).create(true).truncate(false).open(path).ok()?;
    (file.try_lock().is_ok() && is_still(path, &file)).then_some(file)
}

/// A private one is read by its owner only, until it has the mode of the file that it replaces.
#[cfg(unix)]
fn writable(private: bool) -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut options = OpenOptions::new();
    options.write(true).mode(if private { 0o600 } else { 0o666 });
    options
}

#[cfg(not(unix))]
fn writable(_: bool) -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    options
}

/// Gives it the mode and the owner of the file that it replaces.
#[cfg(unix)]
fn keep(file: &File, old: Option<&Metadata>) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, fchown};
    let Some(old) = old else { return Ok(()) };
    let new = file.metadata()?;
    if (new.uid(), new.gid()) != (old.uid(), old.gid()) {
        fchown(file, Some(old.uid()), Some(old.gid()))?;
    }
    file.set_permissions(old.permissions())
}

#[cfg(not(unix))]
fn keep(file: &File, old: Option<&Metadata>) -> io::Result<()> {
    old.map_or(Ok(()), |old| file.set_permissions(old.permissions()))
}

#[cfg(unix)]
fn has_more_names(file: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    file.nlink() > 1
}

#[cfg(not(unix))]
fn has_more_names(_: &Metadata) -> bool {
    false
}

/// Whether the name still is that of the file: the process that held it may have moved it.
#[cfg(unix)]
fn is_still(path: &Path, file: &File) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let of = |metadata: Metadata| (metadata.dev(), metadata.ino());
    let (named, open) = (fs::metadata(path).map(of), file.metadata().map(of));
    named.ok().is_some_and(|named| open.is_ok_and(|open| open == named))
}

#[cfg(not(unix))]
fn is_still(_: &Path, _: &File) -> bool {
    true
}

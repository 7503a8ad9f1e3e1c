//! Folders that are complete or absent.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{TaskError, at};

/// Puts a new folder in the place of another, unless they are the same: what embeds its files is
/// built again only if they have changed.
pub(crate) fn replace(old: &Path, new: &Path) -> Result<(), TaskError> {
    if old.exists() {
        if read(old)? == read(new)? {
            return fs::remove_dir_all(new).map_err(at(new));
        }
        fs::remove_dir_all(old).map_err(at(old))?;
    }
    fs::rename(new, old).map_err(at(new))
}

/// The folder's files by their names.
fn read(folder: &Path) -> Result<BTreeMap<PathBuf, Vec<u8>>, TaskError> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).map_err(at(&next))? {
            let path = entry.map_err(at(&next))?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let bytes = fs::read(&path).map_err(at(&path))?;
                files.insert(path.strip_prefix(folder).unwrap_or(&path).to_owned(), bytes);
            }
        }
    }
    Ok(files)
}

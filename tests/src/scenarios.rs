//! The scenarios under `tests/scenarios`, and how they are played.

pub mod random;

use std::path::{Path, PathBuf};
use std::{fs, io};

use wva_manifests::{Problems, Source};
use wva_scenario::Scenario;

/// Why there is no scenario.
#[derive(Debug, thiserror::Error)]
pub enum ScenarioError {
    /// A file cannot be read.
    #[error("{}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file is wrong.
    #[error(transparent)]
    Wrong(#[from] Problems),
}

/// All scenarios of a folder with their names, in order.
///
/// # Errors
/// If any of them cannot be read.
pub fn all(folder: &Path) -> Result<Vec<(String, Scenario)>, ScenarioError> {
    let failed = |source| ScenarioError::Read { path: folder.to_owned(), source };
    let entries = fs::read_dir(folder).map_err(failed)?;
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.map_err(failed)?.path();
        if path.extension().is_some_and(|ending| ending == "yaml") {
            paths.push(path);
        }
    }
    paths.sort();
    let name = |path: &Path| path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    paths.iter().map(|path| Ok((name(path), one(path)?))).collect()
}

/// One scenario with the files it names.
///
/// # Errors
/// If it cannot be read.
pub fn one(path: &Path) -> Result<Scenario, ScenarioError> {
    let folder = path.parent().unwrap_or(Path::new(""));
    let source = source(path, &path.display().to_string())?;
    let files = Scenario::files(&source)?;
    let files: Result<Vec<_>, _> =
        files.iter().map(|name| self::source(&folder.join(name), name)).collect();
    Ok(Scenario::parse(&source, &files?)?)
}

fn source(path: &Path, name: &str) -> Result<Source, ScenarioError> {
    let text = fs::read_to_string(path)
        .map_err(|source| ScenarioError::Read { path: path.to_owned(), source })?;
    Ok(Source { path: name.to_owned(), text })
}

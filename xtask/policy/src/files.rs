//! The policy's files, complete or absent.

use std::fs;
use std::path::Path;

use wva::policy::sha256;

use crate::PolicyError;

pub(crate) fn read(path: &Path) -> Result<Vec<u8>, PolicyError> {
    fs::read(path).map_err(at(path))
}

/// Writes the component, its machine code and their hashes, if any of them has changed: what
/// embeds them is built again only then. The hashes come last and are away in between, so that
/// nothing embeds half of it.
pub(crate) fn write(folder: &Path, wasm: &[u8], cwasm: &[u8]) -> Result<(), PolicyError> {
    let hashes = format!("{}  policy.wasm\n{}  policy.cwasm\n", sha256(wasm), sha256(cwasm));
    let all =
        [("policy.wasm", wasm), ("policy.cwasm", cwasm), ("policy.sha256", hashes.as_bytes())];
    let same =
        |(name, bytes): &(&str, &[u8])| fs::read(folder.join(name)).is_ok_and(|old| old == *bytes);
    if all.iter().all(same) {
        return Ok(());
    }
    fs::create_dir_all(folder).map_err(at(folder))?;
    let hashes = folder.join("policy.sha256");
    if hashes.exists() {
        fs::remove_file(&hashes).map_err(at(&hashes))?;
    }
    all.iter().try_for_each(|(name, bytes)| replace(&folder.join(name), bytes))
}

/// One rename, so that a file that is there is complete.
fn replace(path: &Path, bytes: &[u8]) -> Result<(), PolicyError> {
    let new = path.with_extension("new");
    fs::write(&new, bytes).map_err(at(&new))?;
    fs::rename(&new, path).map_err(at(path))
}

fn at(path: &Path) -> impl FnOnce(std::io::Error) -> PolicyError {
    let path = path.to_owned();
    |source| PolicyError::File { path, source }
}

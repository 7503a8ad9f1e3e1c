//! npm packages of a folder, as its lock file says.

use std::process::Command;

use crate::error::TaskError;
use crate::run::{root, run, tell};

/// Installs what `folder/package-lock.json` lists, unless that is already there.
pub(crate) fn install(folder: &str) -> Result<(), TaskError> {
    let folder = root().join(folder);
    let changed = |name: &str| folder.join(name).metadata().and_then(|file| file.modified()).ok();
    // npm writes this file last.
    let installed = changed("node_modules/.package-lock.json");
    if installed.is_some() && installed >= changed("package-lock.json") {
        return Ok(());
    }
    tell(&format!("installing npm packages in {}", folder.display()));
    // Not `npm ci`: it insists on platform packages of a dependency that were never published.
    let mut npm = Command::new("npm");
    npm.args(["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error", "--prefix"])
        .arg(&folder);
    run(&mut npm, "npm install", "install Node.js 20 or later")
}

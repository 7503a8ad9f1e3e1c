//! Debian's packages.

use std::process::Command;

use crate::error::TaskError;
use crate::run::{run, tell};

/// Installs the Debian packages that are missing.
pub(crate) fn packages(names: &[&str]) -> Result<(), TaskError> {
    let status = ["--show", "--showformat=${db:Status-Abbrev}\\n"];
    let shown = Command::new("dpkg-query").args(status).args(names).output();
    let all =
        |text: &[u8]| String::from_utf8_lossy(text).lines().all(|line| line.starts_with("ii"));
    if shown.is_ok_and(|shown| shown.status.success() && all(&shown.stdout)) {
        return Ok(());
    }
    tell(&format!("installing {}", names.join(" ")));
    let install = || {
        apt(&["update", "--quiet"], &[])?;
        apt(&["install", "--yes", "--quiet", "--no-install-recommends"], names)
    };
    install().map_err(|_| TaskError::Packages { names: names.join(" ") })
}

fn apt(arguments: &[&str], names: &[&str]) -> Result<(), TaskError> {
    run(Command::new("apt-get").args(arguments).args(names), "apt-get", "this takes Debian 12")
}

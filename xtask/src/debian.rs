//! Debian's packages.

use std::process::{Command, Stdio};

use crate::run::{TaskError, run, say};

/// Installs the Debian packages that are missing.
pub(crate) fn packages(names: &[&str]) -> Result<(), TaskError> {
    let installed = Command::new("dpkg-query")
        .arg("--show")
        .args(names)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    if installed.is_ok_and(|status| status.success()) {
        return Ok(());
    }
    say(&format!("installing {}", names.join(" ")));
    let install = || {
        apt(&["update", "--quiet"], &[])?;
        apt(&["install", "--yes", "--quiet", "--no-install-recommends"], names)
    };
    install().map_err(|_| TaskError::Packages(names.join(" ")))
}

fn apt(arguments: &[&str], names: &[&str]) -> Result<(), TaskError> {
    run(Command::new("apt-get").args(arguments).args(names), "apt-get", "this takes Debian 12")
}

//! Running other programs, and saying so.

use std::io::{IsTerminal as _, Write as _, stderr, stdout};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::TaskError;

/// What a task found or made, for whoever reads its output.
pub(crate) fn say(line: &str) {
    // Nobody may be reading.
    let _ = writeln!(stdout(), "{line}");
}

/// What a task is doing, for whoever is waiting.
pub(crate) fn tell(line: &str) {
    // Nobody may be waiting.
    let _ = writeln!(stderr(), "{line}");
}

/// Whether somebody sees cargo's own progress, which it shows under these conditions.
pub(crate) fn is_watched() -> bool {
    stderr().is_terminal() && std::env::var_os("CI").is_none()
}

/// Runs cargo in the repository.
pub(crate) fn cargo(arguments: &[&str]) -> Result<(), TaskError> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let mut command = Command::new(cargo);
    run(
        command.args(arguments),
        &format!("cargo {}", arguments.join(" ")),
        "install Rust from https://rustup.rs",
    )
}

/// Has cargo compile something: it shows its progress to whoever is watching, and is quiet otherwise.
pub(crate) fn compile(arguments: &[&str]) -> Result<(), TaskError> {
    match arguments.split_first() {
        Some((task, rest)) if !is_watched() => cargo(&[&[*task, "--quiet"], rest].concat()),
        _ => cargo(arguments),
    }
}

/// Runs a program, in the repository unless it says where; its output goes where ours goes.
pub(crate) fn run(command: &mut Command, name: &str, hint: &'static str) -> Result<(), TaskError> {
    if command.get_current_dir().is_none() {
        command.current_dir(root());
    }
    let status = command.status();
    let named = || name.to_owned();
    match status.map_err(|source| TaskError::Start { command: named(), source, hint })? {
        status if status.success() => Ok(()),
        _ => Err(TaskError::Failed { command: named() }),
    }
}

/// Whether a program is there, tried by asking for its version.
pub(crate) fn is_there(program: &str, argument: &str) -> bool {
    Command::new(program)
        .args([argument, "--version"])
        .output()
        .is_ok_and(|output| output.status.success())
}

/// The repository.
pub(crate) fn root() -> &'static Path {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap_or(own)
}

/// The target directory, wherever it was put: this program is in it.
pub(crate) fn target() -> PathBuf {
    let own = std::env::current_exe().ok();
    let target = own.as_deref().and_then(Path::parent).and_then(Path::parent);
    target.map_or_else(|| root().join("target"), Path::to_owned)
}

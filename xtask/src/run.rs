//! Running other programs, and saying so.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Why a task failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TaskError {
    #[error("no such task\n{0}")]
    Usage(&'static str),
    #[error("`{command}` failed: see above")]
    Failed { command: String },
    #[error("cannot run `{command}`: {source}; {hint}")]
    Start { command: String, source: std::io::Error, hint: &'static str },
    #[error("cannot access `{}`: {source}", path.display())]
    File { path: PathBuf, source: std::io::Error },
    #[error("Debian packages are missing; as root: apt-get install --no-install-recommends {0}")]
    Packages(String),
    #[error("no place for a cache: set WVA_CACHE, XDG_CACHE_HOME or HOME")]
    NoCache,
}

/// One line to whoever is watching.
pub(crate) fn say(line: &str) {
    // Nobody may be watching.
    let _ = writeln!(std::io::stdout(), "{line}");
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

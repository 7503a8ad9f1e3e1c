//! The policy component: compiled here; encoded, checked and compiled ahead of time by `xtask-policy`.

use std::path::Path;
use std::process::Command;

use crate::run::{TaskError, cargo, run, say, target};

/// What policy and toolkit are compiled for.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// Makes `target/wva/policy.wasm`, its machine code `policy.cwasm` and the hashes of both.
pub(crate) fn build() -> Result<(), TaskError> {
    install_target()?;
    cargo(&[
        "build",
        "--quiet",
        "--package",
        "wva-component",
        "--target",
        TARGET,
        "--profile",
        "wasm",
    ])?;
    let module = target().join(TARGET).join("wasm/wva_component.wasm");
    let (module, folder) = (module.to_string_lossy(), target().join("wva"));
    let folder = folder.to_string_lossy();
    let make = ["run", "--quiet", "--release", "--package", "xtask-policy", "--", &module, &folder];
    cargo(&make)
}

fn install_target() -> Result<(), TaskError> {
    let sysroot = Command::new("rustc").args(["--print", "sysroot"]).output().ok();
    let sysroot = sysroot.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    let installed = |sysroot: String| Path::new(&sysroot).join("lib/rustlib").join(TARGET).is_dir();
    if sysroot.is_some_and(installed) {
        return Ok(());
    }
    say(&format!("installing the Rust target {TARGET}"));
    let mut rustup = Command::new("rustup");
    let hint = "install the Rust target wasm32-unknown-unknown with your package manager";
    run(rustup.args(["target", "add", TARGET]), &format!("rustup target add {TARGET}"), hint)
}

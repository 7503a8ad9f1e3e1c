//! The policy component: compiled here; encoded, checked and compiled ahead of time by `xtask-policy`.

use std::path::Path;
use std::process::Command;

use crate::error::TaskError;
use crate::run::{compile, run, target, tell};
use crate::stage::{Stage, stage};

/// What policy and toolkit are compiled for.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// Make `target/wva/policy.wasm`, its machine code `policy.cwasm` and the hashes of both.
pub(crate) const STAGES: &[Stage<'static>] = &[
    stage("policy as WebAssembly", &module),
    stage("wasmtime, and the policy's machine code", &component),
];

fn module() -> Result<(), TaskError> {
    install_target()?;
    // A library for tests beside the module would keep it from being optimized as a whole.
    let module = ["rustc", "--package", "wva-component", "--crate-type", "cdylib"];
    compile(&[&module[..], &["--target", TARGET, "--profile", "wasm"]].concat())
}

fn component() -> Result<(), TaskError> {
    let module = target().join(TARGET).join("wasm/wva_component.wasm");
    let (module, folder) = (module.to_string_lossy(), target().join("wva"));
    let folder = folder.to_string_lossy();
    compile(&["run", "--release", "--package", "xtask-policy", "--", &module, &folder])
}

fn install_target() -> Result<(), TaskError> {
    let sysroot = Command::new("rustc").args(["--print", "sysroot"]).output().ok();
    let sysroot = sysroot.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    let installed = |sysroot: String| Path::new(&sysroot).join("lib/rustlib").join(TARGET).is_dir();
    if sysroot.is_some_and(installed) {
        return Ok(());
    }
    tell(&format!("installing the Rust target {TARGET}"));
    let mut rustup = Command::new("rustup");
    let hint = "install the Rust target wasm32-unknown-unknown with your package manager";
    run(rustup.args(["target", "add", TARGET]), &format!("rustup target add {TARGET}"), hint)
}

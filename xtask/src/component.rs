//! The policy component: compiled, encoded, checked, compiled ahead of time.

use std::path::{Path, PathBuf};
use std::process::Command;

use wit_component::{ComponentEncoder, DecodedWasm};
use wva::policy::{precompile, sha256};

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
    let core = target().join(TARGET).join("wasm/wva_component.wasm");
    let wasm = encode(&read(&core)?)?;
    check_imports(&wasm)?;
    let cwasm = precompile(&wasm)?;
    let folder = target().join("wva");
    std::fs::create_dir_all(&folder)
        .map_err(|source| TaskError::File { path: folder.clone(), source })?;
    let hashes = format!("{}  policy.wasm\n{}  policy.cwasm\n", sha256(&wasm), sha256(&cwasm));
    write(&folder.join("policy.wasm"), &wasm)?;
    write(&folder.join("policy.cwasm"), &cwasm)?;
    write(&folder.join("policy.sha256"), hashes.as_bytes())?;
    let (size, machine) = (wasm.len() / 1000, cwasm.len() / 1000);
    say(&format!(
        "policy: {} ({size} kB, no imports; machine code {machine} kB)",
        folder.join("policy.wasm").display()
    ));
    Ok(())
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

fn encode(core: &[u8]) -> Result<Vec<u8>, TaskError> {
    let encode = || {
        let mut encoder = ComponentEncoder::default();
        encoder.validate(true).module(core)?.encode()
    };
    encode().map_err(|error| TaskError::Encode(format!("{error:#}")))
}

/// Reads the component back: what counts is what is in the bytes.
fn check_imports(wasm: &[u8]) -> Result<(), TaskError> {
    let decoded =
        wit_component::decode(wasm).map_err(|error| TaskError::Encode(format!("{error:#}")))?;
    let DecodedWasm::Component(resolve, world) = decoded else {
        return Err(TaskError::Encode("it is a WIT package".to_owned()));
    };
    let imports = resolve.worlds.get(world).into_iter().flat_map(|world| world.imports.keys());
    let imports: Vec<_> = imports.map(|key| resolve.name_world_key(key)).collect();
    if imports.is_empty() { Ok(()) } else { Err(TaskError::Imports(imports.join(", "))) }
}

fn read(path: &Path) -> Result<Vec<u8>, TaskError> {
    std::fs::read(path).map_err(|source| TaskError::File { path: path.to_owned(), source })
}

/// Writes a file if it has changed, so that nothing is built again for nothing.
fn write(path: &Path, bytes: &[u8]) -> Result<(), TaskError> {
    if std::fs::read(path).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    let file = |source| TaskError::File { path: PathBuf::from(path), source };
    std::fs::write(path, bytes).map_err(file)
}

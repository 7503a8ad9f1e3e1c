//! Makes the policy component: `xtask-policy MODULE FOLDER` encodes the module that was compiled,
//! checks its imports, compiles it ahead of time and writes all of it into the folder.
//!
//! A program of its own, so that `cargo xtask` itself need not wait for wasmtime before it speaks.

mod files;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use wit_component::{ComponentEncoder, DecodedWasm};
use wva::policy::{PolicyLoadError, precompile};

/// Why there is no component.
#[derive(Debug, thiserror::Error)]
enum PolicyError {
    #[error("usage: xtask-policy MODULE FOLDER")]
    Usage,
    #[error("cannot access `{}`: {source}", path.display())]
    File { path: PathBuf, source: std::io::Error },
    #[error("wva_component.wasm cannot become a component: {0}")]
    Encode(String),
    #[error("the component imports {0}; a policy has no imports (see docs on `wit/policy.wit`)")]
    Imports(String),
    #[error("the component does not load: {0}")]
    Policy(#[from] PolicyLoadError),
}

fn main() -> ExitCode {
    match make() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Without stderr, the exit code has to do.
            let _ = writeln!(std::io::stderr(), "error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Makes `policy.wasm`, its machine code `policy.cwasm` and the hashes of both.
fn make() -> Result<(), PolicyError> {
    let arguments: Vec<_> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [module, folder] = arguments.as_slice() else { return Err(PolicyError::Usage) };
    let wasm = encode(&files::read(module)?)?;
    check_imports(&wasm)?;
    let cwasm = precompile(&wasm)?;
    files::write(folder, &wasm, &cwasm)?;
    say(&folder.join("policy.wasm"), wasm.len() / 1000, cwasm.len() / 1000);
    Ok(())
}

fn say(path: &Path, size: usize, machine: usize) {
    let path = path.display();
    // The files are there, with or without a reader of this line.
    let _ = writeln!(
        std::io::stdout(),
        "policy: {path} ({size} kB, no imports; machine code {machine} kB)"
    );
}

fn encode(core: &[u8]) -> Result<Vec<u8>, PolicyError> {
    let encode = || {
        let mut encoder = ComponentEncoder::default();
        encoder.validate(true).module(core)?.encode()
    };
    encode().map_err(|error| PolicyError::Encode(format!("{error:#}")))
}

/// Reads the component back: what counts is what is in the bytes.
fn check_imports(wasm: &[u8]) -> Result<(), PolicyError> {
    let decoded =
        wit_component::decode(wasm).map_err(|error| PolicyError::Encode(format!("{error:#}")))?;
    let DecodedWasm::Component(resolve, world) = decoded else {
        return Err(PolicyError::Encode("it is a WIT package".to_owned()));
    };
    let imports = resolve.worlds.get(world).into_iter().flat_map(|world| world.imports.keys());
    let imports: Vec<_> = imports.map(|key| resolve.name_world_key(key)).collect();
    if imports.is_empty() { Ok(()) } else { Err(PolicyError::Imports(imports.join(", "))) }
}

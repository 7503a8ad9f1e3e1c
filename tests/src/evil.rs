//! The policy that means harm, built from `tests/evil` against the contract as it is.

use std::path::Path;
use std::process::Command;

use wit_component::ComponentEncoder;

/// What stands before the word that says how the policy describes itself.
const MARK: &[u8] = b"describes:";

/// Bytes of that word.
const WORD: usize = 8;

/// Why there is no such policy.
#[derive(Debug, thiserror::Error)]
pub enum EvilError {
    /// Cargo cannot be run, or the module cannot be read.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// Cargo does not build it.
    #[error("`cargo build --package wva-evil` failed: is the target wasm32-unknown-unknown there?")]
    Cargo,
    /// It is no component of the contract.
    #[error("it cannot be encoded: {0}")]
    Encode(String),
    /// The module has no place for the word.
    #[error("`describes:` is not in the module")]
    NoMark,
}

/// The core module, built in `target`, the target directory.
///
/// # Errors
/// If cargo does not build it.
pub fn module(root: &Path, target: &Path) -> Result<Vec<u8>, EvilError> {
    let status = Command::new(env!("CARGO"))
        .current_dir(root)
        .args(["build", "--quiet", "--package", "wva-evil", "--profile", "wasm"])
        .args(["--target", "wasm32-unknown-unknown", "--target-dir"])
        .arg(target)
        .status()?;
    if !status.success() {
        return Err(EvilError::Cargo);
    }
    Ok(std::fs::read(target.join("wasm32-unknown-unknown/wasm/wva_evil.wasm"))?)
}

/// The component that describes itself in a way of `tests/evil/src/describe.rs`.
///
/// # Errors
/// If the module is no policy.
pub fn component(module: &[u8], describes: &str) -> Result<Vec<u8>, EvilError> {
    let mut module = module.to_vec();
    let at = module.windows(MARK.len()).position(|bytes| bytes == MARK).ok_or(EvilError::NoMark)?;
    let word = format!("{describes:WORD$}");
    let place = module.iter_mut().skip(at + MARK.len()).take(WORD);
    place.zip(word.bytes()).for_each(|(place, byte)| *place = byte);
    let encode = || ComponentEncoder::default().validate(true).module(&module)?.encode();
    encode().map_err(|error| EvilError::Encode(format!("{error:#}")))
}

//! The process that compiles.

use std::io::{self, Read, Write};

use super::bounds::Bounds;
use crate::policy::engine;
use crate::policy::limits::COMPONENT_BYTES_MAX;

/// Why there is no machine code.
#[derive(Debug, thiserror::Error)]
pub enum CompileError {
    /// The component is wrong; the message is written for the parent.
    #[error("{0}")]
    Wrong(String),
    /// A limit cannot be set, or the parent is gone.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Compiles a component within limits that end this process, and writes its machine code.
///
/// # Errors
/// If the component is wrong, or cannot be read or written.
pub fn compile_here(wasm: &mut impl Read, out: &mut impl Write) -> Result<(), CompileError> {
    Bounds::of_this_process().set()?;
    let mut bytes = Vec::new();
    wasm.take(COMPONENT_BYTES_MAX as u64).read_to_end(&mut bytes)?;
    out.write_all(&machine_code(&bytes).map_err(|error| wrong(&error))?)?;
    Ok(out.flush()?)
}

fn machine_code(wasm: &[u8]) -> wasmtime::Result<Vec<u8>> {
    engine::compiling(wasm.len())?.precompile_component(wasm)
}

fn wrong(error: &wasmtime::Error) -> CompileError {
    CompileError::Wrong(format!("{error:#}"))
}

//! The ways to get a policy.

use std::path::Path;

use wasmtime::Engine;
use wasmtime::component::Component;

use super::Policy;
use super::compiler::Compiler;
#[cfg(feature = "embedded-policy")]
use super::embedded;
use super::engine;
use super::load::{self, PolicyLoadError};
use super::machine;

impl Policy {
    /// The policy that is part of this binary.
    ///
    /// # Errors
    /// Only if this machine cannot run it.
    #[cfg(feature = "embedded-policy")]
    pub fn embedded() -> Result<Self, PolicyLoadError> {
        let engine = engine::running().map_err(|error| load::engine(&error))?;
        let component = embedded::component(&engine)?;
        Self::new(&engine, &component, embedded::WASM)
    }

    /// Reads a stranger's policy, which is compiled in a process of its own.
    ///
    /// # Errors
    /// If the file cannot be read, is not a component without imports that exports the contract, or
    /// takes too much to compile.
    pub fn from_file(path: &Path, compiler: &Compiler) -> Result<Self, PolicyLoadError> {
        let wasm = load::read(path)?;
        let engine = engine::running().map_err(|error| load::engine(&error))?;
        let component = apart(&engine, compiler, &wasm)?;
        Self::new(&engine, &component, &wasm)
    }

    /// Compiles a policy in this process, without a limit of time or memory: one that is trusted so far.
    ///
    /// # Errors
    /// If it is not a component without imports that exports the contract.
    pub fn from_bytes(wasm: &[u8]) -> Result<Self, PolicyLoadError> {
        let engine = engine::running().map_err(|error| load::engine(&error))?;
        Self::on(&engine, wasm)
    }

    pub(crate) fn on(engine: &Engine, wasm: &[u8]) -> Result<Self, PolicyLoadError> {
        Self::new(engine, &load::compile(engine, wasm)?, wasm)
    }
}

/// A component from machine code that another process made.
fn apart(engine: &Engine, compiler: &Compiler, wasm: &[u8]) -> Result<Component, PolicyLoadError> {
    load::check_header(wasm)?;
    let code = compiler.compile(wasm)?;
    let component = machine::load(engine, &code).map_err(|error| load::invalid(&error))?;
    load::check_interfaces(engine, &component)?;
    Ok(component)
}

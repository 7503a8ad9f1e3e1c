//! The ways to get a policy.

use std::path::Path;

use wasmtime::Engine;
use wasmtime::component::Component;

use super::Policy;
use super::budget::Budget;
use super::contract::Mirror;
#[cfg(feature = "embedded-policy")]
use super::embedded;
use super::engine;
use super::identity::Identity;
use super::load::{self, PolicyLoadError};
use super::sandbox::Sandbox;

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

    /// The policy in a file; without one, the built-in policy.
    ///
    /// # Errors
    /// As [`Policy::from_file`] and [`Policy::embedded`].
    #[cfg(feature = "embedded-policy")]
    pub fn open(path: Option<&Path>) -> Result<Self, PolicyLoadError> {
        path.map_or_else(Self::embedded, Self::from_file)
    }

    /// Reads and compiles a policy.
    ///
    /// # Errors
    /// If the file cannot be read, or as [`Policy::from_bytes`].
    pub fn from_file(path: &Path) -> Result<Self, PolicyLoadError> {
        Self::from_bytes(&load::read(path)?)
    }

    /// Compiles a policy.
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

    pub(crate) fn new(
        engine: &Engine,
        component: &Component,
        wasm: &[u8],
    ) -> Result<Self, PolicyLoadError> {
        let sandbox = Sandbox::new(engine, component)?;
        let description = sandbox
            .policy(Budget::of_bytes(0), |guest, store| guest.call_describe(store).map(Ok))
            .map_err(|source| PolicyLoadError::Describe { source })?;
        let exports = load::exports(engine, component);
        let identity = Identity::new(&description.mirror(), wasm, exports);
        Ok(Self { sandbox, identity })
    }
}

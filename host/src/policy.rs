//! A policy: loaded once, asked often, each time in a fresh sandbox.
//!
//! ```text
//! bytes --check--> component --instantiate--> call --check--> answer
//!                  no imports  fresh, bounded: fuel, deadline, memory, size of the answer
//! ```

mod call;
mod contract;
#[cfg(feature = "embedded-policy")]
mod embedded;
mod engine;
pub mod limits;
mod load;
mod model;
mod sandbox;

use std::fmt::{self, Write as _};
use std::path::Path;

use sha2::{Digest as _, Sha256};
use wasmtime::Engine;
use wasmtime::component::Component;
use wva_core::Description;
use wva_core::decision::Decision;
use wva_core::snapshot::{Snapshot, WorkloadMemory};

pub use call::CallError;
pub use load::PolicyLoadError;

use contract::Mirror;
use sandbox::Sandbox;

/// A policy that was found fit to run.
pub struct Policy {
    sandbox: Sandbox,
    identity: Identity,
}

/// Which policy it is.
#[derive(Clone, Debug)]
pub struct Identity {
    /// Who it says it is.
    pub description: Description,
    /// Hash of the component's bytes, in hexadecimal.
    pub sha256: String,
    /// Size of the component.
    pub bytes: usize,
    /// Interfaces it exports.
    pub exports: Vec<String>,
}

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
        let component = load::compile(&engine, wasm)?;
        Self::new(&engine, &component, wasm)
    }

    fn new(engine: &Engine, component: &Component, wasm: &[u8]) -> Result<Self, PolicyLoadError> {
        let sandbox = Sandbox::new(engine, component)?;
        let description = sandbox
            .policy(0, |guest, store| guest.call_describe(store).map(Ok))
            .map_err(|source| PolicyLoadError::Describe { source })?
            .mirror();
        let exports = load::exports(engine, component);
        let identity = Identity { description, sha256: sha256(wasm), bytes: wasm.len(), exports };
        Ok(Self { sandbox, identity })
    }

    /// Which policy it is.
    #[must_use]
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// Decides on JSON: a policy input to a decision, both as text.
    ///
    /// # Errors
    /// See [`CallError`].
    pub fn decide_json(&self, input: &str) -> Result<String, CallError> {
        let answer = self
            .sandbox
            .policy(input.len(), |guest, store| guest.call_decide_json(store, input))?;
        let invalid = |error: serde_json::Error| CallError::invalid(error.to_string());
        call::check_decision(&serde_json::from_str(&answer).map_err(invalid)?)?;
        Ok(answer)
    }

    /// Decides.
    ///
    /// # Errors
    /// See [`CallError`].
    pub fn decide(
        &self,
        snapshot: &Snapshot,
        memory: &[WorkloadMemory],
    ) -> Result<Decision, CallError> {
        let input_bytes = limits::input_bytes(snapshot, memory);
        let (snapshot, memory) = (snapshot.clone().mirror(), memory.to_vec().mirror());
        let ask = |guest: &contract::wire::Guest, store: &mut _| {
            guest.call_decide(store, &snapshot, &memory)
        };
        let decision = self.sandbox.policy(input_bytes, ask)?.mirror();
        call::check_decision(&decision)?;
        Ok(decision)
    }
}

impl fmt::Debug for Policy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Policy").field("identity", &self.identity).finish_non_exhaustive()
    }
}

/// Compiles a policy ahead of time, for any processor of this build's target.
///
/// # Errors
/// As [`Policy::from_bytes`].
pub fn precompile(wasm: &[u8]) -> Result<Vec<u8>, PolicyLoadError> {
    let engine = engine::portable().map_err(|error| load::engine(&error))?;
    load::compile(&engine, wasm)?.serialize().map_err(|error| load::invalid(&error))
}

/// The hash by which a policy is known, in hexadecimal.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

//! A policy: loaded once, asked often, each time in a fresh sandbox.
//!
//! ```text
//! bytes --check--> component --instantiate--> call --verify--> answer
//!                  no imports  fresh, bounded: fuel, deadline, memory, size of the answer
//! ```

mod budget;
mod call;
mod contract;
#[cfg(feature = "embedded-policy")]
mod embedded;
mod engine;
pub mod limits;
mod load;
mod model;
mod sandbox;
mod verify;

use std::fmt::{self, Write as _};
use std::path::Path;

use sha2::{Digest as _, Sha256};
use wasmtime::Engine;
use wasmtime::component::Component;
use wva_core::Description;
use wva_core::decision::Decision;
use wva_core::snapshot::{PolicyInput, Snapshot, WorkloadMemory};

pub use call::CallError;
pub use load::PolicyLoadError;

use budget::Budget;
use contract::Mirror;
use sandbox::Sandbox;
use verify::{DefectError, verify};

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

/// Fuel of one call; a unit is about one instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fuel {
    /// What the question was worth.
    pub given: u64,
    /// What answering took.
    pub used: u64,
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
        Self::on(&engine, wasm)
    }

    pub(crate) fn on(engine: &Engine, wasm: &[u8]) -> Result<Self, PolicyLoadError> {
        Self::new(engine, &load::compile(engine, wasm)?, wasm)
    }

    fn new(engine: &Engine, component: &Component, wasm: &[u8]) -> Result<Self, PolicyLoadError> {
        let sandbox = Sandbox::new(engine, component)?;
        let description = sandbox
            .policy(Budget::of_bytes(0), |guest, store| guest.call_describe(store).map(Ok))
            .map_err(|source| PolicyLoadError::Describe { source })?;
        let description = readable(&description.mirror());
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
    /// See [`CallError`]. Nothing is kept of a failed call: whoever has a last good decision goes
    /// on with that one.
    pub fn decide_json(&self, input: &str) -> Result<String, CallError> {
        self.decide_json_metered(input).0
    }

    /// The same, and what it took of what it was given.
    pub fn decide_json_metered(&self, input: &str) -> (Result<String, CallError>, Fuel) {
        let asked = serde_json::from_str::<PolicyInput>(input).ok();
        let budget = Budget::of_json(input, asked.as_ref());
        let ask =
            |guest: &contract::wire::Guest, store: &mut _| guest.call_decide_json(store, input);
        let (answer, used) = self.sandbox.metered(budget, ask);
        let answer = answer.and_then(|answer| Self::verified(asked.as_ref(), answer));
        (answer, Fuel { given: budget.fuel, used })
    }

    fn verified(asked: Option<&PolicyInput>, answer: String) -> Result<String, CallError> {
        let asked = asked.ok_or(DefectError::NoQuestion)?;
        let shape = |error: serde_json::Error| DefectError::Shape { text: error.to_string() };
        let decision = serde_json::from_str(&answer).map_err(shape)?;
        verify(&asked.snapshot, &asked.memory, &decision)?;
        Ok(answer)
    }

    /// Decides.
    ///
    /// # Errors
    /// As [`Policy::decide_json`].
    pub fn decide(
        &self,
        snapshot: &Snapshot,
        memory: &[WorkloadMemory],
    ) -> Result<Decision, CallError> {
        let remembered = memory.iter().map(|entry| entry.bytes.len()).sum();
        let budget = Budget::of(snapshot, remembered);
        let (wire, remembered) = (snapshot.clone().mirror(), memory.to_vec().mirror());
        let ask = |guest: &contract::wire::Guest, store: &mut _| {
            guest.call_decide(store, &wire, &remembered)
        };
        let decision = self.sandbox.policy(budget, ask)?.mirror();
        verify(snapshot, memory, &decision)?;
        Ok(decision)
    }
}

impl fmt::Debug for Policy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Policy").field("identity", &self.identity).finish_non_exhaustive()
    }
}

/// Names as somebody can read them.
fn readable(description: &Description) -> Description {
    let short = |text: &String| call::readable(text, limits::WORD_BYTES_MAX);
    let Description { name, version, latency_models, limits } = description;
    let latency_models = latency_models.iter().take(limits::LIST_ENTRIES_MAX).map(short).collect();
    Description { name: short(name), version: short(version), latency_models, limits: *limits }
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

//! A component becomes a policy once it has described itself.

use wasmtime::Engine;
use wasmtime::component::Component;

use super::Policy;
use super::budget::Budget;
use super::contract::Mirror;
use super::identity::Identity;
use super::load::{self, PolicyLoadError};
use super::sandbox::Sandbox;

impl Policy {
    pub(super) fn new(
        engine: &Engine,
        component: &Component,
        wasm: &[u8],
    ) -> Result<Self, PolicyLoadError> {
        let sandbox = Sandbox::new(engine, component)?;
        let described =
            sandbox.policy(Budget::of_bytes(0), |guest, store| guest.call_describe(store).map(Ok));
        // The engine does not say which function has another type.
        let description = described
            .map_err(|source| sandbox.mistyped().unwrap_or(PolicyLoadError::Describe { source }))?;
        let exports = load::exports(engine, component);
        let identity = Identity::new(&description.mirror(), wasm, exports);
        Ok(Self { sandbox, identity })
    }
}

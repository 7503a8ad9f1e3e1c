//! From machine code to a component.

use wasmtime::Engine;
use wasmtime::component::Component;

/// A component from its machine code. Callers give what this program's own compiler made: when it was
/// built, compared by its hash, or a moment ago, in a process that this one started.
#[expect(
    unsafe_code,
    reason = "wasmtime trusts machine code; only that of its own compiler gets here"
)]
pub(super) fn load(engine: &Engine, code: &[u8]) -> wasmtime::Result<Component> {
    // SAFETY: the bytes are what wasmtime's compiler serialized, see above; wasmtime itself compares
    // its version and the configuration.
    unsafe { Component::deserialize(engine, code) }
}

//! The policy that is part of the binary, with its machine code.

use wasmtime::Engine;
use wasmtime::component::Component;

use super::load::{self, PolicyLoadError};
use super::sha256;

/// The component.
pub(crate) const WASM: &[u8] = include_bytes!(env!("WVA_POLICY_WASM"));

/// Its machine code, for any processor of the target.
const CWASM: &[u8] = include_bytes!(env!("WVA_POLICY_CWASM"));

/// The component, from its machine code if that is sound and fits this machine, else compiled.
pub(crate) fn component(engine: &Engine) -> Result<Component, PolicyLoadError> {
    match precompiled(engine) {
        Some(component) => Ok(component),
        None => load::compile(engine, WASM),
    }
}

fn precompiled(engine: &Engine) -> Option<Component> {
    let sound = sha256(CWASM) == env!("WVA_POLICY_CWASM_SHA256")
        && sha256(WASM) == env!("WVA_POLICY_WASM_SHA256");
    sound.then(|| deserialize(engine).ok()).flatten()
}

#[expect(unsafe_code, reason = "wasmtime trusts machine code; this one was made with the binary")]
fn deserialize(engine: &Engine) -> wasmtime::Result<Component> {
    // SAFETY: the bytes are what `cargo xtask build` got from the compiler: their hash was written
    // then, and has just been compared.
    unsafe { Component::deserialize(engine, CWASM) }
}

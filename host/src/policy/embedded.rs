//! The policy that is part of the binary, with its machine code.

use wasmtime::Engine;
use wasmtime::component::Component;

use super::hash::sha256;
use super::load::{self, PolicyLoadError};
use super::machine;

/// The component.
pub(crate) const WASM: &[u8] = include_bytes!(env!("WVA_POLICY_WASM"));

/// A component, its machine code, and the hashes that were written with both.
#[derive(Clone, Copy)]
struct Image<'a> {
    wasm: &'a [u8],
    wasm_sha256: &'a str,
    /// For any processor of the target.
    cwasm: &'a [u8],
    cwasm_sha256: &'a str,
}

const IMAGE: Image<'static> = Image {
    wasm: WASM,
    wasm_sha256: env!("WVA_POLICY_WASM_SHA256"),
    cwasm: include_bytes!(env!("WVA_POLICY_CWASM")),
    cwasm_sha256: env!("WVA_POLICY_CWASM_SHA256"),
};

/// The component, from its machine code if that is sound and fits this machine, else compiled.
pub(crate) fn component(engine: &Engine) -> Result<Component, PolicyLoadError> {
    match IMAGE.precompiled(engine) {
        Some(component) => Ok(component),
        None => load::compile(engine, WASM),
    }
}

impl Image<'_> {
    fn precompiled(self, engine: &Engine) -> Option<Component> {
        let Self { wasm, wasm_sha256, cwasm, cwasm_sha256 } = self;
        let sound = sha256(cwasm) == cwasm_sha256 && sha256(wasm) == wasm_sha256;
        sound.then(|| machine::load(engine, cwasm).ok()).flatten()
    }
}

#[cfg(test)]
mod tests {
    use wasmtime::Config;

    use super::*;
    use crate::policy::{Policy, engine};

    #[test]
    fn machine_code_is_used_where_it_fits() {
        assert!(IMAGE.precompiled(&engine::running().unwrap()).is_some());
    }

    #[test]
    fn damaged_machine_code_is_not_run() {
        let engine = engine::running().unwrap();
        let mut cwasm = IMAGE.cwasm.to_vec();
        let middle = cwasm.len() / 2;
        cwasm[middle] ^= 1;
        assert!(Image { cwasm: &cwasm, ..IMAGE }.precompiled(&engine).is_none());
        let other = sha256(b"another component");
        assert!(Image { wasm_sha256: &other, ..IMAGE }.precompiled(&engine).is_none());
        assert!(Image { cwasm: &[], ..IMAGE }.precompiled(&engine).is_none());
    }

    /// Made for another machine, or by another version: the component is compiled instead.
    #[test]
    fn machine_code_that_does_not_fit_is_compiled_again() {
        let mut config = Config::new();
        config.wasm_component_model(true).consume_fuel(true).epoch_interruption(false);
        let engine = Engine::new(&config).unwrap();
        assert!(IMAGE.precompiled(&engine).is_none());
        let component = component(&engine).unwrap();
        let policy = Policy::new(&engine, &component, WASM).unwrap();
        assert_eq!(policy.identity().description.name, "wva");
    }
}

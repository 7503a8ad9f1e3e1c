//! The WVA policy as a WebAssembly component: the WIT package on one side, the engine on the other.
//!
//! # What this crate does not do
//! It computes nothing: it translates. It imports nothing: the component runs on an empty linker.

// Native linkers do not take the names of the exports.
#[cfg(target_arch = "wasm32")]
mod component;
pub mod json;
mod place;

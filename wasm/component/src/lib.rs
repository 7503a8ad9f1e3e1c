//! The WVA policy as a WebAssembly component: the WIT package on one side, the engine on the other.
//!
//! # What this crate does not do
//! It computes nothing: it translates. It imports nothing: the component runs on an empty linker.

mod component;
pub mod json;

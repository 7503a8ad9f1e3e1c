//! The bodies of the targets, which the tests run too: one file, compiled here without the crates
//! that the tests need (wasmtime would be instrumented for nothing).

#[path = "../../tests/src/fuzz.rs"]
mod bodies;
pub mod clock;

pub use bodies::*;

//! Runs WVA's policy: a WebAssembly component without imports, in a sandbox with bounds.
//!
//! # What this crate does not do
//! It decides nothing itself: every number of a decision comes from the component. The engine
//! `wva-core` is linked for its data types only.

pub mod policy;

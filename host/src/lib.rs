//! Reads the state of the world from files and runs WVA's policy on it: a WebAssembly component
//! without imports, in a sandbox with bounds.
//!
//! ```text
//! files --input--> Snapshot --wva_core::cycle--> PolicyInput --policy--> Decision
//! ```
//!
//! # What this crate does not do
//! It decides nothing itself: every number of a decision comes from the component. Of the engine
//! `wva-core` it uses the data types, the cycle of questions and answers, and subsets of a question.

pub mod files;
pub mod input;
pub mod memory;
pub mod policy;
pub mod text;

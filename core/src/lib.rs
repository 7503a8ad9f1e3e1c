//! The pure engine of WVA.
//!
//! ```text
//! Snapshot --predict--> Candidates --solve--> Solution --settle--> Decision --explain--> text
//! ```
//!
//! # What this crate does not do
//! It reads no clock, file, variable, socket or random number: time is a field of the snapshot.
//! It parses no manifests (`wva-manifests`) and knows nothing of WebAssembly or Kubernetes.
#![forbid(unsafe_code)]

pub mod decision;
pub mod error;
pub mod reason;
pub mod snapshot;
pub mod params;
pub mod model;
mod math;

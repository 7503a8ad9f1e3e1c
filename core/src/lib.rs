//! The pure engine of WVA.
//!
//! ```text
//! Snapshot --enumerate--> Candidates --solve--> Plan --verify, settle--> Decision --explain--> text
//! ```
//!
//! # What this crate does not do
//! It reads no clock, file, variable, socket or random number: time is a field of the snapshot.
//! It parses no manifests (`wva-manifests`) and knows nothing of WebAssembly or Kubernetes.
#![forbid(unsafe_code)]

pub mod candidates;
mod check;
mod decide;
pub mod decision;
pub mod demand;
mod describe;
pub mod error;
mod explain;
mod greedy;
pub mod index;
mod math;
pub mod model;
mod number;
pub mod params;
pub mod plan;
mod power;
pub mod reason;
mod sentence;
pub mod settle;
pub mod snapshot;
pub mod solve;
pub mod stock;
pub mod verify;

pub use decide::decide;
pub use describe::{Description, Limits, describe};

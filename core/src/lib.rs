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

// So that tests in here can use the random worlds of the laws.
#[cfg(test)]
extern crate self as wva_core;

mod answer;
mod audit;
pub mod backlog;
pub mod candidates;
mod carrier;
mod case;
mod check;
mod clock;
pub mod cycle;
mod decide;
pub mod decision;
pub mod demand;
mod describe;
mod entry;
pub mod error;
mod explain;
mod fault;
mod fluid;
pub mod group;
pub mod index;
mod label;
mod lengths;
mod limits;
mod memory;
mod number;
pub mod order;
pub mod params;
mod plan;
mod planned;
mod power;
mod published;
pub mod random;
mod ready;
pub mod reason;
pub mod recall;
mod replica;
mod seen;
mod settle;
pub mod snapshot;
pub mod solve;
pub mod stock;
pub mod subset;
mod supply;
pub mod text;
mod units;
mod verify;
mod woken;
mod world;

pub use decide::decide;
pub use describe::{Description, Limits, describe};
pub use wva_model as model;

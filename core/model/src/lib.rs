//! Performance models: latency at a load, largest load for targets.
//!
//! # What this crate does not do
//! It knows one replica at a time: no accelerators, prices or variants, no number of replicas and
//! no decision. It keeps nothing between two questions.
#![forbid(unsafe_code)]

mod chain;
mod error;
mod geometric;
pub mod math;
mod model;
mod parameters;
pub mod params;
mod percentile;
mod prediction;
mod questions;
mod queue;
mod root;
mod size;
mod sizing;
mod targets;
mod wait;

pub use error::ModelError;
pub use model::Model;
pub use parameters::{LatencyModel, QueueParameters, Replica};
pub use prediction::{Latency, Means, Prediction};
pub use questions::{evaluate, size, sweep};
pub use sizing::{Largest, Outcome, Rates, Search, Sizing};
pub use targets::{LatencyTarget, Quantity, Targets};

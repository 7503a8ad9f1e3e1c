//! Golden vectors from running upstream, and how far we must agree with them.
//!
//! The tolerances and rules are those of `tests/golden/README.md`.

pub mod allocation;
mod by_value;
mod candidate;
pub mod compare;
pub mod load;
pub mod optimize;
pub mod queue_analysis;
pub mod report;
pub mod rule;
pub mod sizing;
mod solution;
pub mod system;

pub use report::Report;

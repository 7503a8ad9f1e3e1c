//! Golden vectors from running upstream, and how far we must agree with them.
//!
//! The tolerances and rules are those of `tests/golden/README.md`.

pub mod compare;
pub mod load;
pub mod queue_analysis;
pub mod report;
pub mod sizing;

pub use report::Report;

//! Policies that mean harm: each ends with a typed error and leaves the host as it was.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests"
)]

mod answers;
mod bombs;
mod command;
mod component;
mod fuel;
mod instances;
mod worlds;

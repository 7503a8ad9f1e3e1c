//! What the test programs share.

pub mod bench;
pub mod calm;
pub mod evil;
pub mod fuzz;
pub mod golden;
pub mod hpa;
pub mod imports;
pub mod parity;
pub mod scenarios;

//! Plays a time line against a policy, in a closed loop, and says what came of it.
//!
//! ```text
//! text --parse--> Scenario --new--> Run --question--> policy --answer--> Run … --report--> Report
//! ```
//!
//! A run asks and is answered; who answers, natively or in a sandbox, it does not know. Besides the
//! decisions it asks what each variant alone would need, so that every number of a report that is
//! about latency or cost is the policy's own. Where latency is measured, `server.rs` asks the engine's model
//! of the true profile.
//!
//! # What this crate does not do
//! It opens no file, reads no clock and draws no random number: noise comes from a seed. It judges
//! a policy and decides nothing.
#![forbid(unsafe_code)]

mod expect;
mod fault;
mod field;
mod judge;
mod load;
pub mod params;
mod parse;
mod probe;
mod profile;
mod replicas;
mod report;
mod run;
mod scenario;
mod server;
mod share;
mod told;
mod window;
mod world;

pub use expect::{Check, Expectation};
pub use fault::{Effect, Fault};
pub use field::Field;
pub use load::{LoadCurve, Noise, Wave};
pub use profile::ProfileField;
pub use replicas::FleetTimes;
pub use report::{Event, Failure, Report, Row, Summary};
pub use run::{Run, play};
pub use scenario::Scenario;
pub use window::TimeWindow;

//! Saved `/metrics` pages of vLLM to observations.
//!
//! ```text
//! text --parse_page--> Page, at each moment --observe--> observations + problems
//! ```
//! Counters say something only as what they grew by, so a rate needs two pages of the same pods;
//! one page alone gives the gauges.

mod growth;
mod line;
mod merge;
mod moment;
mod names;
mod observe;
mod on_pages;
mod owner;
mod page;
mod pod_name;
mod pods;
mod twice;
mod values;
mod variant;
mod words;

pub(crate) use merge::fill;
pub use merge::{merge_observations, merge_pages};
pub use moment::page_of_pods;
pub use observe::observe;
pub use page::{Page, parse_page};

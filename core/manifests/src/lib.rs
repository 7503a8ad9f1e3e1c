//! Reads `VariantAutoscaling` resources, `ConfigMaps` and observations into a policy snapshot.
//!
//! ```text
//! texts --parse-----------> Manifests --+
//! objects --parse_objects-> Manifests --+
//!                                       +--snapshot--> Snapshot + problems
//! text --parse_observations-------------+
//! text --parse_page--observe------------+
//! ```
//! Both dialects are read: the user guide's and upstream's. `docs/formats.md` lists every field.
//!
//! ```
//! use wva_manifests::{Source, parse};
//!
//! let text = "
//! kind: VariantAutoscaling
//! metadata: {name: llama-8b, namespace: llm}
//! spec: {modelName: meta/llama-3.1-8b, acceleratorType: A100, maxBatchSize: lots}
//! ";
//! let source = Source { path: "demo.yaml".to_owned(), text: text.to_owned() };
//! let problems = parse(&[source]).unwrap_err();
//! assert_eq!(
//!     problems.0[0].to_string(),
//!     "demo.yaml:4: VariantAutoscaling llm/llama-8b: spec.maxBatchSize: \
//!      `lots` is not a whole number; expected 1 or more"
//! );
//! ```
//!
//! # What this crate does not do
//! It opens no file, reads no clock and asks no cluster: it gets texts or objects and gives
//! data. It decides nothing: which price counts and what a missing target means is the policy's
//! business.
#![forbid(unsafe_code)]

pub mod document;
pub mod params;

mod arguments;
mod autoscaler;
mod catalogue;
mod config_map;
mod devices;
mod divide;
mod manifests;
mod object;
mod observations;
mod phase;
mod places;
mod pods;
mod problem;
mod product;
mod profile;
mod prometheus;
mod read;
mod resolve;
mod role;
mod scale_target;
mod source;
mod variant;

pub use catalogue::{catalogue, catalogue_names};
pub use manifests::{
    ClassEntry, ClassReference, DeclaredVariant, Manifests, OwnCost, PricedAccelerator,
    ScaleTarget, ScaleToZero, SeenTarget,
};
pub use observations::{
    EntryObservation, Observations, VariantObservation, parse_observations, read_observations,
};
pub use phase::{Phase, Phases};
pub use problem::{Place, Problem, Problems, Severity};
pub use prometheus::{Page, merge_observations, merge_pages, observe, page_of_pods, parse_page};
pub use read::{parse, parse_layers, parse_objects, parse_partial};
pub use role::Role;
pub use source::Source;

//! Which policy it is.

use wva_core::Description;

use super::hash::sha256;
use super::limits::{LIST_ENTRIES_MAX, WORD_BYTES_MAX};
use crate::text;

/// Which policy it is.
#[derive(Clone, Debug)]
pub struct Identity {
    /// The policy's own description: name, version, latency models, limits.
    pub description: Description,
    /// Hash of the component's bytes, in hexadecimal.
    pub sha256: String,
    /// Size of the component.
    pub bytes: usize,
    /// Interfaces it exports.
    pub exports: Vec<String>,
}

impl Identity {
    pub(crate) fn new(description: &Description, wasm: &[u8], exports: Vec<String>) -> Self {
        let description = readable(description);
        Self { description, sha256: sha256(wasm), bytes: wasm.len(), exports }
    }
}

/// A description whose names are short and of one line.
fn readable(description: &Description) -> Description {
    let short = |text: &String| text::readable(text, WORD_BYTES_MAX);
    let Description { name, version, latency_models, limits } = description;
    let latency_models = latency_models.iter().take(LIST_ENTRIES_MAX).map(short).collect();
    Description { name: short(name), version: short(version), latency_models, limits: *limits }
}

//! Which policy it is.

use wva_core::Description;

use super::limits::{LIST_ENTRIES_MAX, WORD_BYTES_MAX};
use super::text;

/// Which policy it is.
#[derive(Clone, Debug)]
pub struct Identity {
    /// Who it says it is.
    pub description: Description,
    /// Hash of the component's bytes, in hexadecimal.
    pub sha256: String,
    /// Size of the component.
    pub bytes: usize,
    /// Interfaces it exports.
    pub exports: Vec<String>,
}

/// Names as somebody can read them.
pub(crate) fn readable(description: &Description) -> Description {
    let short = |text: &String| text::readable(text, WORD_BYTES_MAX);
    let Description { name, version, latency_models, limits } = description;
    let latency_models = latency_models.iter().take(LIST_ENTRIES_MAX).map(short).collect();
    Description { name: short(name), version: short(version), latency_models, limits: *limits }
}

//! The policy's name and its limits.

use serde::{Deserialize, Serialize};

use crate::params::{
    ACCELERATORS_MAX, MAX_BATCH_LIMIT, MEMORY_BYTES_PER_VARIANT_MAX, PROFILES_MAX, VARIANTS_MAX,
};

/// The policy's name and its limits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Description {
    /// Name of the policy.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Names of the performance models it knows.
    pub latency_models: Vec<String>,
    /// Bounds on what it takes in one call.
    pub limits: Limits,
}

/// Bounds on one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Limits {
    /// Most variants.
    pub variants: u32,
    /// Most accelerators.
    pub accelerators: u32,
    /// Most profiles.
    pub profiles: u32,
    /// Largest batch.
    pub batch: u32,
    /// Most bytes of memory for each variant.
    pub memory_bytes_per_variant: u32,
}

/// The policy of this crate.
#[must_use]
pub fn describe() -> Description {
    let count = |limit: usize| u32::try_from(limit).unwrap_or(u32::MAX);
    Description {
        name: "wva".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        latency_models: vec!["queue".to_owned()],
        limits: Limits {
            variants: count(VARIANTS_MAX),
            accelerators: count(ACCELERATORS_MAX),
            profiles: count(PROFILES_MAX),
            batch: MAX_BATCH_LIMIT,
            memory_bytes_per_variant: count(MEMORY_BYTES_PER_VARIANT_MAX),
        },
    }
}

//! Refuses inputs that would spoil the whole decision, naming the field: too much of anything, and two
//! objects of one name. An object that is wrong by itself is not looked at here: see [`crate::fault`].

use std::collections::BTreeSet;

use crate::error::{ErrorCode, PolicyError};
use crate::params::{
    ACCELERATORS_MAX, MEMORY_BYTES_PER_VARIANT_MAX, NAME_BYTES_MAX, PROFILES_MAX, VARIANTS_MAX,
};
use crate::snapshot::{Profile, Snapshot, Workload, WorkloadMemory};

type Checked = Result<(), PolicyError>;

/// Refuses snapshots that are too large or name an object twice.
///
/// # Errors
/// `invalid-input` or `too-large`, with the path of the first offending field.
pub(crate) fn check(snapshot: &Snapshot, memory: &[WorkloadMemory]) -> Checked {
    number("atUnixS", snapshot.at_unix_s)?;
    at_most("currency", snapshot.currency.len(), NAME_BYTES_MAX)?;
    at_most("accelerators", snapshot.accelerators.len(), ACCELERATORS_MAX)?;
    at_most("capacities", snapshot.capacities.len(), ACCELERATORS_MAX)?;
    at_most("profiles", snapshot.profiles.len(), PROFILES_MAX)?;
    at_most("workloads", snapshot.workloads.len(), VARIANTS_MAX)?;
    at_most("variants", snapshot.variants.len(), VARIANTS_MAX)?;
    unique("accelerators", "name", snapshot.accelerators.iter().map(|a| a.name.as_str()))?;
    unique("workloads", "key", snapshot.workloads.iter().map(workload_key))?;
    unique("variants", "name", snapshot.variants.iter().map(|v| v.name.as_str()))?;
    unique("profiles", "model, accelerator, variant", snapshot.profiles.iter().map(profile_key))?;
    unique("capacities", "deviceType", snapshot.capacities.iter().map(|c| c.device_type.as_str()))?;
    memory_fits(snapshot, memory)
}

fn workload_key(w: &Workload) -> &str {
    &w.key
}

fn profile_key(p: &Profile) -> (&str, &str, Option<&str>) {
    (&p.model, &p.accelerator, p.variant.as_deref())
}

fn memory_fits(snapshot: &Snapshot, memory: &[WorkloadMemory]) -> Checked {
    let bytes: usize = memory.iter().map(|m| m.bytes.len()).sum();
    at_most(
        "memory",
        bytes,
        MEMORY_BYTES_PER_VARIANT_MAX * snapshot.variants.len().max(memory.len()),
    )
}

fn unique<K: Ord + std::fmt::Debug>(
    list: &str,
    field: &str,
    keys: impl Iterator<Item = K>,
) -> Checked {
    let mut seen = BTreeSet::new();
    for (i, key) in keys.enumerate() {
        if seen.contains(&key) {
            return Err(invalid(
                &format!("{list}[{i}]"),
                format!("{field} {key:?} is there twice"),
            ));
        }
        seen.insert(key);
    }
    Ok(())
}

fn number(path: &str, value: f64) -> Checked {
    if value.is_finite() && value >= 0.0 {
        return Ok(());
    }
    Err(invalid(path, format!("`{value}` must be a number of 0 or more")))
}

fn at_most(path: &str, count: usize, limit: usize) -> Checked {
    if count <= limit {
        return Ok(());
    }
    Err(PolicyError::new(
        ErrorCode::TooLarge,
        path,
        format!("`{count}` is above the limit of {limit}"),
    ))
}

fn invalid(path: &str, text: String) -> PolicyError {
    PolicyError::new(ErrorCode::InvalidInput, path, text)
}

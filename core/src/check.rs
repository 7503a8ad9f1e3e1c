//! Refuses inputs that would spoil the whole decision, naming the field: too many or too long names,
//! and names that do not fit together. Wrong numbers of one variant, profile or class are not looked
//! at here; the stages report them with the numbers that depend on them.

use std::collections::BTreeSet;

use crate::error::{ErrorCode, PolicyError};
use crate::params::{
    ACCELERATORS_MAX, MEMORY_BYTES_PER_VARIANT_MAX, NAME_BYTES_MAX, PROFILES_MAX, VARIANTS_MAX,
};
use crate::snapshot::{Accelerator, Profile, Snapshot, Variant, Workload, WorkloadMemory};

type Checked = Result<(), PolicyError>;

/// Refuses snapshots that are too large or whose names do not fit together.
///
/// # Errors
/// `invalid-input` or `too-large`, with the path of the first offending field.
pub(crate) fn check(snapshot: &Snapshot, memory: &[WorkloadMemory]) -> Checked {
    number("atUnixS", snapshot.at_unix_s)?;
    at_most("accelerators", snapshot.accelerators.len(), ACCELERATORS_MAX)?;
    at_most("capacities", snapshot.capacities.len(), ACCELERATORS_MAX)?;
    at_most("profiles", snapshot.profiles.len(), PROFILES_MAX)?;
    at_most("workloads", snapshot.workloads.len(), VARIANTS_MAX)?;
    at_most("variants", snapshot.variants.len(), VARIANTS_MAX)?;
    each("accelerators", &snapshot.accelerators, accelerator)?;
    each("profiles", &snapshot.profiles, profile)?;
    each("workloads", &snapshot.workloads, workload)?;
    each("variants", &snapshot.variants, variant)?;
    unique("accelerators", "name", snapshot.accelerators.iter().map(|a| a.name.as_str()))?;
    unique("workloads", "key", snapshot.workloads.iter().map(workload_key))?;
    unique("variants", "name", snapshot.variants.iter().map(|v| v.name.as_str()))?;
    unique("profiles", "model, accelerator, variant", snapshot.profiles.iter().map(profile_key))?;
    unique("capacities", "deviceType", snapshot.capacities.iter().map(|c| c.device_type.as_str()))?;
    references(snapshot)?;
    memory_fits(snapshot, memory)
}

fn workload_key(w: &Workload) -> &str {
    &w.key
}

fn profile_key(p: &Profile) -> (&str, &str, Option<&str>) {
    (&p.model, &p.accelerator, p.variant.as_deref())
}

fn accelerator(path: &str, a: &Accelerator) -> Checked {
    name(&format!("{path}.name"), &a.name)
}

fn profile(path: &str, p: &Profile) -> Checked {
    name(&format!("{path}.model"), &p.model)?;
    name(&format!("{path}.accelerator"), &p.accelerator)
}

fn workload(path: &str, w: &Workload) -> Checked {
    name(&format!("{path}.key"), &w.key)?;
    name(&format!("{path}.model"), &w.model)?;
    if !(1..=100).contains(&w.priority) {
        return Err(invalid(
            &format!("{path}.priority"),
            format!("`{}` is outside 1 to 100", w.priority),
        ));
    }
    Ok(())
}

fn variant(path: &str, v: &Variant) -> Checked {
    name(&format!("{path}.name"), &v.name)
}

fn references(snapshot: &Snapshot) -> Checked {
    let keys: BTreeSet<_> = snapshot.workloads.iter().map(workload_key).collect();
    for (i, variant) in snapshot.variants.iter().enumerate() {
        if !keys.contains(variant.workload.as_str()) {
            let text = format!("no workload has the key `{}`", variant.workload);
            return Err(invalid(&format!("variants[{i}].workload"), text));
        }
    }
    Ok(())
}

fn memory_fits(snapshot: &Snapshot, memory: &[WorkloadMemory]) -> Checked {
    let bytes: usize = memory.iter().map(|m| m.bytes.len()).sum();
    at_most(
        "memory",
        bytes,
        MEMORY_BYTES_PER_VARIANT_MAX * snapshot.variants.len().max(memory.len()),
    )
}

fn each<T>(list: &str, items: &[T], check: impl Fn(&str, &T) -> Checked) -> Checked {
    for (i, item) in items.iter().enumerate() {
        check(&format!("{list}[{i}]"), item)?;
    }
    Ok(())
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

fn name(path: &str, name: &str) -> Checked {
    if name.is_empty() {
        return Err(invalid(path, "must not be empty".to_owned()));
    }
    at_most(path, name.len(), NAME_BYTES_MAX)
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

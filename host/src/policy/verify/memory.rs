//! The memory that a decision brings.

use std::collections::BTreeMap;

use wva_core::snapshot::WorkloadMemory;

use super::defect::{Checked, DefectError};
use super::defects::Defects;
use crate::policy::asked::Asked;
use crate::policy::limits::POLICY_MEMORY_BYTES_PER_VARIANT;
use crate::text::shortened;

/// Bytes that an entry may have; `None` once it is there.
type Limits<'a> = BTreeMap<&'a str, Option<usize>>;

/// At most one entry for each workload of the snapshot or of the memory before, and none larger
/// than its limit: memory cannot grow from one decision to the next.
///
/// # Errors
/// Memory of another workload.
pub(super) fn check<'a>(
    asked: Asked<'a>,
    kept: &[WorkloadMemory],
    defects: &mut Defects<'a>,
) -> Checked {
    let mut limits = limits(asked);
    for entry in kept {
        let Some((workload, _)) = limits.get_key_value(entry.workload.as_str()) else {
            return Err(DefectError::Memory { workload: shortened(&entry.workload) });
        };
        let workload = *workload;
        defects.note(workload, one(entry, limits.insert(workload, None).flatten()));
    }
    Ok(())
}

fn one(entry: &WorkloadMemory, limit: Option<usize>) -> Checked {
    let workload = || entry.workload.clone();
    let bytes = entry.bytes.len();
    match limit {
        None => Err(DefectError::MemoryTwice { workload: workload() }),
        Some(limit) if bytes > limit => {
            Err(DefectError::MemoryLong { workload: workload(), bytes, limit })
        }
        Some(_) => Ok(()),
    }
}

/// Bytes for every workload: [`POLICY_MEMORY_BYTES_PER_VARIANT`] for each of its variants. The
/// entry of a workload that lost variants, even its last one, may keep its size.
fn limits(asked: Asked<'_>) -> Limits<'_> {
    let mut limits: BTreeMap<&str, usize> = BTreeMap::new();
    for variant in &asked.snapshot.variants {
        *limits.entry(&variant.workload).or_default() += POLICY_MEMORY_BYTES_PER_VARIANT;
    }
    for WorkloadMemory { workload, bytes } in asked.memory {
        let limit = limits.entry(workload).or_insert(POLICY_MEMORY_BYTES_PER_VARIANT);
        *limit = bytes.len().max(*limit);
    }
    limits.into_iter().map(|(key, limit)| (key, Some(limit))).collect()
}

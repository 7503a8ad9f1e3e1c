//! The memory that a decision brings.

use std::collections::BTreeMap;

use wva_core::snapshot::{Snapshot, WorkloadMemory};

use super::defect::{Checked, DefectError};
use crate::policy::limits::POLICY_MEMORY_BYTES_PER_VARIANT;
use crate::policy::text::shortened;

/// At most one entry for each workload of the snapshot or of the memory before, and none larger
/// than its limit: memory cannot grow from one decision to the next.
pub(super) fn check(
    snapshot: &Snapshot,
    given: &[WorkloadMemory],
    kept: &[WorkloadMemory],
) -> Checked {
    let mut limits = limits(snapshot, given);
    for WorkloadMemory { workload, bytes } in kept {
        let Some(limit) = limits.get_mut(workload.as_str()) else {
            return Err(DefectError::Memory { workload: shortened(workload) });
        };
        let Some(limit) = limit.take() else {
            return Err(DefectError::MemoryTwice { workload: workload.clone() });
        };
        let bytes = bytes.len();
        if bytes > limit {
            return Err(DefectError::MemoryLong { workload: workload.clone(), bytes, limit });
        }
    }
    Ok(())
}

/// Bytes for every workload: [`POLICY_MEMORY_BYTES_PER_VARIANT`] for each of its variants. The
/// entry of a workload that lost variants, even its last one, may keep its size.
fn limits<'a>(
    snapshot: &'a Snapshot,
    given: &'a [WorkloadMemory],
) -> BTreeMap<&'a str, Option<usize>> {
    let mut limits: BTreeMap<&str, usize> = BTreeMap::new();
    for variant in &snapshot.variants {
        *limits.entry(&variant.workload).or_default() += POLICY_MEMORY_BYTES_PER_VARIANT;
    }
    for WorkloadMemory { workload, bytes } in given {
        let limit = limits.entry(workload).or_insert(POLICY_MEMORY_BYTES_PER_VARIANT);
        *limit = bytes.len().max(*limit);
    }
    limits.into_iter().map(|(key, limit)| (key, Some(limit))).collect()
}

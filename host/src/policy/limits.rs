//! What a policy may use up in one call, and who keeps count.

use wasmtime::{Engine, Error, ResourceLimiter, Result, Store};
use wva_core::snapshot::{Snapshot, WorkloadMemory};

use super::engine::TICK;

/// Largest component that is read. The built-in one has a third of a MiB; interpreters bundled with
/// a script have about 12.
pub const COMPONENT_BYTES_MAX: usize = 32 << 20;

/// Memory of one instance. A thousand variants take about 10 MiB.
pub const MEMORY_BYTES_MAX: usize = 256 << 20;

/// Host memory that one answer may take.
pub const OUTPUT_BYTES_MAX: usize = 64 << 20;

/// What a policy may remember of each variant (see the WIT package).
pub const POLICY_MEMORY_BYTES_PER_VARIANT: usize = 4096;

/// Fuel of every call; a unit is about one instruction, so this is about a second.
pub const FUEL_BASE: u64 = 1_000_000_000;

/// Further fuel for each byte of input. A variant with its profiles has about 700 bytes, so each
/// gets some 10 ms; sizing it takes a hundredth of that.
pub const FUEL_PER_INPUT_BYTE: u64 = 20_000;

/// The deadline is at this multiple of the time that the fuel takes.
pub const DEADLINE_FACTOR: u64 = 10;

/// Fuel that is burnt in a second, if the processor is slow.
const FUEL_PER_S: u64 = 1_000_000_000;

/// Core instances, tables and memories in one component: a toolchain's adapters need a few.
const PARTS_MAX: usize = 16;

/// Entries of one table of functions.
const TABLE_ELEMENTS_MAX: usize = 100_000;

/// A record of a snapshot as text, on average.
const RECORD_BYTES: usize = 300;

/// Fuel for an input of that size.
#[must_use]
pub fn fuel(input_bytes: usize) -> u64 {
    let bytes = u64::try_from(input_bytes).unwrap_or(u64::MAX);
    FUEL_PER_INPUT_BYTE.saturating_mul(bytes).saturating_add(FUEL_BASE)
}

/// About how large a typed input would be as text.
pub(crate) fn input_bytes(snapshot: &Snapshot, memory: &[WorkloadMemory]) -> usize {
    let Snapshot { accelerators, profiles, workloads, variants, .. } = snapshot;
    let records = accelerators.len() + profiles.len() + workloads.len() + variants.len();
    let remembered = memory.iter().map(|entry| entry.bytes.len());
    records * RECORD_BYTES + remembered.sum::<usize>()
}

/// A fresh store with every limit set, for one call.
pub(crate) fn store(engine: &Engine, fuel: u64) -> Result<Store<Limiter>> {
    let mut store = Store::new(engine, Limiter::default());
    store.limiter(|limiter| limiter);
    store.set_fuel(fuel)?;
    store.set_epoch_deadline(deadline_ticks(fuel));
    store.set_hostcall_fuel(OUTPUT_BYTES_MAX);
    Ok(store)
}

fn deadline_ticks(fuel: u64) -> u64 {
    let ticks_per_s = u64::from(1000 / TICK.subsec_millis());
    1 + (fuel / FUEL_PER_S).saturating_add(1).saturating_mul(ticks_per_s * DEADLINE_FACTOR)
}

/// Counts the memory of an instance and stops it when there is too much.
#[derive(Debug, Default)]
pub(crate) struct Limiter {
    bytes: usize,
}

/// The instance wanted more memory than it may have.
///
/// Said by the limiter, because the instance itself only runs into `unreachable`.
#[derive(Debug, thiserror::Error)]
#[error("more than {MEMORY_BYTES_MAX} bytes of memory")]
pub(crate) struct MemoryRefused;

impl ResourceLimiter for Limiter {
    fn memory_growing(&mut self, current: usize, desired: usize, _: Option<usize>) -> Result<bool> {
        self.bytes = self.bytes.saturating_add(desired.saturating_sub(current));
        if self.bytes > MEMORY_BYTES_MAX { Err(Error::new(MemoryRefused)) } else { Ok(true) }
    }

    fn table_growing(&mut self, _: usize, desired: usize, _: Option<usize>) -> Result<bool> {
        Ok(desired <= TABLE_ELEMENTS_MAX)
    }

    fn instances(&self) -> usize {
        PARTS_MAX
    }

    fn tables(&self) -> usize {
        PARTS_MAX
    }

    fn memories(&self) -> usize {
        PARTS_MAX
    }
}

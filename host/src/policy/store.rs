//! A store with every limit set, and the limiter that counts its memory.

use wasmtime::{Engine, Error, ResourceLimiter, Result, Store};

use super::budget::Budget;
use super::limits::{CORE_INSTANCES_MAX, MEMORY_BYTES_MAX, OUTPUT_BYTES_MAX, PARTS_MAX};

/// Host memory that an entry of a table takes.
const TABLE_ENTRY_BYTES: usize = 16;

/// A fresh store with every limit set, for one call.
pub(crate) fn store(engine: &Engine, budget: Budget) -> Result<Store<Limiter>> {
    let mut store = Store::new(engine, Limiter::default());
    store.limiter(|limiter| limiter);
    store.set_fuel(budget.fuel)?;
    store.set_epoch_deadline(budget.ticks);
    store.set_hostcall_fuel(OUTPUT_BYTES_MAX);
    Ok(store)
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

impl Limiter {
    fn grow(&mut self, bytes: usize) -> Result<bool> {
        self.bytes = self.bytes.saturating_add(bytes);
        if self.bytes > MEMORY_BYTES_MAX { Err(Error::new(MemoryRefused)) } else { Ok(true) }
    }
}

impl ResourceLimiter for Limiter {
    fn memory_growing(&mut self, current: usize, desired: usize, _: Option<usize>) -> Result<bool> {
        self.grow(desired.saturating_sub(current))
    }

    fn table_growing(&mut self, current: usize, desired: usize, _: Option<usize>) -> Result<bool> {
        self.grow(desired.saturating_sub(current).saturating_mul(TABLE_ENTRY_BYTES))
    }

    fn instances(&self) -> usize {
        CORE_INSTANCES_MAX as usize
    }

    fn tables(&self) -> usize {
        PARTS_MAX as usize
    }

    fn memories(&self) -> usize {
        PARTS_MAX as usize
    }
}

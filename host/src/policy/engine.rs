//! How policies are compiled: one configuration for everything that touches one.

use std::thread;
use std::time::Duration;

use wasmtime::{
    Config, Enabled, Engine, InstanceAllocationStrategy, OptLevel, PoolingAllocationConfig,
    RegallocAlgorithm, Result,
};

use super::limits::{
    CORE_INSTANCES_AT_ONCE, OPTIMIZED_BYTES_MAX, PARTS_AT_ONCE, PARTS_MAX, TABLE_ENTRIES_MAX,
};

/// How often the epoch of the backstop deadline advances; its precision.
pub(crate) const TICK: Duration = Duration::from_millis(50);

/// Memory of an instance that its successor finds in place, cleared.
const KEPT_BYTES: usize = 16 << 20;

/// An engine for running policies. Its epoch advances until the last clone is dropped.
pub(crate) fn running() -> Result<Engine> {
    let pooled = InstanceAllocationStrategy::Pooling(pool());
    // Where a process may not reserve that many addresses, each instance is made from nothing.
    let engine =
        Engine::new(config().allocation_strategy(pooled)).or_else(|_| Engine::new(&config()))?;
    tick(&engine)?;
    Ok(engine)
}

/// An engine for compiling ahead of time: for any processor of the target, not just this one.
pub(crate) fn portable() -> Result<Engine> {
    let mut config = config();
    config.target(env!("WVA_TARGET"))?;
    Engine::new(&config)
}

/// An engine for compiling a stranger's component of that size. Its machine code is of the kind that
/// [`running`] loads, without tables for backtraces, which a third of the memory would go into.
pub(crate) fn compiling(bytes: usize) -> Result<Engine> {
    let mut config = config();
    config.parallel_compilation(false).generate_address_map(false).native_unwind_info(false);
    if bytes > OPTIMIZED_BYTES_MAX {
        config.cranelift_opt_level(OptLevel::None);
        config.cranelift_regalloc_algorithm(RegallocAlgorithm::SinglePass);
    }
    Engine::new(&config)
}

fn config() -> Config {
    let mut config = Config::new();
    config.wasm_component_model(true);
    // Fuel decides, the same way on every machine; the epoch is there if fuel is badly chosen.
    config.consume_fuel(true).epoch_interruption(true);
    // The one part of WebAssembly whose results may differ between processors.
    config.wasm_relaxed_simd(false);
    config
}

/// Room for instances, reserved once: a fresh one then costs a quarter.
fn pool() -> PoolingAllocationConfig {
    let mut pool = PoolingAllocationConfig::new();
    pool.total_memories(PARTS_AT_ONCE).max_memories_per_module(PARTS_MAX);
    pool.total_tables(PARTS_AT_ONCE).max_tables_per_module(PARTS_MAX);
    pool.total_core_instances(CORE_INSTANCES_AT_ONCE).total_component_instances(PARTS_AT_ONCE);
    pool.table_elements(TABLE_ENTRIES_MAX);
    pool.linear_memory_keep_resident(KEPT_BYTES).table_keep_resident(KEPT_BYTES);
    pool.pagemap_scan(Enabled::Auto);
    pool
}

fn tick(engine: &Engine) -> Result<()> {
    let weak = engine.weak();
    let advance = move || {
        while let Some(engine) = weak.upgrade() {
            engine.increment_epoch();
            drop(engine);
            thread::sleep(TICK);
        }
    };
    thread::Builder::new().name("policy-epoch".to_owned()).spawn(advance)?;
    Ok(())
}

//! How policies are compiled: one configuration for everything that touches one.

use std::thread;
use std::time::Duration;

use wasmtime::{Config, Engine, Result};

/// How often the epoch of the backstop deadline advances; its precision.
pub(crate) const TICK: Duration = Duration::from_millis(50);

/// An engine for running policies. Its epoch advances until the last clone is dropped.
pub(crate) fn running() -> Result<Engine> {
    let engine = Engine::new(&config())?;
    tick(&engine)?;
    Ok(engine)
}

/// An engine for compiling ahead of time: for any processor of the target, not just this one.
pub(crate) fn portable() -> Result<Engine> {
    let mut config = config();
    config.target(env!("WVA_TARGET"))?;
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

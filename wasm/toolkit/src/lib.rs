//! What the playground does besides asking the policy.
//!
//! # What this crate does not do
//! It predicts and decides nothing: every number on the page comes from the policy that is loaded.

mod behavior;
mod config_map;
mod curves;
mod differences;
mod export;
mod kubernetes;
mod observations;
mod optimizer;
mod random;
mod read;
mod scenario;
mod trace;
mod yaml;

use js_sys::Float64Array;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::*;
use wva_core::snapshot::Snapshot;

pub use export::{Exported, export};
pub use read::{File, Parsed, read};
pub use scenario::scenario;
pub use trace::{Shape, trace};

/// Manifests and observations to a snapshot: `[{path, text}]` to `{snapshot, problems}`.
///
/// # Errors
/// If the files are not of that shape; what is wrong with their texts is among the problems.
#[wasm_bindgen]
pub fn parse(files: JsValue, currency: &str, at_unix_s: f64) -> Result<JsValue, JsError> {
    let files: Vec<File> = from_js(files)?;
    to_js(&read(&files, currency, at_unix_s))
}

/// A snapshot to manifests and observations: `{files: [{path, text}], notes}`.
///
/// # Errors
/// If it is no snapshot.
#[wasm_bindgen(js_name = exportManifests)]
pub fn export_manifests(snapshot: JsValue) -> Result<JsValue, JsError> {
    let snapshot: Snapshot = from_js(snapshot)?;
    to_js(&export(&snapshot))
}

/// A made-up world; the same seed gives the same one.
///
/// # Errors
/// Never; it is the shape that the page expects.
#[wasm_bindgen(js_name = randomScenario)]
pub fn random_scenario(seed: u32) -> Result<JsValue, JsError> {
    to_js(&scenario(seed))
}

/// A random seed.
///
/// # Errors
/// If the browser has no randomness.
#[wasm_bindgen(js_name = randomSeed)]
pub fn random_seed() -> Result<u32, JsError> {
    Ok(getrandom::u32()?)
}

/// A load over time as multiples of its mean: `steady`, `day`, `burst` or `ramp`.
///
/// # Errors
/// If there is no such shape.
#[wasm_bindgen(js_name = loadTrace)]
pub fn load_trace(shape: &str, seed: u32, points: u32) -> Result<Float64Array, JsError> {
    let shape: Shape = serde_json::from_value(shape.into())?;
    Ok(Float64Array::from(trace(shape, seed, points).as_slice()))
}

/// A sweep's answer as columns: an object of `Float64Array`s.
///
/// # Errors
/// If it is not what `sweep-json` answers.
#[wasm_bindgen]
pub fn curves(answer: &str) -> Result<js_sys::Object, JsError> {
    let columns = curves::columns(answer)?;
    let object = js_sys::Object::new();
    for (name, column) in columns {
        let column = Float64Array::from(column.as_slice());
        js_sys::Reflect::set(&object, &name.into(), &column)
            .map_err(|_| JsError::new("cannot set a column"))?;
    }
    Ok(object)
}

fn from_js<T: DeserializeOwned>(value: JsValue) -> Result<T, JsError> {
    Ok(serde_wasm_bindgen::from_value(value)?)
}

/// Absent is null, as in JSON.
fn to_js(value: &impl Serialize) -> Result<JsValue, JsError> {
    Ok(value.serialize(&Serializer::json_compatible())?)
}

//! The WIT package as Rust, and its translation to the engine's types.

pub(crate) use bindings::exports::wva::policy::{model as wire_model, policy as wire};
pub(crate) use mirror::Mirror;

mod bindings {
    wasmtime::component::bindgen!({ path: "../wit", world: "autoscaler" });
}

mod mirror {
    use wva_core::{Description, Limits, decision, error, model, reason, snapshot};

    use crate::policy::contract::{wire, wire_model};

    include!("../../../wit/mirror.rs");
}

/// Name of the interface every policy exports, without its version.
pub(crate) const POLICY: &str = "wva:policy/policy";
/// Name of the optional interface, without its version.
pub(crate) const MODEL: &str = "wva:policy/model";
/// Version of the contract that this host speaks, without its patch: before 1.0 another minor
/// version is another contract.
pub(crate) const SERIES: &str = "0.1";

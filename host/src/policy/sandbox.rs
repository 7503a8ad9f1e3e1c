//! One call, one instance: made for the call, bounded, thrown away.

use wasmtime::component::{Component, Instance, InstancePre, Linker};
use wasmtime::{Engine, Result as WasmResult, Store};

use super::call::CallError;
use super::contract::{MODEL, Mirror, wire, wire_model};
use super::limits::{self, Limiter};
use super::load::{self, PolicyLoadError};

/// A component ready to be instantiated, linked to nothing.
pub(crate) struct Sandbox {
    instance: InstancePre<Limiter>,
    policy: wire::GuestIndices,
    model: Option<wire_model::GuestIndices>,
}

/// What a call brings: the sandbox may fail, the policy may refuse.
type Answer<T> = WasmResult<Result<T, wire::PolicyError>>;

impl Sandbox {
    pub(crate) fn new(engine: &Engine, component: &Component) -> Result<Self, PolicyLoadError> {
        let instance = Linker::new(engine)
            .instantiate_pre(component)
            .map_err(|error| load::invalid(&error))?;
        let policy = wire::GuestIndices::new(&instance).map_err(|error| load::invalid(&error))?;
        let model = wire_model::GuestIndices::new(&instance).ok();
        Ok(Self { instance, policy, model })
    }

    /// Asks the interface that every policy has.
    pub(crate) fn policy<T>(
        &self,
        input_bytes: usize,
        ask: impl FnOnce(&wire::Guest, &mut Store<Limiter>) -> Answer<T>,
    ) -> Result<T, CallError> {
        self.call(input_bytes, |instance, store| {
            ask(&self.policy.load(&mut *store, instance)?, store)
        })
    }

    /// Asks the optional interface.
    pub(crate) fn model<T>(
        &self,
        input_bytes: usize,
        ask: impl FnOnce(&wire_model::Guest, &mut Store<Limiter>) -> Answer<T>,
    ) -> Result<T, CallError> {
        let model = self.model.as_ref().ok_or(CallError::NotExported { interface: MODEL })?;
        self.call(input_bytes, |instance, store| ask(&model.load(&mut *store, instance)?, store))
    }

    fn call<T>(
        &self,
        input_bytes: usize,
        ask: impl FnOnce(&Instance, &mut Store<Limiter>) -> Answer<T>,
    ) -> Result<T, CallError> {
        let fuel = limits::fuel(input_bytes);
        let run = || {
            let mut store = limits::store(self.instance.engine(), fuel)?;
            let instance = self.instance.instantiate(&mut store)?;
            ask(&instance, &mut store)
        };
        let answer = run().map_err(|error| CallError::of(&error, fuel))?;
        answer.map_err(|refusal| CallError::Refused(refusal.mirror()))
    }
}

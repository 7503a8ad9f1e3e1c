//! One call, one instance: made for the call, bounded, thrown away.

use wasmtime::component::{Component, Instance, InstancePre, Linker};
use wasmtime::{Engine, Result as WasmResult, Store};

use super::budget::Budget;
use super::call::CallError;
use super::contract::{MODEL, Mirror, wire, wire_model};
use super::gate::Gate;
use super::limits::PARTS_AT_ONCE;
use super::load::{self, PolicyLoadError};
use super::store::{Limiter, store};

mod mistyped;

use mistyped::mistyped;

/// A component ready to be instantiated, linked to nothing.
pub(crate) struct Sandbox {
    instance: InstancePre<Limiter>,
    policy: wire::GuestIndices,
    model: Option<wire_model::GuestIndices>,
    gate: Gate,
}

/// The sandbox may fail, and the policy may refuse.
type Answer<T> = WasmResult<Result<T, wire::PolicyError>>;

impl Sandbox {
    pub(crate) fn new(engine: &Engine, component: &Component) -> Result<Self, PolicyLoadError> {
        let instance = Linker::new(engine)
            .instantiate_pre(component)
            .map_err(|error| load::invalid(&error))?;
        let policy = wire::GuestIndices::new(&instance).map_err(|error| load::invalid(&error))?;
        let model = wire_model::GuestIndices::new(&instance).ok();
        Ok(Self { instance, policy, model, gate: Gate::new(calls_at_once(component)) })
    }

    /// Asks the interface that every policy has.
    pub(crate) fn policy<T>(
        &self,
        budget: Budget,
        ask: impl FnOnce(&wire::Guest, &mut Store<Limiter>) -> Answer<T>,
    ) -> Result<T, CallError> {
        self.metered(budget, ask).0
    }

    /// The same, and the fuel it took.
    pub(crate) fn metered<T>(
        &self,
        budget: Budget,
        ask: impl FnOnce(&wire::Guest, &mut Store<Limiter>) -> Answer<T>,
    ) -> (Result<T, CallError>, u64) {
        self.call(budget, |instance, store| ask(&self.policy.load(&mut *store, instance)?, store))
    }

    /// Asks the optional interface.
    pub(crate) fn model<T>(
        &self,
        budget: Budget,
        ask: impl FnOnce(&wire_model::Guest, &mut Store<Limiter>) -> Answer<T>,
    ) -> Result<T, CallError> {
        let model = self.model.as_ref().ok_or(CallError::NotExported { interface: MODEL })?;
        self.call(budget, |instance, store| ask(&model.load(&mut *store, instance)?, store)).0
    }

    /// The first function that is not of the contract, if an instance can be made.
    pub(crate) fn mistyped(&self) -> Option<PolicyLoadError> {
        let budget = Budget::of_bytes(0);
        self.call(budget, |instance, store| Ok(Ok(mistyped(instance, store)))).0.ok().flatten()
    }

    fn call<T>(
        &self,
        budget: Budget,
        ask: impl FnOnce(&Instance, &mut Store<Limiter>) -> Answer<T>,
    ) -> (Result<T, CallError>, u64) {
        let fuel = budget.fuel;
        let _pass = self.gate.enter();
        let mut store = match store(self.instance.engine(), budget) {
            Ok(store) => store,
            Err(error) => return (Err(CallError::of(&error, fuel)), 0),
        };
        let answer = self
            .instance
            .instantiate(&mut store)
            .map_err(|error| CallError::of(&error, fuel))
            .and_then(|instance| {
                let answer = ask(&instance, &mut store);
                answer.map_err(|error| CallError::of_answer(&error, fuel))
            })
            .and_then(|answer| answer.map_err(|refusal| CallError::refused(refusal.mirror())));
        let left = store.get_fuel().unwrap_or_default();
        (answer, fuel.saturating_sub(left))
    }
}

/// Instances of the component that the pool has room for; one whose needs cannot be told in advance
/// has the pool to itself.
fn calls_at_once(component: &Component) -> u32 {
    let parts = component.resources_required().map(|r| r.num_memories.max(r.num_tables).max(1));
    PARTS_AT_ONCE / parts.unwrap_or(PARTS_AT_ONCE)
}

#[cfg(test)]
mod tests;

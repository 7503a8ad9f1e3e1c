//! Which function of a component is not of the contract.

use wasmtime::component::{ComponentNamedList, Instance, Lift, Lower};
use wasmtime::{Result, Store, format_err};

use crate::policy::contract::{POLICY, SERIES, wire};
use crate::policy::limits::MESSAGE_CHARS_MAX;
use crate::policy::load::PolicyLoadError;
use crate::policy::store::Limiter;
use crate::text::readable;

type Told<T> = (std::result::Result<T, wire::PolicyError>,);

/// The error of the first such function of an instance.
pub(super) fn mistyped(instance: &Instance, store: &mut Store<Limiter>) -> Option<PolicyLoadError> {
    let mut functions = Functions { instance, store };
    functions
        .check::<(), (wire::Description,)>("describe")
        .or_else(|| functions.check::<Question<'_>, Told<wire::Decision>>("decide"))
        .or_else(|| functions.check::<(&str,), Told<String>>("decide-json"))
}

type Question<'a> = (&'a wire::Snapshot, &'a [wire::WorkloadMemory]);

struct Functions<'a> {
    instance: &'a Instance,
    store: &'a mut Store<Limiter>,
}

impl Functions<'_> {
    fn check<P, R>(&mut self, function: &'static str) -> Option<PolicyLoadError>
    where
        P: ComponentNamedList + Lower,
        R: ComponentNamedList + Lift,
    {
        let error = format!("{:#}", self.typed::<P, R>(function).err()?);
        let text = readable(&error, MESSAGE_CHARS_MAX);
        Some(PolicyLoadError::Contract { function, text })
    }

    fn typed<P, R>(&mut self, function: &str) -> Result<()>
    where
        P: ComponentNamedList + Lower,
        R: ComponentNamedList + Lift,
    {
        let policy = format!("{POLICY}@{SERIES}.0");
        let policy = self.instance.get_export_index(&mut *self.store, None, &policy);
        let index = self.instance.get_export_index(&mut *self.store, policy.as_ref(), function);
        let index = index.ok_or_else(|| format_err!("it is not exported"))?;
        self.instance.get_typed_func::<P, R>(&mut *self.store, index).map(|_| ())
    }
}

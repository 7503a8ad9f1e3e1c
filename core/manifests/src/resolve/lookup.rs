//! The parts of the manifests that variants are resolved by, each with a way to find it.

use wva_core::snapshot::Profile;

use crate::manifests::{DeclaredVariant, Manifests, PricedAccelerator, ScaleToZero};
use crate::places::{Places, pair};
use crate::resolve::classes::Classes;

/// Ways through the lists of the manifests.
#[derive(Debug)]
pub(crate) struct Lookup<'m> {
    manifests: &'m Manifests,
    pub(crate) classes: Classes<'m>,
    accelerators: Places,
    /// Device types with a capacity.
    limited: Places,
    profiles: Places,
    rules: Places,
    neighbours: Places,
}

impl<'m> Lookup<'m> {
    pub(crate) fn of(manifests: &'m Manifests) -> Self {
        let accelerators = || manifests.accelerators.iter();
        let limited = accelerators().filter(|priced| priced.capacity_units.is_some());
        let profiles = manifests.profiles.iter();
        let own = |variant: &DeclaredVariant| pair(&variant.namespace, &variant.model);
        Self {
            manifests,
            classes: Classes::of(&manifests.classes),
            accelerators: Places::of(accelerators().map(|priced| priced.accelerator.name.clone())),
            limited: Places::of(limited.map(|priced| priced.accelerator.device_type.clone())),
            profiles: Places::of(profiles.map(|profile| {
                key(&profile.model, &profile.accelerator, profile.variant.as_deref())
            })),
            rules: Places::of(
                manifests.scale_to_zero.iter().map(|rule| rule.model.clone().unwrap_or_default()),
            ),
            neighbours: Places::of(manifests.variants.iter().map(own)),
        }
    }

    /// The accelerator of a name in the price list.
    pub(crate) fn listed(&self, accelerator: &str) -> Option<&'m PricedAccelerator> {
        self.accelerators.first(&self.manifests.accelerators, accelerator)
    }

    /// Whether there is a capacity of an accelerator's devices.
    pub(crate) fn is_limited(&self, listed: &PricedAccelerator) -> bool {
        self.limited.place(&listed.accelerator.device_type).is_some()
    }

    /// The profile of a variant on an accelerator: its own, else the general one of its model.
    pub(crate) fn profile(
        &self,
        declared: &DeclaredVariant,
        accelerator: &str,
    ) -> Option<&'m Profile> {
        let of = |variant| {
            let key = key(&declared.model, accelerator, variant);
            self.profiles.first(&self.manifests.profiles, &key)
        };
        of(Some(declared.name.as_str())).or_else(|| of(None))
    }

    /// A setting of a model's last replica: its own entry's, else the default.
    pub(crate) fn to_zero<T>(
        &self,
        model: &str,
        field: impl Fn(&ScaleToZero) -> Option<T>,
    ) -> Option<(T, &'m ScaleToZero)> {
        let rules = |model| self.rules.all(&self.manifests.scale_to_zero, model);
        rules(model).chain(rules("")).find_map(|rule| Some((field(rule)?, rule)))
    }

    /// Whether another variant of the namespace serves the model.
    pub(crate) fn is_beside_others(&self, declared: &DeclaredVariant) -> bool {
        self.neighbours.number(&pair(&declared.namespace, &declared.model)) > 1
    }
}

/// No variant has an empty name.
fn key(model: &str, accelerator: &str, variant: Option<&str>) -> String {
    pair(model, &pair(accelerator, variant.unwrap_or_default()))
}

//! Looks things up in a snapshot by name.

use std::collections::BTreeMap;

use crate::fault::is_name;
use crate::snapshot::{Accelerator, Power, Profile, Snapshot, Variant};
use crate::units::Units;

type Profiles<'w> = BTreeMap<&'w str, BTreeMap<&'w str, &'w Profile>>;

/// A snapshot with its names resolved.
#[derive(Debug)]
pub struct Index<'w> {
    accelerators: BTreeMap<&'w str, &'w Accelerator>,
    /// By model, then accelerator.
    general: Profiles<'w>,
    /// By variant, then accelerator.
    own: Profiles<'w>,
}

/// The devices that one replica takes.
#[derive(Clone, Copy, Debug)]
pub struct Devices<'w> {
    /// Their type.
    pub kind: &'w str,
    /// Devices of that type in one replica.
    pub units_per_replica: u64,
    /// Power of one unit of the accelerator, and its units in one replica.
    pub power: Option<(&'w Power, u32)>,
}

impl Devices<'_> {
    /// Devices of so many replicas.
    #[must_use]
    pub fn of(&self, replicas: u32) -> u64 {
        self.units_per_replica.saturating_mul(replicas.into())
    }
}

impl<'w> Index<'w> {
    /// The index of a snapshot.
    #[must_use]
    pub fn new(snapshot: &'w Snapshot) -> Self {
        let (mut general, mut own) = (Profiles::new(), Profiles::new());
        for profile in
            snapshot.profiles.iter().filter(|p| is_name(&p.model) && is_name(&p.accelerator))
        {
            let by_accelerator = match &profile.variant {
                Some(variant) => own.entry(variant).or_default(),
                None => general.entry(&profile.model).or_default(),
            };
            by_accelerator.insert(&profile.accelerator, profile);
        }
        let mut accelerators = BTreeMap::new();
        for accelerator in snapshot.accelerators.iter().filter(|a| is_name(&a.name)) {
            accelerators.insert(accelerator.name.as_str(), accelerator);
        }
        Self { accelerators, general, own }
    }

    /// An accelerator by its name.
    #[must_use]
    pub fn accelerator(&self, name: &str) -> Option<&'w Accelerator> {
        self.accelerators.get(name).copied()
    }

    /// How fast the variant's model is on each accelerator; its own profiles come before general
    /// ones.
    #[must_use]
    pub fn profiles(&self, model: &str, variant: &str) -> BTreeMap<&'w str, &'w Profile> {
        let mut found = self.general.get(model).cloned().unwrap_or_default();
        if let Some(own) = self.own.get(variant) {
            for (&accelerator, &profile) in own {
                if profile.model == model {
                    found.insert(accelerator, profile);
                }
            }
        }
        found
    }

    /// The profile of a variant's model on one accelerator; see [`Self::profiles`].
    #[must_use]
    pub fn profile(&self, model: &str, variant: &str, accelerator: &str) -> Option<&'w Profile> {
        let own = self.own.get(variant).and_then(|own| own.get(accelerator));
        let own = own.filter(|profile| profile.model == model);
        let general = || self.general.get(model)?.get(accelerator);
        own.or_else(general).copied()
    }

    /// The devices of a replica of a variant on an accelerator, whose profile states `acc_count`
    /// units; an accelerator that is not listed is a type of its own.
    #[must_use]
    pub fn devices(&self, variant: &Variant, accelerator: &'w str, acc_count: u32) -> Devices<'w> {
        let listed = self.accelerator(accelerator);
        let units = Units::of(variant, accelerator, acc_count, self.multiplicity(accelerator));
        Devices {
            kind: listed.map_or(accelerator, |listed| listed.device_type.as_str()),
            units_per_replica: units.devices,
            power: listed.and_then(|listed| listed.power.as_ref()).zip(Some(units.taken)),
        }
    }

    /// Devices in one unit of an accelerator; 1 where it is not listed.
    pub(crate) fn multiplicity(&self, accelerator: &str) -> u32 {
        self.accelerator(accelerator).map_or(1, |listed| listed.multiplicity)
    }

    /// The devices of one replica of a variant where it runs; `None` if its accelerator is unknown.
    #[must_use]
    pub fn devices_where_it_runs(&self, model: &str, variant: &'w Variant) -> Option<Devices<'w>> {
        let running = variant.running_on()?;
        let profile = self.profile(model, &variant.name, running);
        let acc_count = profile.map_or(0, |profile| profile.acc_count);
        Some(self.devices(variant, running, acc_count))
    }
}

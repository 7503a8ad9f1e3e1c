//! Looks things up in a snapshot by name.

use std::collections::BTreeMap;

use crate::snapshot::{Accelerator, Power, Profile, Snapshot, Variant};

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
    /// What one unit of the accelerator draws, and its units in one replica.
    pub power: Option<(&'w Power, u32)>,
}

impl<'w> Index<'w> {
    /// The index of a snapshot.
    #[must_use]
    pub fn new(snapshot: &'w Snapshot) -> Self {
        let (mut general, mut own) = (Profiles::new(), Profiles::new());
        for profile in &snapshot.profiles {
            let by_accelerator = match &profile.variant {
                Some(variant) => own.entry(variant).or_default(),
                None => general.entry(&profile.model).or_default(),
            };
            by_accelerator.insert(&profile.accelerator, profile);
        }
        let accelerators = snapshot.accelerators.iter().map(|a| (a.name.as_str(), a)).collect();
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
            found.extend(own.iter().filter(|(_, p)| p.model == model).map(|(name, p)| (*name, *p)));
        }
        found
    }

    /// The devices of a replica with `acc_count` units of an accelerator; an accelerator that is not
    /// listed is a type of its own.
    #[must_use]
    pub fn devices(&self, accelerator: &'w str, acc_count: u32) -> Devices<'w> {
        let (listed, acc_count) = (self.accelerator(accelerator), acc_count.max(1));
        Devices {
            kind: listed.map_or(accelerator, |a| a.device_type.as_str()),
            units_per_replica: u64::from(acc_count)
                * u64::from(listed.map_or(1, |a| a.multiplicity)),
            power: listed.and_then(|a| Some((a.power.as_ref()?, acc_count))),
        }
    }

    /// The devices of one replica of a variant where it runs; `None` if that is not known.
    #[must_use]
    pub fn devices_where_it_runs(&self, model: &str, variant: &'w Variant) -> Option<Devices<'w>> {
        let running = variant.running_on()?;
        let profile = self.profiles(model, &variant.name).get(running).copied();
        Some(self.devices(running, profile.map_or(1, |profile| profile.acc_count)))
    }
}

//! Looks things up in a snapshot by name.

use std::collections::BTreeMap;

use crate::snapshot::{Accelerator, Profile, Snapshot, Variant};

type Profiles<'a> = BTreeMap<&'a str, BTreeMap<&'a str, &'a Profile>>;

/// A snapshot with its names resolved.
#[derive(Debug)]
pub struct Index<'a> {
    accelerators: BTreeMap<&'a str, &'a Accelerator>,
    /// By model, then accelerator.
    general: Profiles<'a>,
    /// By variant, then accelerator.
    own: Profiles<'a>,
}

impl<'a> Index<'a> {
    /// The index of a snapshot.
    #[must_use]
    pub fn new(snapshot: &'a Snapshot) -> Self {
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
    pub fn accelerator(&self, name: &str) -> Option<&'a Accelerator> {
        self.accelerators.get(name).copied()
    }

    /// How fast the variant's model is on each accelerator; its own profiles come before general
    /// ones.
    #[must_use]
    pub fn profiles(&self, model: &str, variant: &str) -> BTreeMap<&'a str, &'a Profile> {
        let mut found = self.general.get(model).cloned().unwrap_or_default();
        if let Some(own) = self.own.get(variant) {
            found.extend(own.iter().filter(|(_, p)| p.model == model).map(|(name, p)| (*name, *p)));
        }
        found
    }

    /// Type and number of the devices that one replica of a variant holds where it runs; `None`
    /// if that is not known.
    #[must_use]
    pub fn units_per_replica(&self, model: &str, variant: &'a Variant) -> Option<(&'a str, u64)> {
        let running = variant.running_on()?;
        let profile = self.profiles(model, &variant.name).get(running).copied();
        let count = u64::from(profile.map_or(1, |profile| profile.acc_count.max(1)));
        let accelerator = self.accelerator(running);
        let device_type = accelerator.map_or(running, |a| a.device_type.as_str());
        Some((device_type, count * u64::from(accelerator.map_or(1, |a| a.multiplicity))))
    }
}

//! The profiles that the policy is told: the true ones, as faults change them.

use wva_core::index::Index;
use wva_core::snapshot::{Profile, Snapshot, Variant};

use crate::fault::Effect;
use crate::profile::ProfileField;
use crate::scenario::Scenario;

/// Tells of each struck variant other profiles than it has.
pub(crate) fn tell(scenario: &Scenario, snapshot: &mut Snapshot, at_s: f64) {
    let mut told: Vec<Profile> = Vec::new();
    for variant in &snapshot.variants {
        let factors: Vec<(ProfileField, f64)> = scenario
            .struck(&variant.name, at_s)
            .filter_map(Effect::of_profile)
            .flatten()
            .copied()
            .collect();
        if !factors.is_empty() {
            told.extend(own(snapshot, variant).map(|profile| wrong(profile, &factors)));
        }
    }
    let named: Vec<&str> = told.iter().filter_map(|profile| profile.variant.as_deref()).collect();
    snapshot
        .profiles
        .retain(|profile| !profile.variant.as_deref().is_some_and(|own| named.contains(&own)));
    snapshot.profiles.extend(told);
}

/// The profiles of a variant on each accelerator, as if they were its own.
fn own<'s>(snapshot: &'s Snapshot, variant: &'s Variant) -> impl Iterator<Item = Profile> + 's {
    let workload = snapshot.workloads.iter().find(|workload| workload.key == variant.workload);
    let index = Index::new(snapshot);
    let profiles = workload.map(|workload| index.profiles(&workload.model, &variant.name));
    profiles
        .unwrap_or_default()
        .into_values()
        .map(|profile| Profile { variant: Some(variant.name.clone()), ..profile.clone() })
}

fn wrong(mut profile: Profile, factors: &[(ProfileField, f64)]) -> Profile {
    for (field, factor) in factors {
        field.scale(&mut profile, *factor);
    }
    profile
}

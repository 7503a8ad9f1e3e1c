//! The devices that all plans take together: no more than there are, and no workload goes without
//! while some are left for it.

use std::collections::BTreeMap;

use super::defect::Defect;
use crate::candidates::{Candidate, Part};
use crate::case::Case;
use crate::fault::floor;
use crate::plan::Plan;
use crate::snapshot::{Greedy, SaturationPolicy};
use crate::world::World;

/// Devices of one type.
#[derive(Default)]
struct Kind {
    /// Devices that the plans may share out.
    free: u64,
    /// Devices that their parts take, by priority.
    taken: BTreeMap<u32, u64>,
    /// Devices of last decisions, which equals leave alone, by priority.
    kept: BTreeMap<u32, u64>,
    /// Devices for the growth of variants that are to be relieved.
    meanwhile: u64,
}

/// Devices of the types that are limited.
pub(super) struct Devices<'w>(BTreeMap<&'w str, Kind>);

impl<'w> Devices<'w> {
    /// The devices of a snapshot, less those that variants hold whatever is planned, as `plans` take them.
    pub(super) fn taken<'p>(
        world: &World<'w>,
        cases: &[Case<'w>],
        plans: impl Iterator<Item = &'p Plan<'w>>,
    ) -> Self
    where
        'w: 'p,
    {
        let mut devices = Self(BTreeMap::new());
        for capacity in &world.snapshot.capacities {
            let kind = Kind { free: u64::from(capacity.units), ..Kind::default() };
            devices.0.insert(&capacity.device_type, kind);
        }
        for case in cases {
            devices.hold(world, case);
        }
        for plan in plans {
            devices.add(plan);
        }
        devices
    }

    fn hold(&mut self, world: &World<'w>, case: &Case<'w>) {
        let model = &case.group.workload.model;
        for &variant in &case.group.variants {
            let Some(devices) = world.index.devices_where_it_runs(model, variant) else { continue };
            if let Some(kind) = self.0.get_mut(devices.kind) {
                let held = u64::from(held(case, &variant.name));
                let units = held.saturating_mul(devices.units_per_replica);
                kind.free = kind.free.saturating_sub(units);
            }
        }
    }

    fn add(&mut self, plan: &Plan<'w>) {
        let priority = plan.case.group.workload.priority;
        for part in &plan.parts {
            if let Some(kind) = self.0.get_mut(part.offer.devices.kind) {
                add(&mut kind.taken, priority, units(part));
            }
        }
        if let Some((kept, units)) = last_units(plan)
            && let Some(kind) = self.0.get_mut(kept.offer.devices.kind)
        {
            add(&mut kind.kept, priority, units);
        }
        if let Some(old) = &plan.meanwhile
            && let Some(kind) = self.0.get_mut(old.offer.devices.kind)
        {
            let more = old.replicas.saturating_sub(held(plan.case, &old.offer.variant.name));
            let units = u64::from(more).saturating_mul(old.offer.devices.units_per_replica);
            kind.meanwhile = kind.meanwhile.saturating_add(units);
        }
    }

    /// Checks that the plans fit, as far as this one takes devices.
    pub(super) fn check_enough(&self, plan: &Plan<'_>) -> Result<(), Defect> {
        for part in plan.parts.iter().chain(&plan.meanwhile) {
            let name = part.offer.devices.kind;
            let Some(kind) = self.0.get(name).filter(|_| part.replicas > 0) else { continue };
            let taken = sum(kind.taken.values());
            if taken.saturating_add(kind.meanwhile) > kind.free && takes(plan, part) {
                return Err(Defect::Overdrawn(name.to_owned()));
            }
        }
        Ok(())
    }

    /// Checks that parts which are cut short could not have more. Devices that one should have had are
    /// not left for the next.
    pub(super) fn check_used_up(&mut self, plan: &Plan<'_>, rules: Greedy) -> Result<(), Defect> {
        for part in &plan.parts {
            let wanted = recorded_replicas(plan.case, part);
            if part.replicas >= wanted || !self.has_room(plan, part, wanted, rules) {
                continue;
            }
            let devices = &part.offer.devices;
            if let Some(kind) = self.0.get_mut(devices.kind) {
                let more = u64::from(wanted - part.replicas);
                let units = more.saturating_mul(devices.units_per_replica);
                add(&mut kind.taken, plan.case.group.workload.priority, units);
            }
            return Err(Defect::Room { replicas: part.replicas, kind: devices.kind.to_owned() });
        }
        Ok(())
    }

    /// Whether devices are left for more replicas: those that are free or went to lower priorities,
    /// but for what equals keep until their turn.
    fn has_room(&self, plan: &Plan<'_>, part: &Part<'_>, wanted: u32, rules: Greedy) -> bool {
        let Some(kind) = self.0.get(part.offer.devices.kind) else { return true };
        let priority = plan.case.group.workload.priority;
        let before = |other: u32| other <= priority || rules.delayed_best_effort;
        let taken = sum(kind.taken.iter().filter(|(p, _)| before(**p)).map(|(_, n)| n));
        let own = last_units(plan).map_or(0, |(_, units)| units);
        let kept = kind.kept.get(&priority).map_or(0, |kept| kept.saturating_sub(own));
        let left = kind.free.saturating_sub(taken).saturating_sub(kept);
        let missing = match rules.saturation_policy {
            SaturationPolicy::None => wanted - part.replicas,
            _ => 1,
        };
        left >= u64::from(missing).saturating_mul(part.offer.devices.units_per_replica)
    }
}

fn add(devices: &mut BTreeMap<u32, u64>, priority: u32, units: u64) {
    let sum = devices.entry(priority).or_default();
    *sum = sum.saturating_add(units);
}

fn sum<'a>(units: impl Iterator<Item = &'a u64>) -> u64 {
    units.fold(0, |sum, units| sum.saturating_add(*units))
}

/// Whether a part takes any device beyond the reserved ones.
fn takes(plan: &Plan<'_>, part: &Part<'_>) -> bool {
    units(part) > 0 || plan.meanwhile.is_some()
}

/// Devices of a part beyond the reserved ones.
fn units(part: &Part<'_>) -> u64 {
    let replicas = part.replicas.saturating_sub(part.offer.reserved_replicas);
    u64::from(replicas).saturating_mul(part.offer.devices.units_per_replica)
}

fn recorded_replicas(case: &Case<'_>, part: &Part<'_>) -> u32 {
    let found = case.found.candidates.iter().find(|candidate| candidate.offer.is(part.offer));
    found.map_or(0, |candidate| candidate.replicas)
}

/// The candidate of the last decision where it runs, with its devices beyond the reserved ones.
fn last_units<'c, 'w>(plan: &Plan<'w>) -> Option<(&'c Candidate<'w>, u64)>
where
    'w: 'c,
{
    let (variant, replicas) = plan.case.remembered?.last_choice()?;
    let candidate = plan.case.found.here(variant)?;
    let replicas = replicas.min(candidate.replicas);
    Some((candidate, units(&Part { replicas, ..Part::whole(candidate) })))
}

/// Replicas that a variant holds whatever is planned: its floor beside others, and all it has where the
/// model gives no number.
fn held(case: &Case<'_>, variant: &str) -> u32 {
    let mut variants = case.group.variants.iter();
    let Some(variant) = variants.find(|own| own.name == variant) else { return 0 };
    let decidable = case.found.candidates.iter().any(|c| c.is_here(&variant.name));
    if !decidable {
        return variant.observed.current_replicas.unwrap_or(0).max(floor(variant));
    }
    if case.group.variants.len() > 1 { variant.min_replicas } else { 0 }
}

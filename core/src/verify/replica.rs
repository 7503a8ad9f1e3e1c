//! One replica of a variant on an accelerator, looked up in the snapshot by its names.

use super::defect::Defect;
use crate::case::Case;
use crate::index::Index;
use crate::params::{
    ACCELERATOR_CHANGE_PENALTY, COST_PER_HOUR_MAX, MAX_BATCH_DEFAULT, MAX_BATCH_LIMIT,
    REPLICAS_LIMIT,
};
use crate::snapshot::{Power, Profile, Variant};

/// One replica of a variant on an accelerator.
pub(super) struct Replica<'w> {
    pub(super) variant: &'w Variant,
    pub(super) profile: &'w Profile,
    /// The type of its devices.
    pub(super) kind: &'w str,
    pub(super) units: Units,
    /// Power of one unit.
    pub(super) power: Option<&'w Power>,
    pub(super) price_per_hour: f64,
    /// Whether other variants serve the workload too, so that this one may rest at its floor.
    pub(super) shares: bool,
    /// The load counts so many times, by remembered evidence.
    pub(super) load_factor: f64,
    current: Current<'w>,
}

/// Units of the accelerator in one replica.
pub(super) struct Units {
    /// Those that are paid for: as the profile says, else as the pods ask, else one.
    priced: u32,
    /// Those that it takes: as many as the pods ask for, if that is more.
    pub(super) taken: u32,
    /// Its devices.
    pub(super) devices: u64,
}

/// The allocation that a variant has now.
struct Current<'w> {
    accelerator: &'w str,
    replicas: u32,
    cost_per_hour: f64,
    /// Cost of its floor where it runs.
    floor_per_hour: f64,
}

impl<'w> Replica<'w> {
    /// Looks a replica up. The accelerator must be one that the variant may be published for.
    pub(super) fn of(
        index: &Index<'w>,
        case: &Case<'w>,
        variant: &str,
        accelerator: &str,
    ) -> Result<Self, Defect> {
        let group = &case.group;
        let found = group.variants.iter().find(|own| own.name == variant);
        let Some(&found) = found else { return Err(Defect::Variant(variant.to_owned())) };
        let lacks = |lacks| Defect::Lacks {
            variant: variant.to_owned(),
            accelerator: accelerator.to_owned(),
            lacks,
        };
        if found.max_replicas.is_some_and(|most| most < found.min_replicas) {
            return Err(lacks("bounds that agree"));
        }
        let model = &group.workload.model;
        let profile = index.profile(model, variant, accelerator).ok_or_else(|| lacks("profile"))?;
        let price = price_per_hour(index, found, profile).ok_or_else(|| lacks("price"))?;
        let listed = index.accelerator(accelerator);
        let runs_here = found.running_on() == Some(accelerator);
        let remembered = case.last_of(variant).filter(|_| runs_here);
        Ok(Self {
            variant: found,
            profile,
            kind: listed.map_or(&profile.accelerator, |listed| &listed.device_type),
            units: Units::of(index, found, profile),
            power: listed.and_then(|listed| listed.power.as_ref()),
            price_per_hour: price,
            shares: group.variants.len() > 1,
            load_factor: remembered.map_or(1.0, |state| state.evidence.factor),
            current: Current::of(index, model, found),
        })
    }

    /// Its largest batch, and whether that is assumed: of the running server, else of the resource,
    /// else of the profile, scaled to the length of the answers where there are answers.
    pub(super) fn max_batch(&self, output_tokens: Option<f64>) -> (u32, bool) {
        let Self { variant, profile, .. } = self;
        let runs_here = variant.running_on() == Some(profile.accelerator.as_str());
        let stated = variant.observed.max_batch_size.filter(|_| runs_here).or(variant.max_batch);
        let of_profile = match (profile.max_batch, profile.at_tokens, output_tokens) {
            (Some(batch), Some(at_tokens), Some(output_tokens)) => {
                Some(scaled(f64::from(batch) * f64::from(at_tokens) / output_tokens))
            }
            (batch, _, _) => batch,
        };
        match stated.or(of_profile) {
            Some(batch) => (batch, false),
            None => (MAX_BATCH_DEFAULT, true),
        }
    }

    /// A number of replicas within the variant's bounds.
    pub(super) fn bounded(&self, needed: u32) -> u32 {
        let most = self.variant.max_replicas.unwrap_or(REPLICAS_LIMIT);
        needed.min(most).max(self.variant.min_replicas)
    }

    /// Cost and value of its floor while another variant carries; nothing for an only variant.
    pub(super) fn rest(&self) -> (f64, f64) {
        if !self.shares {
            return (0.0, 0.0);
        }
        let Current { accelerator, floor_per_hour, .. } = self.current;
        let value = self.current.change_to(accelerator, self.variant.min_replicas, floor_per_hour);
        (floor_per_hour, value)
    }

    /// The solver's objective for so many replicas.
    pub(super) fn value(&self, replicas: u32) -> f64 {
        let cost_per_hour = self.price_per_hour * f64::from(replicas);
        self.current.change_to(&self.profile.accelerator, replicas, cost_per_hour)
    }
}

impl Units {
    /// Pods that ask for devices of one accelerator say nothing against a profile of another; a number
    /// that no cluster has says nothing.
    fn of(index: &Index<'_>, variant: &Variant, profile: &Profile) -> Self {
        let listed = index.accelerator(&profile.accelerator);
        let in_a_unit = listed.and_then(|listed| counted(listed.multiplicity)).unwrap_or(1);
        let asked = variant.devices_per_replica.and_then(counted).unwrap_or(0);
        let priced = counted(profile.acc_count).unwrap_or(0);
        let asked_units = asked.div_ceil(in_a_unit.max(1));
        let stated = u64::from(priced) * u64::from(in_a_unit);
        if priced == 0 && asked == 0 {
            return Self { priced: 1, taken: 1, devices: in_a_unit.into() };
        }
        if priced == 0 {
            return Self { priced: asked_units, taken: asked_units, devices: asked.into() };
        }
        let runs_here = variant.running_on() == Some(profile.accelerator.as_str());
        if runs_here && u64::from(asked) > stated {
            return Self { priced, taken: priced.max(asked_units), devices: asked.into() };
        }
        Self { priced, taken: priced, devices: stated }
    }
}

impl<'w> Current<'w> {
    fn of(index: &Index<'w>, model: &str, variant: &'w Variant) -> Self {
        let accelerator = variant.running_on().unwrap_or("");
        let replicas = variant.observed.current_replicas.unwrap_or(0);
        let price = price_on(index, model, variant, accelerator).unwrap_or(0.0);
        let billed = variant.observed.current_cost_per_hour;
        let billed = billed.filter(|cost| (0.0..=COST_PER_HOUR_MAX).contains(cost));
        Self {
            accelerator,
            replicas,
            cost_per_hour: billed.unwrap_or(price * f64::from(replicas)),
            floor_per_hour: price * f64::from(variant.min_replicas),
        }
    }

    /// The difference in cost, with a penalty on both costs where the accelerator changes; replicas
    /// that stay as they are cost nothing.
    fn change_to(&self, accelerator: &str, replicas: u32, cost_per_hour: f64) -> f64 {
        let moves = self.accelerator != if replicas == 0 { "" } else { accelerator };
        if !moves && replicas == self.replicas {
            return 0.0;
        }
        let penalty = if moves { ACCELERATOR_CHANGE_PENALTY } else { 0.0 };
        penalty * (self.cost_per_hour + cost_per_hour) + (cost_per_hour - self.cost_per_hour)
    }
}

/// Price of one replica of a variant on an accelerator; `None` without a profile or a price.
pub(crate) fn price_on(
    index: &Index<'_>,
    model: &str,
    variant: &Variant,
    accelerator: &str,
) -> Option<f64> {
    price_per_hour(index, variant, index.profile(model, &variant.name, accelerator)?)
}

/// The variant's own price where it runs, else the listed one of its units.
fn price_per_hour(index: &Index<'_>, variant: &Variant, profile: &Profile) -> Option<f64> {
    let believed = |price: &f64| (0.0..=COST_PER_HOUR_MAX).contains(price);
    let runs_here = variant.running_on() == Some(profile.accelerator.as_str());
    if let Some(own) = variant.cost_per_hour.filter(believed).filter(|_| runs_here) {
        return Some(own);
    }
    let listed = index.accelerator(&profile.accelerator)?.cost_per_hour.filter(believed)?;
    Some(listed * f64::from(Units::of(index, variant, profile).priced))
}

/// A count, if a cluster may have so many.
fn counted(count: u32) -> Option<u32> {
    (count <= REPLICAS_LIMIT).then_some(count)
}

/// A batch for answers of another length: whole, at least 1; the model refuses one beyond the limit.
fn scaled(batch: f64) -> u32 {
    wva_model::math::whole(batch, MAX_BATCH_LIMIT).unwrap_or(u32::MAX).max(1)
}

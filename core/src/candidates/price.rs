//! What replicas cost, and what it costs to get there.

use std::collections::BTreeMap;

use super::offer::Rest;
use crate::index::Index;
use crate::params::{ACCELERATOR_CHANGE_PENALTY, COST_PER_HOUR_MAX};
use crate::reason::{Code, Reason};
use crate::snapshot::{Profile, Variant};

/// The current allocation of a variant.
#[derive(Clone, Copy, Debug)]
pub(super) struct Current<'w> {
    accelerator: &'w str,
    replicas: u32,
    cost_per_hour: f64,
}

impl<'w> Current<'w> {
    /// What the variant runs now; unknown replicas count as none.
    pub(super) fn of(
        index: &Index<'w>,
        variant: &'w Variant,
        profiles: &BTreeMap<&str, &Profile>,
    ) -> Self {
        let accelerator = variant.running_on().unwrap_or("");
        let replicas = variant.observed.current_replicas.unwrap_or(0);
        let listed = || {
            let price = price_per_hour(index, variant, profiles.get(accelerator)?).ok()?;
            Some(price * f64::from(replicas))
        };
        let billed = variant.observed.current_cost_per_hour;
        let billed = billed.filter(|cost| cost.is_finite() && *cost >= 0.0);
        let cost_per_hour = billed.or_else(listed).unwrap_or(0.0);
        Self { accelerator, replicas, cost_per_hour }
    }

    /// The variant at its floor, on the accelerator it runs on.
    pub(super) fn rest(
        &self,
        index: &Index<'w>,
        variant: &'w Variant,
        profiles: &BTreeMap<&str, &Profile>,
    ) -> Rest {
        let price = profiles
            .get(self.accelerator)
            .and_then(|profile| price_per_hour(index, variant, profile).ok());
        let cost_per_hour = price.map_or(0.0, |price| price * f64::from(variant.min_replicas));
        let value = self.transition_to(self.accelerator, variant.min_replicas, cost_per_hour);
        Rest { cost_per_hour, value }
    }

    /// Upstream's objective: the difference in cost, and a penalty for changing the accelerator.
    /// No replicas are on no accelerator.
    ///
    /// # Source
    /// Upstream `pkg/core/allocation.go`, `TransitionPenalty`, commit 56a651b.
    pub(super) fn transition_to(
        &self,
        accelerator: &str,
        replicas: u32,
        cost_per_hour: f64,
    ) -> f64 {
        let accelerator = if replicas > 0 { accelerator } else { "" };
        let difference = cost_per_hour - self.cost_per_hour;
        if accelerator != self.accelerator {
            return ACCELERATOR_CHANGE_PENALTY * (self.cost_per_hour + cost_per_hour) + difference;
        }
        if replicas == self.replicas { 0.0 } else { difference }
    }
}

/// Price of one replica: the accelerator's, else the variant's own on the accelerator it runs on.
pub(super) fn price_per_hour(
    index: &Index<'_>,
    variant: &Variant,
    profile: &Profile,
) -> Result<f64, Reason> {
    let believed = |cost: &f64| (0.0..=COST_PER_HOUR_MAX).contains(cost);
    let accelerator = index.accelerator(&profile.accelerator);
    let listed = accelerator.and_then(|a| a.cost_per_hour).filter(believed);
    let units = f64::from(profile.acc_count.max(1));
    let runs_here = variant.running_on() == Some(profile.accelerator.as_str());
    listed
        .map(|cost| cost * units)
        .or(variant.cost_per_hour.filter(believed).filter(|_| runs_here))
        .ok_or_else(|| no_price(&profile.accelerator))
}

/// Price of one replica of a variant on the accelerator it runs on, if it is known.
#[must_use]
pub fn price_where_it_runs(index: &Index<'_>, model: &str, variant: &Variant) -> Option<f64> {
    let running = variant.running_on()?;
    let profiles = index.profiles(model, &variant.name);
    price_per_hour(index, variant, profiles.get(running)?).ok()
}

/// Whether a replica fits, where both sides are known.
pub(super) fn check_memory(index: &Index<'_>, profile: &Profile) -> Result<(), Reason> {
    let per_unit = index.accelerator(&profile.accelerator).and_then(|a| a.memory_mib);
    let (Some(need), Some(per_unit)) = (profile.memory_mib, per_unit) else { return Ok(()) };
    let has = per_unit * f64::from(profile.acc_count.max(1));
    if need <= has {
        return Ok(());
    }
    let reason = Reason::new(Code::Memory).with("needMib", need).with("hasMib", has);
    Err(reason.named("accelerator", &profile.accelerator))
}

fn no_price(accelerator: &str) -> Reason {
    Reason::new(Code::NoPrice).named("accelerator", accelerator)
}

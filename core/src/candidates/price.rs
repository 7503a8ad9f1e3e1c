//! The cost of replicas, and of getting there.

use std::collections::BTreeMap;

use super::offer::Rest;
use crate::index::Index;
use crate::params::{ACCELERATOR_CHANGE_PENALTY, COST_PER_HOUR_MAX};
use crate::reason::{Code, Reason};
use crate::snapshot::{Profile, Variant};
use crate::units::Units;

/// The current allocation of a variant.
#[derive(Clone, Copy, Debug)]
pub(super) struct Current<'w> {
    accelerator: &'w str,
    replicas: u32,
    cost_per_hour: f64,
}

impl<'w> Current<'w> {
    /// The variant's current allocation; unknown replicas count as none.
    pub(super) fn of(
        index: &Index<'w>,
        variant: &'w Variant,
        profiles: &BTreeMap<&str, &Profile>,
    ) -> Self {
        let accelerator = variant.running_on().unwrap_or("");
        let replicas = variant.observed.current_replicas.unwrap_or(0);
        let cost_per_hour = match variant.observed.current_cost_per_hour {
            Some(billed) if believed(Some(billed)).is_some() => billed,
            _ => match price_on(accelerator, index, variant, profiles) {
                Some(price) => price * f64::from(replicas),
                None => 0.0,
            },
        };
        Self { accelerator, replicas, cost_per_hour }
    }

    /// The variant at its floor, on the accelerator it runs on.
    pub(super) fn rest(
        &self,
        index: &Index<'w>,
        variant: &'w Variant,
        profiles: &BTreeMap<&str, &Profile>,
    ) -> Rest {
        let cost_per_hour = match price_on(self.accelerator, index, variant, profiles) {
            Some(price) => price * f64::from(variant.min_replicas),
            None => 0.0,
        };
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

/// Price of one replica: the variant's own on the accelerator it runs on, else that of its units.
pub(super) fn price_per_hour(
    index: &Index<'_>,
    variant: &Variant,
    profile: &Profile,
) -> Result<f64, Reason> {
    let accelerator = profile.accelerator.as_str();
    if variant.running_on() == Some(accelerator)
        && let Some(own) = believed(variant.cost_per_hour)
    {
        return Ok(own);
    }
    let listed = index.accelerator(accelerator);
    match listed.and_then(|listed| believed(listed.cost_per_hour)) {
        Some(price) => Ok(price * f64::from(units(index, variant, profile).priced)),
        None => Err(no_price(accelerator)),
    }
}

fn units(index: &Index<'_>, variant: &Variant, profile: &Profile) -> Units {
    let accelerator = profile.accelerator.as_str();
    Units::of(variant, accelerator, profile.acc_count, index.multiplicity(accelerator))
}

/// A price between 0 and the limit; any other counts as absent.
fn believed(cost_per_hour: Option<f64>) -> Option<f64> {
    cost_per_hour.filter(|cost| (0.0..=COST_PER_HOUR_MAX).contains(cost))
}

/// Price of one replica on an accelerator; `None` without a profile or a price.
fn price_on(
    accelerator: &str,
    index: &Index<'_>,
    variant: &Variant,
    profiles: &BTreeMap<&str, &Profile>,
) -> Option<f64> {
    price_per_hour(index, variant, profiles.get(accelerator)?).ok()
}

/// Price of one replica of a variant on the accelerator it runs on, if it is known.
#[must_use]
pub fn price_where_it_runs(index: &Index<'_>, model: &str, variant: &Variant) -> Option<f64> {
    price_on(variant.running_on()?, index, variant, &index.profiles(model, &variant.name))
}

/// Refuses a profile that needs more memory than its units have; either side may be unknown.
pub(super) fn check_memory(
    index: &Index<'_>,
    variant: &Variant,
    profile: &Profile,
) -> Result<(), Reason> {
    let Some(accelerator) = index.accelerator(&profile.accelerator) else { return Ok(()) };
    let (need, per_unit) = (profile.memory_mib, accelerator.memory_mib);
    let (Some(need), Some(per_unit)) = (need, per_unit) else { return Ok(()) };
    let has = per_unit * f64::from(units(index, variant, profile).taken);
    if need <= has {
        return Ok(());
    }
    let reason = Reason::new(Code::Memory).with("needMib", need).with("hasMib", has);
    Err(reason.named("accelerator", &profile.accelerator))
}

fn no_price(accelerator: &str) -> Reason {
    Reason::new(Code::NoPrice).named("accelerator", accelerator)
}

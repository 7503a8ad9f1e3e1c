//! Devices and price of one replica: what its pods, its profile, its resource and the price list say.

use wva_core::snapshot::Variant;

use crate::manifests::{DeclaredVariant, Manifests, OwnCost, PricedAccelerator};
use crate::problem::{Problem, Severity};
use crate::resolve::class_match::problem;
use crate::resolve::lookup::Lookup;

impl Manifests {
    /// Fills in what one replica of a variant takes and costs; contradictions are said.
    pub(super) fn replica(
        &self,
        declared: &DeclaredVariant,
        lookup: &Lookup<'_>,
        variant: &mut Variant,
        problems: &mut Vec<Problem>,
    ) {
        let listed = variant.running_on().and_then(|name| lookup.listed(name));
        let multiplicity = listed.map_or(1, |listed| listed.accelerator.multiplicity);
        variant.devices_per_replica = self.devices(declared, multiplicity);
        let asked = variant.devices_per_replica;
        if let Some(profile) = variant.running_on().and_then(|name| lookup.profile(declared, name))
        {
            let stated = profile.acc_count.saturating_mul(multiplicity);
            let said = match asked {
                Some(asked) if stated > 0 && stated != asked => Some(contradiction(stated, asked)),
                None if stated == 0 => self.assumed(declared, lookup, listed),
                _ => None,
            };
            problems.extend(said.map(|text| problem(declared, Severity::Warning, text)));
        }
        let price = listed.and_then(|listed| listed.accelerator.cost_per_hour);
        variant.cost_per_hour = own_price(declared, price, problems);
    }

    /// The devices that the pods ask for; for want of pods those of the resource.
    fn devices(&self, declared: &DeclaredVariant, multiplicity: u32) -> Option<u32> {
        let asked = self.target_of(declared).and_then(|target| target.devices_per_replica);
        asked.or_else(|| Some(declared.accelerator_count?.saturating_mul(multiplicity)))
    }

    /// The warning that a replica is taken to be one unit. Where nothing is limited and no pods are
    /// seen, as in the guide, one unit is the rule.
    fn assumed(
        &self,
        declared: &DeclaredVariant,
        lookup: &Lookup<'_>,
        listed: Option<&PricedAccelerator>,
    ) -> Option<String> {
        let target = &declared.target;
        let of_the_target = format!("{} `{}`", target.kind, target.name);
        let because = match self.target_of(declared) {
            Some(seen) if seen.has_pods => {
                format!("the pods of {of_the_target} ask for no accelerator")
            }
            _ if listed.is_some_and(|listed| lookup.is_limited(listed)) => {
                format!("{of_the_target} is not among the manifests")
            }
            _ => return None,
        };
        Some(format!("a replica counts as `1` unit: no accCount is given, and {because}"))
    }
}

/// The batch of a prefill server: its profile's is not scaled to answers of one token.
pub(super) fn prefill_batch(
    declared: &DeclaredVariant,
    lookup: &Lookup<'_>,
    variant: &Variant,
) -> Option<u32> {
    let profile = variant.running_on().and_then(|name| lookup.profile(declared, name));
    variant.max_batch.or_else(|| profile?.max_batch)
}

fn contradiction(stated: u32, asked: u32) -> String {
    format!(
        "its pods ask for `{asked}` devices a replica, its profile's accCount means `{stated}`; the \
         larger counts against limits, accCount makes the price"
    )
}

/// The variant's own price, unless it is only the stored default and the accelerator has one.
fn own_price(
    declared: &DeclaredVariant,
    listed_per_hour: Option<f64>,
    problems: &mut Vec<Problem>,
) -> Option<f64> {
    let OwnCost { per_hour, is_stored_default } = declared.cost?;
    let Some(listed_per_hour) = listed_per_hour else { return Some(per_hour) };
    if is_stored_default {
        return None;
    }
    let text = format!(
        "`{per_hour}` is the price of a replica; the accelerator's, `{listed_per_hour}` a unit, is \
         not used"
    );
    problems.push(problem(declared, Severity::Note, text).field("spec.variantCost"));
    Some(per_hour)
}

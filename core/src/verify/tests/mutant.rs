//! A change of a valid plan, in one thing.

use crate::candidates::{Candidate, Offer, Part, Service};
use crate::case::Case;
use crate::plan::Plan;
use wva_model::Model;

/// A change of a plan, which may take things from other workloads.
pub(super) type Change = for<'w> fn(&mut Plan<'w>, &'w [Case<'w>]);

/// A change with its name, and with words of the finding.
pub(super) type Mutant = (&'static str, Change, &'static str);

/// The part of a plan that serves.
pub(super) fn part<'p, 'w>(plan: &'p mut Plan<'w>) -> &'p mut Part<'w> {
    plan.parts.first_mut().unwrap()
}

/// Changes the offer of the part that serves.
pub(super) fn reoffer<'w>(plan: &mut Plan<'w>, change: impl FnOnce(&mut Offer<'w>)) {
    let mut offer = part(plan).offer.clone();
    change(&mut offer);
    part(plan).offer = Box::leak(Box::new(offer));
}

/// Changes the model, the largest rate and the capacity.
pub(super) fn reserve(plan: &mut Plan<'_>, change: impl FnOnce(&mut Model, &mut f64, &mut f64)) {
    reoffer(plan, |offer| {
        if let Service::Loaded { model, largest_per_s, capacity_per_s } = &mut offer.service {
            change(model, largest_per_s, capacity_per_s);
        }
    });
}

/// Another candidate of the plan's workload.
pub(super) fn other<'w>(
    plan: &Plan<'w>,
    is_it: impl Fn(&Candidate<'_>) -> bool,
) -> &'w Candidate<'w> {
    let chosen = plan.parts.first().unwrap().offer;
    let mut all = plan.case.found.candidates.iter();
    all.find(|c| !c.offer.is(chosen) && is_it(c)).unwrap()
}

pub(super) fn sibling<'w>(plan: &Plan<'w>) -> &'w Candidate<'w> {
    let own = &plan.parts.first().unwrap().offer.variant.name;
    other(plan, |c| c.stays() && c.offer.variant.name != *own)
}

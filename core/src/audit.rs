//! The second check: the numbers that are published, after `settle` and `explain`, held against the plan,
//! the demand and the observations. It knows none of the rules that made them, only their laws.
//!
//! A finding takes all numbers of its workload back to those that were set last, and says so. They are
//! known to have served; a number that a defect made may be too low for what arrives, and nobody
//! would see why. The numbers of one workload belong together, so that none of them is kept.

mod figures;
mod finding;
mod range;
mod serving;

use self::figures::check_figures;
pub(crate) use self::finding::Finding;
use self::range::check_range;
use self::serving::check_serving;
use crate::decision::VariantDecision;
use crate::planned::Planned;
use crate::world::World;

/// Checks what is published of a workload.
///
/// # Errors
/// The first law that is broken.
pub(crate) fn audit(
    world: &World<'_>,
    planned: &Planned<'_>,
    published: &[VariantDecision],
) -> Result<(), Finding> {
    let variants = &planned.case.group.variants;
    if published.len() != variants.len() {
        return Err(Finding::Variants);
    }
    for (&variant, decision) in variants.iter().zip(published) {
        check_figures(world, planned, variant, decision)?;
        check_range(world, planned, variant, decision)?;
    }
    check_serving(planned, published, world.clock.now_s)
}

#[cfg(test)]
mod tests;

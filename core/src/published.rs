//! The decisions on one workload, as they are published.

use crate::audit::audit;
use crate::decision::VariantDecision;
use crate::explain::{Context, explain};
use crate::memory::WorkloadState;
use crate::planned::Planned;
use crate::settle::settle;
use crate::world::World;

/// The decisions on the variants of a workload, and what is to be remembered of it.
pub(crate) type Answer = (Vec<VariantDecision>, WorkloadState);

/// The answer for a workload; where its numbers break a law, those that were set last.
pub(crate) fn published(world: &World<'_>, planned: &Planned<'_>) -> Answer {
    let answer = answered(world, planned);
    match audit(world, planned, &answer.0) {
        Ok(()) => answer,
        Err(finding) => answered(world, &Planned::withdrawn(planned.case, &finding)),
    }
}

pub(crate) fn answered(world: &World<'_>, planned: &Planned<'_>) -> Answer {
    let (settled, state) = settle(planned, &world.clock);
    let context = Context { planned, world };
    (settled.into_iter().map(|settled| explain(&context, settled)).collect(), state)
}

//! The decisions on all workloads, as they are published.

use crate::audit::audit;
use crate::decision::VariantDecision;
use crate::explain::{Context, Left, explain};
use crate::memory::WorkloadState;
use crate::planned::Planned;
use crate::settle::{Settled, settle};
use crate::world::World;

/// The decisions on the variants of a workload, and what is to be remembered of it.
pub(crate) type Answer = (Vec<VariantDecision>, WorkloadState);

/// The answer for each workload; where its numbers break a law, those that were set last.
pub(crate) fn published(world: &World<'_>, planned: &[Planned<'_>]) -> Vec<Answer> {
    let left = Left::by(world, planned);
    let mut answers = Vec::with_capacity(planned.len());
    for (planned, settled) in planned.iter().zip(settle(planned, world)) {
        let answer = explained(world, planned, &left, settled);
        answers.push(match audit(world, planned, &answer.0) {
            Ok(()) => answer,
            Err(finding) => answered(world, &Planned::withdrawn(planned.case, &finding)),
        });
    }
    answers
}

/// The answer for a workload by itself, before it is audited.
pub(crate) fn answered(world: &World<'_>, planned: &Planned<'_>) -> Answer {
    let mut all = settle(std::slice::from_ref(planned), world);
    let left = Left::by(world, std::slice::from_ref(planned));
    explained(world, planned, &left, all.pop().unwrap_or_default())
}

fn explained(
    world: &World<'_>,
    planned: &Planned<'_>,
    left: &Left<'_>,
    (settled, state): (Vec<Settled<'_>>, WorkloadState),
) -> Answer {
    let context = Context { planned, world, left };
    (settled.into_iter().map(|settled| explain(&context, settled)).collect(), state)
}

//! Another choice and what it would cost.

use super::context::Context;
use crate::candidates::Candidate;
use crate::decision::Alternative;

pub(super) fn runner_up(context: &Context<'_, '_>, moved: bool) -> Option<Alternative> {
    let second = context.plan.filter(|_| !moved)?.runner_up.as_ref()?;
    Some(alternative(&second.candidate, second.extra_cost_per_hour))
}

pub(super) fn alternative(candidate: &Candidate<'_>, extra_cost_per_hour: f64) -> Alternative {
    Alternative {
        variant: candidate.variant.name.clone(),
        accelerator: candidate.accelerator.to_owned(),
        replicas: candidate.replicas,
        cost_per_hour: candidate.cost_per_hour,
        extra_cost_per_hour,
        power_w: candidate
            .power_w(candidate.replicas, candidate.means().map_or(0.0, |means| means.utilization)),
    }
}

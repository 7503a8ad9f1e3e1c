//! Another choice and what it would cost.

use super::context::Context;
use crate::candidates::Part;
use crate::decision::Alternative;

/// The runner-up: the answer of solving again without the winner; none beside a recommendation.
pub(super) fn runner_up(context: &Context<'_>, moved: bool) -> Option<Alternative> {
    let second = context.plan().filter(|_| !moved)?.runner_up.as_ref()?;
    Some(alternative(&second.part, second.extra_cost_per_hour))
}

pub(super) fn alternative(part: &Part<'_>, extra_cost_per_hour: f64) -> Alternative {
    let utilization = part.means().map_or(0.0, |means| means.utilization);
    Alternative {
        variant: part.offer.variant.name.clone(),
        accelerator: part.offer.accelerator.to_owned(),
        replicas: part.replicas,
        cost_per_hour: part.cost_per_hour(),
        extra_cost_per_hour,
        power_w: part.offer.power_w(part.replicas, utilization),
    }
}

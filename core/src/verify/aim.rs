//! The targets that a part is sized for: those of the class, or the nearest where the profile cannot keep
//! one at any load.

use super::defect::{Defect, agree, ensure};
use crate::candidates::{Aim, Missed};
use crate::params::NEAREST_MARGIN;
use crate::snapshot::{LatencyTarget, Targets};
use wva_model::{Model, Quantity};

/// Checks the aim of a part against the promised targets.
pub(super) fn check_aim(model: &Model, promised: &Targets, aim: &Aim) -> Result<(), Defect> {
    let ttft = out_of_reach(model, Quantity::Ttft, promised.ttft, aim.targets.ttft)?;
    let itl = out_of_reach(model, Quantity::Itl, promised.itl, aim.targets.itl)?;
    ensure("TPS target", aim.targets.tps_tokens_per_s == promised.tps_tokens_per_s)?;
    let Some(said) = &aim.missed else {
        return ensure("target out of reach", ttft.is_none() && itl.is_none());
    };
    let found = if said.quantity == Quantity::Ttft { &ttft } else { &itl };
    let Some(found) = found else { return Err(Defect::Other("target out of reach")) };
    agree("target out of reach", said.target_ms, found.target_ms)?;
    agree("least latency", said.reachable_ms, found.reachable_ms)?;
    let farthest = [&ttft, &itl].into_iter().flatten().all(|one| one.ratio() <= said.ratio());
    ensure("farthest target", farthest)
}

/// The target that is out of reach where the part is sized for another one.
fn out_of_reach(
    model: &Model,
    quantity: Quantity,
    promised: Option<LatencyTarget>,
    aimed: Option<LatencyTarget>,
) -> Result<Option<Missed>, Defect> {
    if promised == aimed {
        return Ok(None);
    }
    let (Some(promised), Some(aimed)) = (promised, aimed) else {
        return Err(Defect::Other("target"));
    };
    ensure("percentile", promised.percentile == aimed.percentile)?;
    let reachable_ms = model.latency_ms(quantity, promised.percentile, model.min_rate_per_s());
    ensure("target", reachable_ms > promised.at_most_ms)?;
    agree("nearest target", aimed.at_most_ms, reachable_ms * NEAREST_MARGIN)?;
    Ok(Some(Missed { quantity, target_ms: promised.at_most_ms, reachable_ms }))
}

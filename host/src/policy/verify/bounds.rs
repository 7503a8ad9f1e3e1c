//! Desired replicas within the bounds of the snapshot.

use wva_core::decision::VariantDecision;
use wva_core::params::REPLICAS_LIMIT;
use wva_core::reason::Code;
use wva_core::snapshot::Variant;

use super::defect::{Checked, DefectError};

/// Reasons for which a variant may stay above its most replicas; it never grows there.
const HOLDING: [Code; 5] = [
    Code::MakeBeforeBreak,
    Code::PartlyUnknownLoad,
    Code::Retention,
    Code::Stabilization,
    Code::UnknownLoad,
];

pub(super) fn check(asked: &Variant, decision: &VariantDecision) -> Checked {
    let Some(desired) = decision.desired_replicas else { return Ok(()) };
    let (least, most) = allowed(asked, decision);
    if (least..=most).contains(&desired) {
        return Ok(());
    }
    Err(DefectError::Replicas { variant: asked.name.clone(), desired, least, most })
}

/// The allowed range. If the minimum is above the maximum, the minimum wins. A held variant may
/// stay above the maximum at its current replicas; an undecided one may be below the minimum.
fn allowed(asked: &Variant, decision: &VariantDecision) -> (u32, u32) {
    let least = if decision.decided { asked.min_replicas } else { 0 };
    let most = asked.max_replicas.unwrap_or(REPLICAS_LIMIT).max(asked.min_replicas);
    let holds = !decision.decided || HOLDING.iter().any(|code| decision.binds.is(*code));
    let held = asked.observed.current_replicas.filter(|_| holds).unwrap_or(0);
    (least, most.max(held))
}

//! Desired replicas within the bounds of the snapshot.

use wva_core::decision::VariantDecision;
use wva_core::params::REPLICAS_LIMIT;
use wva_core::reason::Code;
use wva_core::snapshot::Variant;

use super::defect::{Checked, DefectError};

/// Reasons for which a variant may stay above its most replicas; it never grows there.
const HOLDING: [Code; 8] = [
    Code::MakeBeforeBreak,
    Code::MeasuredSlow,
    Code::PartlyUnknownLoad,
    Code::Retention,
    Code::Stabilization,
    Code::UnconfirmedAccelerator,
    Code::UnknownLoad,
    Code::UnknownReplicas,
];

pub(super) fn check(asked: &Variant, decision: &VariantDecision) -> Checked {
    let Some(desired) = decision.desired_replicas else { return unset(asked, decision) };
    let (least, most) = (least(asked, decision), most(asked, decision));
    if (least..=most).contains(&desired) {
        return Ok(());
    }
    Err(DefectError::Replicas { variant: asked.name.clone(), desired, least, most })
}

/// A decided variant has a number, unless its replicas are not known.
fn unset(asked: &Variant, decision: &VariantDecision) -> Checked {
    if decision.decided && asked.observed.current_replicas.is_some() {
        return Err(DefectError::Unset { variant: asked.name.clone() });
    }
    Ok(())
}

/// The minimum. An undecided variant may stay below it where it is; where the bounds contradict each
/// other, it may also go down to the maximum.
fn least(asked: &Variant, decision: &VariantDecision) -> u32 {
    if decision.decided {
        return asked.min_replicas;
    }
    let current = asked.observed.current_replicas;
    match asked.max_replicas.filter(|most| *most < asked.min_replicas) {
        Some(most) => current.unwrap_or(0).min(most),
        None => current.unwrap_or(u32::MAX).min(asked.min_replicas),
    }
}

/// The maximum; if it is below the minimum, the minimum wins. A variant that is undecided, held, or
/// without a maximum may stay where it is.
fn most(asked: &Variant, decision: &VariantDecision) -> u32 {
    let most = asked.max_replicas.unwrap_or(REPLICAS_LIMIT).max(asked.min_replicas);
    let holds = HOLDING.iter().any(|code| decision.binds.is(*code));
    let may_stay = !decision.decided || holds || asked.max_replicas.is_none();
    let stays_at = asked.observed.current_replicas.filter(|_| may_stay);
    most.max(stays_at.unwrap_or(0))
}

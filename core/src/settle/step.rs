//! The input and output of every rule.

use crate::fault::is_count;
use crate::reason::{Code, Reason};
use crate::snapshot::Variant;

/// Replicas of one variant after a rule, and the rule's reason where it changed them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Step {
    /// `None` where no number is known to hold on to.
    pub(super) replicas: Option<u32>,
    pub(super) reason: Option<Reason>,
}

impl Step {
    pub(super) fn to(replicas: u32, reason: Reason) -> Self {
        Self { replicas: Some(replicas), reason: Some(reason) }
    }
}

/// The step within the variant's bounds. The reason stays: it says how firm the number is.
pub(super) fn bound(step: Step, bounds: Option<(u32, u32)>) -> Step {
    match (step.replicas, bounds) {
        (Some(replicas), Some((min, max))) => {
            Step { replicas: Some(replicas.clamp(min, max)), ..step }
        }
        _ => step,
    }
}

/// The bound that changes what a rule asks for. Of a number that no rule set the plan has reported it.
pub(super) fn bound_by(step: &Step, bounds: Option<(u32, u32)>) -> Option<Reason> {
    let ((min, max), asked) = (bounds?, step.replicas.filter(|_| step.reason.is_some())?);
    let (code, bound) = match asked {
        asked if asked > max => (Code::MaxReplicas, max),
        asked if asked < min => (Code::MinReplicas, min),
        _ => return None,
    };
    let reason = Reason::new(code).with("replicas", f64::from(bound));
    Some(reason.with("askedReplicas", f64::from(asked)))
}

/// The bound that moved a number coming from another.
pub(super) fn moved(variant: &Variant, from: Option<u32>, to: Option<u32>) -> Option<Reason> {
    let ((least, most), (from, to)) = (bounds(variant)?, from.zip(to)?);
    if to == most && to < from {
        return Some(Reason::said(Code::MaxReplicas, format!("the maximum is {most}")));
    }
    (to == least && to > from)
        .then(|| Reason::said(Code::MinReplicas, format!("the minimum is {least}")))
}

/// Least and most replicas; `None` if they contradict each other, or if no cluster has so many.
pub(super) fn bounds(variant: &Variant) -> Option<(u32, u32)> {
    let (min, max) = (variant.min_replicas, variant.max_replicas.unwrap_or(u32::MAX));
    (min <= max && is_count(min)).then_some((min, max))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_that_changes_what_a_rule_asks_for_is_the_reason() {
        let held = |replicas| Step::to(replicas, Reason::said(Code::UnknownLoad, "unknown"));
        let by = |step: Step| bound_by(&step, Some((2, 4)));
        assert!(by(held(8)).unwrap().is(Code::MaxReplicas));
        assert!(by(held(1)).unwrap().is(Code::MinReplicas));
        assert_eq!(by(held(4)), None);
        assert_eq!(by(Step { replicas: Some(8), reason: None }), None);
    }

    #[test]
    fn bounds_hold_unless_they_contradict_each_other() {
        let step = |replicas| Step { replicas, reason: None };
        assert_eq!(bound(step(Some(9)), Some((1, 4))), step(Some(4)));
        assert_eq!(bound(step(Some(0)), Some((1, 4))), step(Some(1)));
        assert_eq!(bound(step(None), Some((1, 4))), step(None));
        let variant = Variant { min_replicas: 5, max_replicas: Some(4), ..Variant::default() };
        assert_eq!(bounds(&variant), None);
        assert_eq!(bound(step(Some(9)), bounds(&variant)), step(Some(9)));
        let variant = Variant { min_replicas: u32::MAX, ..Variant::default() };
        assert_eq!(bounds(&variant), None);
    }
}

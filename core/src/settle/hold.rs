//! Nothing shrinks while an input is unknown.

use super::step::Step;
use crate::reason::Reason;

/// At least `held` while an input is unknown, also after fewer were set from outside.
pub(super) fn hold(step: Step, held: Option<u32>, unknown: Option<&Reason>) -> Step {
    match (unknown, held) {
        (Some(reason), Some(held)) if step.replicas.is_none_or(|replicas| replicas <= held) => {
            Step::to(held, reason.clone())
        }
        (Some(reason), None) if step.replicas.is_none() => {
            Step { reason: Some(reason.clone()), ..step }
        }
        _ => step,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reason::Code;

    #[test]
    fn an_unknown_load_may_grow_a_variant_and_never_shrinks_it() {
        let reason = Reason::said(Code::UnknownLoad, "the arrivals are unknown");
        let step = |replicas| Step { replicas, reason: None };
        let held = |replicas| hold(step(replicas), Some(3), Some(&reason));
        assert_eq!(held(Some(1)), Step::to(3, reason.clone()));
        assert_eq!(held(None), Step::to(3, reason.clone()));
        assert_eq!(held(Some(4)), step(Some(4)));
        assert_eq!(hold(step(Some(1)), Some(3), None), step(Some(1)));
        let nothing = hold(step(None), None, Some(&reason));
        assert_eq!(nothing, Step { replicas: None, reason: Some(reason) });
    }
}

//! Requests of unknown lengths get a first replica.

use super::step::Step;
use crate::reason::{Code, Reason};

/// At least one replica of a variant that is woken.
pub(super) fn wake(step: Step, is_woken: bool) -> Step {
    if is_woken && step.replicas == Some(0) {
        let text = "requests of unknown lengths wait or arrive and no replica runs";
        return Step::to(1, Reason::said(Code::Wake, text));
    }
    step
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_woken_variant_has_one_replica_at_least() {
        let step = |replicas| Step { replicas, reason: None };
        assert_eq!(wake(step(Some(0)), true).replicas, Some(1));
        assert_eq!(wake(step(Some(2)), true), step(Some(2)));
        assert_eq!(wake(step(None), true), step(None));
        assert_eq!(wake(step(Some(0)), false), step(Some(0)));
    }
}

//! The last replica goes only after it has not been needed for long enough.

use super::step::Step;
use crate::reason::{Code, Reason};

/// Since when a variant has not been needed, and how long it must not have been.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unneeded {
    pub(super) for_s: f64,
    pub(super) of_s: f64,
}

/// One replica instead of none, coming from some, until the retention is over.
pub(super) fn retain(step: Step, from: Option<u32>, unneeded: Option<Unneeded>) -> Step {
    match unneeded {
        Some(Unneeded { for_s, of_s })
            if step.replicas == Some(0) && from > Some(0) && for_s < of_s =>
        {
            let reason = Reason::new(Code::Retention).with("forS", for_s).with("ofS", of_s);
            Step::to(1, reason)
        }
        _ => step,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_replica_waits_for_the_retention() {
        let step = |replicas| Step { replicas: Some(replicas), reason: None };
        let after = |for_s| Some(Unneeded { for_s, of_s: 600.0 });
        assert_eq!(retain(step(0), Some(3), after(599.0)).replicas, Some(1));
        assert_eq!(retain(step(0), Some(3), after(600.0)), step(0));
        assert_eq!(retain(step(0), Some(0), after(0.0)), step(0));
        assert_eq!(retain(step(2), Some(3), after(0.0)), step(2));
        assert_eq!(retain(step(0), Some(3), None), step(0));
    }
}

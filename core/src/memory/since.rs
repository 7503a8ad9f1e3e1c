//! Since when a condition has been seen.

use serde::{Deserialize, Serialize};

use crate::params::SAMPLE_AGE_MAX_S;

/// Since when a condition has been seen, and when last. Times are seconds since 1970-01-01 UTC.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Since {
    pub(crate) since_s: f64,
    seen_at_s: f64,
}

impl Since {
    /// The condition as it is seen now: it begins anew where it was not looked at for too long.
    pub(crate) fn seen(last: Option<Self>, now_s: f64) -> Self {
        let goes_on = last.filter(|last| now_s - last.seen_at_s <= SAMPLE_AGE_MAX_S);
        Self { since_s: goes_on.map_or(now_s, |last| last.since_s), seen_at_s: now_s }
    }

    /// For how long it has been seen.
    pub(crate) fn for_s(&self) -> f64 {
        self.seen_at_s - self.since_s
    }

    pub(super) fn clocks(&mut self) -> impl Iterator<Item = &mut f64> {
        [&mut self.since_s, &mut self.seen_at_s].into_iter()
    }

    pub(super) fn is_sound(&self) -> bool {
        self.since_s.is_finite() && self.seen_at_s.is_finite()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_that_nobody_looked_at_begins_anew() {
        let first = Since::seen(None, 0.0);
        let later = Since::seen(Some(first), SAMPLE_AGE_MAX_S);
        assert!((later.for_s() - SAMPLE_AGE_MAX_S).abs() < 1e-9);
        let long_after = Since::seen(Some(later), 3.0 * SAMPLE_AGE_MAX_S);
        assert!(long_after.for_s().abs() < 1e-9);
    }
}

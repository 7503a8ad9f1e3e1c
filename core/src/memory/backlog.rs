//! A backlog that the last decision saw.

use serde::{Deserialize, Serialize};

use crate::params::BACKLOG_STEADY;

/// A backlog that the last decision saw.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct BacklogState {
    /// Since when it has been steady. Seconds since 1970-01-01 UTC.
    pub(crate) since_s: f64,
    /// Requests that waited then.
    pub(crate) waiting_requests: f64,
}

impl BacklogState {
    /// The backlog as it is seen now, after what was seen of it last.
    pub(crate) fn seen(last: Option<Self>, waiting_requests: f64, now_s: f64) -> Self {
        let steady = |last: &Self| {
            (waiting_requests - last.waiting_requests).abs()
                <= BACKLOG_STEADY * last.waiting_requests
        };
        let same = last.filter(steady);
        same.unwrap_or(Self { since_s: now_s, waiting_requests })
    }

    pub(super) fn is_sound(&self) -> bool {
        self.since_s.is_finite() && self.waiting_requests.is_finite()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_queue_that_changes_begins_anew() {
        let since_s = |last, waiting, now_s| BacklogState::seen(last, waiting, now_s).since_s;
        let first = BacklogState::seen(None, 100.0, 0.0);
        assert!(since_s(Some(first), 95.0, 30.0).abs() < 1e-9, "noise");
        assert!((since_s(Some(first), 130.0, 30.0) - 30.0).abs() < 1e-9);
        assert!((since_s(Some(first), 80.0, 30.0) - 30.0).abs() < 1e-9);
    }
}

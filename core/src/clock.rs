//! The time of the decision, and how calm it is to be.

use crate::params::{
    BACKLOG_CLEAR_LEAST_S, HOLD_S, RETENTION_S, STABILIZATION_WINDOW_MAX_S, STABILIZE_DOWN_S,
    SWITCH_AFTER_S, SWITCH_SAVING_RATIO,
};
use crate::snapshot::{Calm, Snapshot, Variant};

/// The time of the decision, and how calm it is to be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    /// Seconds since 1970-01-01 UTC.
    pub(crate) now_s: f64,
    /// The snapshot's settings; absent ones have defaults.
    pub(crate) calm: Calm,
}

impl Clock {
    /// The clock of a snapshot.
    pub(crate) fn of(snapshot: &Snapshot) -> Self {
        Self { now_s: snapshot.at_unix_s, calm: snapshot.calm }
    }

    /// Share of the cost that a change must save.
    pub(crate) fn switch_saving_ratio(&self) -> f64 {
        given(self.calm.switch_saving_ratio).unwrap_or(SWITCH_SAVING_RATIO)
    }

    /// How long last known values stand for unknown ones.
    pub(crate) fn hold_s(&self) -> f64 {
        given(self.calm.hold_s).unwrap_or(HOLD_S)
    }

    /// How long a variant must not have been needed before its last replica goes.
    pub(crate) fn retention_s(&self, variant: &Variant) -> f64 {
        given(variant.retention_s).or(given(self.calm.retention_s)).unwrap_or(RETENTION_S)
    }

    /// How long it may take until a backlog is served, where that is set.
    pub(crate) fn backlog_clear_s(&self) -> Option<f64> {
        given(self.calm.backlog_clear_s).map(|s| s.max(BACKLOG_CLEAR_LEAST_S))
    }

    /// How long a contradiction lasts before the running requests decide: two scale-down windows.
    pub(crate) fn contradiction_s(variant: &Variant) -> f64 {
        let own = variant.behavior.as_ref();
        let window_s = own.and_then(|own| own.scale_down.stabilization_window_s);
        let window_s = window_s.unwrap_or(STABILIZE_DOWN_S).min(STABILIZATION_WINDOW_MAX_S);
        2.0 * f64::from(window_s)
    }

    /// How long a change must have saved that share.
    pub(crate) fn switch_after_s(&self) -> f64 {
        given(self.calm.switch_after_s).unwrap_or(SWITCH_AFTER_S)
    }
}

/// A finite setting of 0 or more; anything else means the default.
fn given(setting: Option<f64>) -> Option<f64> {
    setting.filter(|setting| setting.is_finite() && *setting >= 0.0)
}

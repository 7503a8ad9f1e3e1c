//! What measured latency says about a variant's profile.

use serde::{Deserialize, Serialize};

use crate::params::{MEASURED_FACTOR_MAX, MEASURED_RETRY_MAX_S, MEASURED_RETRY_S};

/// What measured latency says about a variant's profile. Times are seconds since 1970-01-01 UTC.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Evidence {
    /// The load counts so many times where replicas are sized; below 1 the model asks for too many.
    pub(crate) factor: f64,
    /// Whether the last sample missed a target that the model keeps.
    pub(crate) missed: bool,
    /// Since when there has been room for fewer replicas.
    pub(crate) room_since_s: Option<f64>,
    /// The factor at which a target was missed last.
    pub(crate) failed: Option<f64>,
    /// How often that factor failed.
    pub(crate) failures: u32,
}

impl Default for Evidence {
    fn default() -> Self {
        Self { factor: 1.0, missed: false, room_since_s: None, failed: None, failures: 0 }
    }
}

impl Evidence {
    /// Whether the load does not count as it is.
    pub(crate) fn contradicts(&self) -> bool {
        self.factor.total_cmp(&1.0).is_ne()
    }

    /// The evidence after a target was missed with the factor, and more replicas are asked for.
    pub(crate) fn grown(self, factor: f64) -> Self {
        let again = self.failed.is_some_and(|failed| self.factor <= failed);
        let failures = if again { self.failures.saturating_add(1) } else { 1 };
        Self { factor, failed: Some(self.factor), failures, missed: false, room_since_s: None }
    }

    /// How long there must have been room before the factor that failed is tried again.
    pub(crate) fn retry_s(&self) -> f64 {
        let mut retry_s = MEASURED_RETRY_S;
        for _ in 1..self.failures.min(32) {
            retry_s *= 2.0;
        }
        retry_s.min(MEASURED_RETRY_MAX_S)
    }

    pub(super) fn is_sound(&self) -> bool {
        (1.0 / MEASURED_FACTOR_MAX..=MEASURED_FACTOR_MAX).contains(&self.factor)
            && self.room_since_s.is_none_or(f64::is_finite)
            && self.failed.is_none_or(f64::is_finite)
    }
}

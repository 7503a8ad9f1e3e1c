//! What measured latency says about a variant's profile.

use serde::{Deserialize, Serialize};

use super::since::Since;
use crate::params::{
    MEASURED_FACTOR_MAX, MEASURED_LESS, MEASURED_RETRY_MAX_S, MEASURED_RETRY_S, MEASURED_STEP,
};

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
    /// The sample for which more replicas were asked for last.
    pub(crate) grown_at: Option<Missed>,
    /// Since when requests wait that do not become fewer although all replicas serve that the load needs.
    pub(crate) queued: Option<Since>,
    /// When such growth turned out to be in vain.
    pub(crate) vain_at_s: Option<f64>,
}

/// A sample that missed a target.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Missed {
    /// Measured latency ÷ target.
    pub(crate) ratio: f64,
    /// Requests that arrived at each replica.
    pub(crate) share_per_s: f64,
}

impl Default for Evidence {
    fn default() -> Self {
        Self {
            factor: 1.0,
            missed: false,
            room_since_s: None,
            failed: None,
            failures: 0,
            grown_at: None,
            queued: None,
            vain_at_s: None,
        }
    }
}

impl Evidence {
    /// Whether the load does not count as it is.
    pub(crate) fn contradicts(&self) -> bool {
        self.factor.total_cmp(&1.0).is_ne()
    }

    /// The evidence after a target was missed with the factor, and more replicas are asked for.
    pub(crate) fn grown(self, factor: f64, grown_at: Option<Missed>) -> Self {
        let again = self.failed.is_some_and(|failed| self.factor <= failed);
        let failures = if again { self.failures.saturating_add(1) } else { 1 };
        let failed = Some(self.factor);
        Self { factor, failed, failures, grown_at, missed: false, room_since_s: None, ..self }
    }

    /// Whether each replica has had less to do since the last growth, and latency would miss the target
    /// even if nothing arrived, on a straight line through both samples: then it has another cause.
    pub(crate) fn is_vain(&self, now: Missed) -> bool {
        self.grown_at.is_some_and(|before| {
            let less_per_s = before.share_per_s - now.share_per_s;
            let slope = (before.ratio - now.ratio) / less_per_s;
            now.share_per_s < MEASURED_LESS * before.share_per_s
                && now.ratio - slope * now.share_per_s >= 1.0
        })
    }

    /// The evidence without the growth that was in vain.
    pub(crate) fn undone(self, now: Missed, now_s: f64) -> Self {
        let factor = self.failed.unwrap_or(1.0);
        let (grown_at, vain_at_s) = (Some(now), Some(now_s));
        Self { factor, failed: None, grown_at, vain_at_s, missed: false, ..self }
    }

    /// Whether growth is not tried again: it was in vain, not long ago, and latency is not much higher.
    pub(crate) fn gave_up(&self, now: Missed, now_s: f64) -> bool {
        let (Some(at_s), Some(before)) = (self.vain_at_s, self.grown_at) else { return false };
        now_s - at_s < MEASURED_RETRY_S && now.ratio <= MEASURED_STEP.1 * before.ratio
    }

    /// For how long requests have waited so, now that they do.
    pub(crate) fn queued_for_s(&mut self, now_s: f64) -> f64 {
        let queued = Since::seen(self.queued, now_s);
        self.queued = Some(queued);
        queued.for_s()
    }

    /// The evidence after a sample that kept the targets.
    pub(crate) fn kept(self) -> Self {
        Self { missed: false, grown_at: None, queued: None, vain_at_s: None, ..self }
    }

    /// How long there must have been room before the factor that failed is tried again.
    pub(crate) fn retry_s(&self) -> f64 {
        let mut retry_s = MEASURED_RETRY_S;
        for _ in 1..self.failures.min(32) {
            retry_s *= 2.0;
        }
        retry_s.min(MEASURED_RETRY_MAX_S)
    }

    /// When the conditions began that have to last without a break.
    pub(super) fn clocks(&mut self) -> impl Iterator<Item = &mut f64> {
        let times = [&mut self.room_since_s, &mut self.vain_at_s].into_iter().flatten();
        times.chain(self.queued.iter_mut().flat_map(Since::clocks))
    }

    pub(super) fn is_sound(&self) -> bool {
        (1.0 / MEASURED_FACTOR_MAX..=MEASURED_FACTOR_MAX).contains(&self.factor)
            && self.room_since_s.is_none_or(f64::is_finite)
            && [self.failed, self.vain_at_s].into_iter().flatten().all(f64::is_finite)
            && self.grown_at.is_none_or(|at| at.ratio.is_finite() && at.share_per_s.is_finite())
    }
}

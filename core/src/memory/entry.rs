//! The clocks of what is measured where the requests of a workload come in.

use serde::{Deserialize, Serialize};

/// The clocks of a workload's entry. Times are seconds since 1970-01-01 UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[expect(clippy::struct_field_names, reason = "the last word is the unit")]
pub(crate) struct EntryState {
    /// When arrivals were last counted there.
    pub(crate) counted_at_s: Option<f64>,
    /// Since when its variants have counted more.
    pub(crate) less_since_s: Option<f64>,
    /// Since when requests have been turned away.
    pub(crate) turned_away_since_s: Option<f64>,
}

impl EntryState {
    /// When the conditions began that have to last without a break.
    pub(super) fn clocks(&mut self) -> impl Iterator<Item = &mut f64> {
        [&mut self.less_since_s, &mut self.turned_away_since_s].into_iter().flatten()
    }

    /// Times in the future happened now.
    pub(super) fn not_after(&mut self, now_s: f64) {
        if let Some(counted_at_s) = &mut self.counted_at_s {
            *counted_at_s = counted_at_s.min(now_s);
        }
    }

    pub(super) fn is_sound(self) -> bool {
        let times = [self.counted_at_s, self.less_since_s, self.turned_away_since_s];
        times.into_iter().flatten().all(f64::is_finite)
    }
}

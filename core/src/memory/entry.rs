//! What was measured last where the requests of a workload come in.

use serde::{Deserialize, Serialize};

use super::since::Since;

/// What was measured last at a workload's entry, and its clocks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct EntryState {
    /// When arrivals were last counted there. Seconds since 1970-01-01 UTC.
    pub(crate) counted_at_s: Option<f64>,
    /// Since when its variants have counted more.
    pub(crate) less: Option<Since>,
    /// Since when more requests have been turned away than let in.
    pub(crate) turned_away: Option<Since>,
    pub(crate) queued_requests: Option<Sample>,
    pub(crate) turned_away_per_s: Option<Sample>,
}

/// A number, and when it was measured. Seconds since 1970-01-01 UTC.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Sample {
    pub(crate) value: f64,
    pub(crate) at_s: f64,
}

impl Sample {
    /// The sample that counts: the one that is taken now, else the last for as long as it is believed.
    pub(crate) fn taken(
        value: Option<f64>,
        last: Option<Self>,
        now_s: f64,
        hold_s: f64,
    ) -> Option<Self> {
        let now = value.map(|value| Self { value, at_s: now_s });
        now.or(last.filter(|last| now_s - last.at_s <= hold_s))
    }
}

impl EntryState {
    /// When the conditions began that have to last without a break.
    pub(super) fn clocks(&mut self) -> impl Iterator<Item = &mut f64> {
        let conditions = [&mut self.less, &mut self.turned_away].into_iter().flatten();
        let samples = [&mut self.queued_requests, &mut self.turned_away_per_s];
        let samples = samples.into_iter().flatten().map(|sample| &mut sample.at_s);
        conditions.flat_map(Since::clocks).chain(&mut self.counted_at_s).chain(samples)
    }

    pub(super) fn is_sound(&self) -> bool {
        let samples = [self.queued_requests, self.turned_away_per_s].into_iter().flatten();
        let mut numbers = samples.flat_map(|sample| [sample.value, sample.at_s]);
        let conditions = [&self.less, &self.turned_away].into_iter().flatten();
        self.counted_at_s.is_none_or(f64::is_finite)
            && numbers.all(f64::is_finite)
            && conditions.into_iter().all(Since::is_sound)
    }
}

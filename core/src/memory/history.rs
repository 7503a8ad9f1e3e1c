//! Earlier recommendations and changes of a variant, as far as windows and periods look back.

use serde::{Deserialize, Serialize};

use crate::params::{HISTORY_ENTRIES_MAX, SCALING_PERIOD_MAX_S};

/// A number of replicas, and when it was last asked for.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Made {
    /// Seconds since 1970-01-01 UTC.
    pub(crate) at_s: f64,
    /// Replicas that were asked for.
    pub(crate) replicas: u32,
}

/// A change of the desired replicas.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Change {
    /// Seconds since 1970-01-01 UTC.
    pub(crate) at_s: f64,
    /// Positive is up.
    pub(crate) replicas: i64,
}

impl Made {
    fn is_sound(&self) -> bool {
        self.at_s.is_finite()
    }
}

impl Change {
    fn is_sound(&self) -> bool {
        self.at_s.is_finite() && self.replicas.unsigned_abs() < 1 << 32
    }
}

/// Recommendations and changes of one variant.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct History {
    /// The last recommendation.
    last: Option<Made>,
    /// Recommendations that no later one exceeds: decreasing, the most of any window is among them.
    highs: Vec<Made>,
    /// Recommendations that no later one falls below: increasing.
    lows: Vec<Made>,
    changes: Vec<Change>,
}

impl History {
    /// Remembers a recommendation; without any before, the current number was the last one.
    pub(crate) fn recommend(&mut self, made: Made, current: u32, up_s: f64, down_s: f64) {
        match self.last {
            None => self.push(Made { replicas: current, ..made }),
            Some(last) => {
                let silence_s = made.at_s - last.at_s;
                resume(&mut self.highs, silence_s, down_s);
                resume(&mut self.lows, silence_s, up_s);
            }
        }
        self.push(made);
        for (kept, window_s) in [(&mut self.highs, down_s), (&mut self.lows, up_s)] {
            kept.retain(|old| old.at_s > made.at_s - window_s || *old == made);
        }
    }

    fn push(&mut self, made: Made) {
        self.highs.retain(|old| old.replicas > made.replicas);
        self.lows.retain(|old| old.replicas < made.replicas);
        for kept in [&mut self.highs, &mut self.lows] {
            kept.push(made);
            if kept.len() > HISTORY_ENTRIES_MAX {
                thin(kept);
            }
        }
        self.last = Some(made);
    }

    /// The least that was recommended after a time.
    pub(crate) fn least_since(&self, at_s: f64) -> Option<u32> {
        since(&self.lows, self.last, at_s)
    }

    /// The most that was recommended after a time.
    pub(crate) fn most_since(&self, at_s: f64) -> Option<u32> {
        since(&self.highs, self.last, at_s)
    }

    /// Remembers that the desired replicas changed.
    pub(crate) fn change(&mut self, change: Change) {
        self.changes.retain(|old| old.at_s > change.at_s - SCALING_PERIOD_MAX_S);
        if change.replicas == 0 {
            return;
        }
        self.changes.push(change);
        if self.changes.len() > HISTORY_ENTRIES_MAX {
            // The two oldest count as one, for longer rather than shorter.
            let oldest = self.changes.remove(0);
            if let Some(next) = self.changes.first_mut() {
                next.replicas += oldest.replicas;
            }
        }
    }

    /// When the last change was made.
    pub(crate) fn changed_at_s(&self) -> Option<f64> {
        self.changes.last().map(|change| change.at_s)
    }

    /// Sum of the changes after a time.
    pub(crate) fn changed_since(&self, at_s: f64) -> i64 {
        let mut changed = 0;
        for change in &self.changes {
            if change.at_s > at_s {
                changed += change.replicas;
            }
        }
        changed
    }

    /// Times in the future become `now_s`: the clock was wrong when they were written, or is now.
    pub(crate) fn not_after(&mut self, now_s: f64) {
        for made in self.highs.iter_mut().chain(&mut self.lows).chain(&mut self.last) {
            made.at_s = made.at_s.min(now_s);
        }
        for change in &mut self.changes {
            change.at_s = change.at_s.min(now_s);
        }
    }

    /// Whether this code could have written it.
    pub(crate) fn is_sound(&self) -> bool {
        self.highs.len() <= HISTORY_ENTRIES_MAX
            && self.lows.len() <= HISTORY_ENTRIES_MAX
            && self.changes.len() <= HISTORY_ENTRIES_MAX
            && self.highs.iter().chain(&self.lows).chain(&self.last).all(Made::is_sound)
            && self.changes.iter().all(Change::is_sound)
    }
}

/// A pause longer than the window advances it by half its length: old recommendations still count
/// once after the pause, but cannot block for ever.
fn resume(kept: &mut [Made], silence_s: f64, window_s: f64) {
    if window_s > 0.0 && silence_s >= window_s {
        for made in kept {
            made.at_s += silence_s - window_s / 2.0;
        }
    }
}

/// The first kept recommendation after a time, which is the most extreme one after it. The last
/// recommendation counts whatever its time.
fn since(kept: &[Made], last: Option<Made>, at_s: f64) -> Option<u32> {
    let late = kept.iter().find(|made| made.at_s > at_s).copied();
    Some(late.or(last)?.replicas)
}

/// Merges the two oldest into the more extreme of them, at the later time.
fn thin(kept: &mut Vec<Made>) {
    if let (Some(oldest), Some(next)) = (kept.first().copied(), kept.get(1).copied()) {
        kept.remove(0);
        if let Some(first) = kept.first_mut() {
            *first = Made { replicas: oldest.replicas, ..next };
        }
    }
}

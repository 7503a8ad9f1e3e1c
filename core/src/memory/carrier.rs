//! The variant that carries a workload, the clocks of its patience, and changes that came to nothing.

use serde::{Deserialize, Serialize};

use crate::params::{NAME_BYTES_MAX, REPLICAS_LIMIT, SWITCH_RETRY_MAX_S, SWITCH_RETRY_S};

/// The variant that carries a workload. Times are seconds since 1970-01-01 UTC.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Carrier {
    pub(crate) variant: String,
    pub(crate) since_s: f64,
    /// The last variant before it whose replicas carried the load.
    pub(crate) before: Option<String>,
    /// Its replicas have not carried the load yet.
    pub(crate) awaited: bool,
    /// Since when another variant would have saved enough, without a break.
    pub(crate) rival_since_s: Option<f64>,
    /// Since when a price or a profile of it is missing.
    pub(crate) gap_since_s: Option<f64>,
    /// Since when the load needs replicas of it that were ordered and do not serve, and no further one
    /// began to.
    pub(crate) short_since_s: Option<f64>,
    /// Most of its replicas that served at once in that time.
    pub(crate) most_ready: u32,
    /// Variants that were to carry the load and did not, each once.
    pub(crate) setbacks: Vec<Setback>,
}

/// A variant that was to carry the load and did not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Setback {
    pub(crate) variant: String,
    /// How often.
    pub(crate) times: u32,
    /// When the last change to it was given up.
    pub(crate) at_s: f64,
}

impl Carrier {
    /// A variant that is found to carry.
    pub(crate) fn found(now_s: f64, variant: &str) -> Self {
        Self {
            variant: variant.to_owned(),
            since_s: now_s,
            before: None,
            awaited: false,
            rival_since_s: None,
            gap_since_s: None,
            short_since_s: None,
            most_ready: 0,
            setbacks: Vec::new(),
        }
    }

    /// The setback of a variant, as long as it is not tried again.
    pub(crate) fn paused(&self, variant: &str, now_s: f64) -> Option<&Setback> {
        let setback = self.setbacks.iter().find(|setback| setback.variant == variant)?;
        (now_s < setback.at_s + setback.pause_s()).then_some(setback)
    }

    /// Remembers that a variant was to carry the load and did not. Setbacks that are long over are
    /// forgotten.
    pub(crate) fn set_back(&mut self, variant: &str, now_s: f64) {
        self.setbacks.retain(|old| now_s < old.at_s + old.pause_s() + SWITCH_RETRY_MAX_S);
        match self.setbacks.iter_mut().find(|setback| setback.variant == variant) {
            Some(setback) => {
                setback.times = setback.times.saturating_add(1);
                setback.at_s = now_s;
            }
            None => {
                self.setbacks.push(Setback { variant: variant.to_owned(), times: 1, at_s: now_s });
            }
        }
    }

    pub(super) fn is_sound(&self) -> bool {
        let clocks = [Some(self.since_s), self.rival_since_s, self.gap_since_s, self.short_since_s];
        clocks.into_iter().flatten().all(f64::is_finite)
            && self.most_ready <= REPLICAS_LIMIT
            && self.setbacks.iter().all(Setback::is_sound)
    }

    /// When the conditions began that have to last without a break.
    pub(super) fn clocks(&mut self) -> impl Iterator<Item = &mut f64> {
        let conditions = [&mut self.rival_since_s, &mut self.gap_since_s, &mut self.short_since_s];
        std::iter::once(&mut self.since_s).chain(conditions.into_iter().flatten())
    }

    /// Setbacks in the future happened now: the clock was wrong when they were written, or is now.
    pub(super) fn not_after(&mut self, now_s: f64) {
        for setback in &mut self.setbacks {
            setback.at_s = setback.at_s.min(now_s);
        }
    }

    /// Keeps the setbacks of some variants only.
    pub(crate) fn of_variants(mut self, is_one: impl Fn(&str) -> bool) -> Self {
        self.setbacks.retain(|setback| is_one(&setback.variant));
        self
    }
}

impl Setback {
    /// How long the variant is not tried again; twice as long after each further setback.
    pub(crate) fn pause_s(&self) -> f64 {
        let mut pause_s = SWITCH_RETRY_S;
        for _ in 1..self.times.min(32) {
            pause_s *= 2.0;
        }
        pause_s.min(SWITCH_RETRY_MAX_S)
    }

    fn is_sound(&self) -> bool {
        self.at_s.is_finite() && self.variant.len() <= NAME_BYTES_MAX
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_their_limit() {
        let pause_s = |times| Setback { variant: String::new(), times, at_s: 0.0 }.pause_s();
        assert!((pause_s(1) - SWITCH_RETRY_S).abs() < 1e-9);
        assert!((pause_s(3) - 4.0 * SWITCH_RETRY_S).abs() < 1e-9);
        assert!((pause_s(u32::MAX) - SWITCH_RETRY_MAX_S).abs() < 1e-9);
    }

    #[test]
    fn a_setback_is_forgotten_long_after_its_pause() {
        let mut carrier = Carrier::found(0.0, "n/a");
        carrier.set_back("n/h", 0.0);
        assert!(carrier.paused("n/h", SWITCH_RETRY_S - 1.0).is_some());
        assert!(carrier.paused("n/h", SWITCH_RETRY_S).is_none());
        carrier.set_back("n/h", SWITCH_RETRY_S);
        assert_eq!(carrier.setbacks[0].times, 2);
        carrier.set_back("n/b", 10.0 * SWITCH_RETRY_MAX_S);
        assert_eq!(carrier.setbacks.len(), 1);
    }
}

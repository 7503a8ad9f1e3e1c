//! The length of a run.

use wva_manifests::document::Range;

/// A duration that is more than nothing.
pub(crate) const POSITIVE: Range = Range { words: "more than 0 s", holds: |value| value > 0.0 };

/// The length of a run in cycles.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Length {
    pub(crate) cycle_s: f64,
    pub(crate) cycles: u32,
}

impl Length {
    pub(crate) fn end_s(self) -> f64 {
        self.cycle_s * f64::from(self.cycles)
    }
}

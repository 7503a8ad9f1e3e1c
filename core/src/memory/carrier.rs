//! The variant that carries a workload, and the clocks of its patience.

use serde::{Deserialize, Serialize};

/// The variant that carries a workload. Times are seconds since 1970-01-01 UTC.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Carrier {
    pub(crate) variant: String,
    pub(crate) since_s: f64,
    /// The variant that carried before.
    pub(crate) before: Option<String>,
    /// Since when another variant would have saved enough, without a break.
    pub(crate) rival_since_s: Option<f64>,
    /// Since when a price or a profile of it is missing.
    pub(crate) gap_since_s: Option<f64>,
}

impl Carrier {
    pub(super) fn is_sound(&self) -> bool {
        let clocks = [Some(self.since_s), self.rival_since_s, self.gap_since_s];
        clocks.into_iter().flatten().all(f64::is_finite)
    }

    /// When the conditions began that have to last without a break.
    pub(super) fn clocks(&mut self) -> impl Iterator<Item = &mut f64> {
        let conditions = [&mut self.rival_since_s, &mut self.gap_since_s];
        std::iter::once(&mut self.since_s).chain(conditions.into_iter().flatten())
    }
}

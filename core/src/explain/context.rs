//! What the variants of one workload are explained from.

use crate::case::Case;
use crate::clock::Clock;
use crate::decision::Load;
use crate::index::Index;
use crate::plan::Plan;
use crate::planned::Planned;

/// What the variants of one workload are explained from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context<'w> {
    /// The workload with its plan, where there is one.
    pub(crate) planned: &'w Planned<'w>,
    /// Names and prices.
    pub(crate) index: &'w Index<'w>,
    /// When, and how calm.
    pub(crate) clock: &'w Clock,
    /// Name of the money.
    pub(crate) currency: &'w str,
}

impl<'w> Context<'w> {
    pub(super) fn case(&self) -> &'w Case<'w> {
        self.planned.case
    }

    pub(super) fn plan(&self) -> Option<&'w Plan<'w>> {
        self.planned.plan()
    }

    /// The demand that the plan serves.
    pub(super) fn load(&self) -> Option<Load> {
        self.planned.demand().map(|demand| demand.load)
    }
}

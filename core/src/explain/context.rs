//! The facts that the variants of one workload are explained from.

use crate::case::Case;
use crate::decision::Load;
use crate::plan::Plan;
use crate::planned::Planned;
use crate::reason::{Code, Reason};
use crate::stock::Stock;
use crate::supply::Supply;
use crate::world::World;

/// The facts that the variants of one workload are explained from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context<'w> {
    /// The workload with its plan, where there is one.
    pub(crate) planned: &'w Planned<'w>,
    /// Names, prices, and when it is.
    pub(crate) world: &'w World<'w>,
    /// The devices that all plans leave.
    pub(crate) left: &'w Left<'w>,
}

/// The devices that all plans leave.
#[derive(Debug)]
pub(crate) struct Left<'w>(Stock<'w>);

impl<'w> Left<'w> {
    pub(crate) fn by(world: &'w World<'w>, planned: &[Planned<'w>]) -> Self {
        let mut stock = Supply::of(world, planned.iter().map(|planned| planned.case)).stock;
        for part in planned.iter().filter_map(Planned::plan).flat_map(|plan| &plan.parts) {
            stock.claim(part.offer.devices.kind, part.offer.units(part.replicas));
        }
        Self(stock)
    }

    /// Devices of a type.
    pub(super) fn of(&self, device_type: &str) -> u64 {
        self.0.left(device_type)
    }
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

    /// Where it is counted, if not at the variants.
    pub(super) fn load_source(&self) -> Option<Reason> {
        let entry = self.world.entries.get(self.case().key());
        let occupancy = |source: &Reason| source.is(Code::Occupancy);
        let mut variants = self.case().group.variants.iter();
        let is_other = variants.any(|one| one.source.as_ref().is_some_and(occupancy));
        self.load().filter(|_| !is_other).and_then(|_| entry?.source.clone())
    }
}

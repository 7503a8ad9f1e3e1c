//! The part that serves a workload until the replicas of its carrier do.

use super::draft::Draft;
use crate::candidates::{Candidate, Part};
use crate::params::REPLICAS_LIMIT;
use crate::snapshot::Solver;
use crate::stock::Stock;
use crate::supply::{Supply, claimed};

/// Devices that the chosen parts leave.
pub(super) struct Left<'w> {
    stock: Stock<'w>,
    limited: bool,
}

impl<'w> Left<'w> {
    pub(super) fn by(drafts: &[Draft<'w>], supply: &Supply<'w>) -> Self {
        let mut stock = supply.stock.clone();
        for part in drafts.iter().filter_map(|draft| draft.chosen) {
            stock.claim(part.offer.devices.kind, part.offer.units(part.replicas));
        }
        Self { stock, limited: supply.solver != Solver::Unlimited }
    }

    /// The whole workload by the variant that carried before, as far as there are devices for it;
    /// `None` where the carrier is not awaited.
    pub(super) fn meanwhile(&mut self, draft: &Draft<'w>) -> Option<Part<'w>> {
        let carrier = draft.carrier.as_ref().filter(|carrier| carrier.awaited)?;
        let old = draft.case.found.here(carrier.before.as_ref()?)?;
        let most = self.most(draft, old);
        if most >= old.replicas {
            return Some(Part::whole(old));
        }
        Some(Part::limited(old, most))
    }

    /// Most replicas of a candidate that fit: those whose devices are not given away, and what is left.
    fn most(&mut self, draft: &Draft<'w>, old: &'w Candidate<'w>) -> u32 {
        let devices = &old.offer.devices;
        let held = draft.case.group.variants.iter().find(|v| v.name == old.offer.variant.name);
        let held = held.map_or(0, |variant| claimed(draft.case, variant));
        if !self.limited || devices.units_per_replica == 0 {
            return REPLICAS_LIMIT;
        }
        let fit = self.stock.left(devices.kind) / devices.units_per_replica;
        let fit = u32::try_from(fit).unwrap_or(REPLICAS_LIMIT).min(REPLICAS_LIMIT);
        let most = held.saturating_add(fit).min(old.replicas);
        let taken = u64::from(most.saturating_sub(held)) * devices.units_per_replica;
        self.stock.claim(devices.kind, taken);
        most
    }
}

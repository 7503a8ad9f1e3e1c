//! Make before break: what serves now leaves only as far as those that serve besides carry the
//! demand.
//!
//! Law: serving capacity after ≥ min(demand, serving capacity before). Only a maximum, or devices
//! that are given to a higher priority, may break it.

use crate::candidates::{Candidate, Service};
use crate::math::whole;
use crate::params::{REPLICAS_LIMIT, VERIFY_TOLERANCE};

/// A variant that serves a workload, and what is to become of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Serving<'p, 'a> {
    /// Where it runs, for the whole demand.
    pub(super) candidate: Option<&'p Candidate<'a>>,
    /// Replicas ordered now.
    pub(super) current: u32,
    /// Those that serve for certain.
    pub(super) ready: u32,
    /// Replicas to set.
    pub(super) desired: u32,
}

/// The replicas that each has to keep at least; the most expensive leaves first.
pub(super) fn keep(serving: &[Serving<'_, '_>]) -> Vec<u32> {
    let mut kept: Vec<u32> = serving.iter().map(|s| s.current.max(s.desired)).collect();
    let price = |s: &Serving<'_, '_>| s.candidate.map_or(f64::INFINITY, |c| c.price_per_hour);
    let mut order: Vec<_> = serving.iter().enumerate().collect();
    order.sort_by(|(_, a), (_, b)| price(b).total_cmp(&price(a)));
    for (position, one) in order {
        let others = serving.iter().zip(&kept).enumerate().filter(|(i, _)| *i != position);
        let covered: f64 =
            others.map(|(_, (s, kept))| s.share() * f64::from(s.ready.min(*kept))).sum();
        if let Some(kept) = kept.get_mut(position) {
            *kept = one.desired.max(one.current.min(one.needed_beside(covered)));
        }
    }
    kept
}

impl Serving<'_, '_> {
    /// Part of the demand that one replica carries within the targets; nothing where that is not
    /// known.
    fn share(&self) -> f64 {
        match self.candidate.map(|candidate| candidate.service) {
            Some(Service::Loaded { capacity_per_s, total_rate_per_s, .. }) => {
                capacity_per_s / total_rate_per_s
            }
            Some(Service::Idle { .. }) => 1.0,
            None => 0.0,
        }
    }

    /// Replicas that the demand needs of it if others carry a part.
    fn needed_beside(&self, covered: f64) -> u32 {
        let open = 1.0 - covered;
        match self.candidate {
            Some(candidate) if candidate.needed == 0 => 0,
            _ if open <= VERIFY_TOLERANCE => 0,
            None => REPLICAS_LIMIT,
            Some(candidate) if covered <= 0.0 => candidate.needed,
            Some(_) => whole((open / self.share() - VERIFY_TOLERANCE).ceil(), REPLICAS_LIMIT)
                .unwrap_or(REPLICAS_LIMIT),
        }
    }
}

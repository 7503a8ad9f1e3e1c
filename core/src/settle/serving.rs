//! Variants that serve a workload, and the replicas that the demand still needs of each.

use super::role::Role;
use super::step::bounds;
use super::walk::Walk;
use crate::candidates::Candidate;
use crate::params::{REPLICAS_LIMIT, VERIFY_TOLERANCE};
use crate::planned::Planned;
use crate::ready::ready;
use crate::reason::Code;
use wva_model::math::whole;

/// A variant that serves a workload, and its next number of replicas.
#[derive(Clone, Copy, Debug)]
pub(super) struct Serving<'w> {
    /// Its candidate where it runs, for the whole demand.
    candidate: Option<&'w Candidate<'w>>,
    /// Replicas ordered now.
    current: u32,
    /// Replicas that serve for certain.
    ready: u32,
    /// Replicas to set.
    desired: u32,
}

impl<'w> Serving<'w> {
    pub(super) fn of(walk: &Walk<'_>, planned: &Planned<'w>, now_s: f64) -> Self {
        let desired = walk.step.replicas.unwrap_or(0);
        let observed = &walk.variant.observed;
        let current = observed.current_replicas.or(observed.ready_replicas.max(walk.from));
        // Replicas that were ordered meanwhile may not have arrived.
        let current = current.max(walk.meanwhile.and(walk.from)).unwrap_or(0);
        // Replicas beyond the devices left for it are given up without a replacement.
        let given_up = matches!(walk.role, Role::Carries(part) if part.binds == Code::Capacity);
        // Those beyond the maximum leave with this decision, whatever others rely on.
        let most = bounds(walk.variant).map_or(u32::MAX, |(_, most)| most);
        Self {
            candidate: planned.case.found.here(&walk.variant.name),
            current: if given_up { current.min(desired) } else { current }.min(most),
            ready: ready(walk.variant, Some(&walk.state), now_s).min(most),
            desired,
        }
    }

    /// Whether any of its replicas serves.
    pub(super) fn serves(&self) -> bool {
        self.ready > 0
    }

    /// Replicas that serve for certain.
    pub(super) fn ready(&self) -> u32 {
        self.ready
    }

    /// Part of the demand that one replica carries within the targets; 0 where that is unknown.
    fn share(&self) -> f64 {
        let Some(candidate) = self.candidate else { return 0.0 };
        match candidate.offer.capacity_per_s() {
            Some(capacity_per_s) => capacity_per_s / candidate.rate_per_s,
            None => 1.0,
        }
    }

    fn price_per_hour(&self) -> f64 {
        match self.candidate {
            Some(candidate) => candidate.offer.price_per_hour,
            None => f64::INFINITY,
        }
    }

    /// Replicas that the demand needs of it if others cover a part.
    pub(super) fn needed_beside(&self, covered: f64) -> u32 {
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

/// The least replicas that each has to keep; the most expensive leaves first.
pub(super) fn keep(serving: &[Serving<'_>]) -> Vec<u32> {
    let mut kept: Vec<u32> = serving.iter().map(|s| s.current.max(s.desired)).collect();
    let mut order: Vec<_> = serving.iter().enumerate().collect();
    order.sort_by(|(_, a), (_, b)| b.price_per_hour().total_cmp(&a.price_per_hour()));
    for (position, one) in order {
        let covered = covered_beside(position, serving, &kept);
        if let Some(kept) = kept.get_mut(position) {
            *kept = one.desired.max(one.current.min(one.needed_beside(covered)));
        }
    }
    kept
}

/// Part of the demand that the ready replicas of all others carry.
pub(super) fn covered_beside(position: usize, serving: &[Serving<'_>], kept: &[u32]) -> f64 {
    let mut covered = 0.0;
    for (other, (one, kept)) in serving.iter().zip(kept).enumerate() {
        if other != position {
            covered += one.share() * f64::from(one.ready.min(*kept));
        }
    }
    covered
}

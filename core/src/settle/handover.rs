//! Make before break: what serves now leaves only as far as those that serve besides carry the
//! demand.
//!
//! Law: serving capacity after ≥ min(demand, serving capacity before). Only a maximum, or devices
//! that go to a higher priority or are no longer there, may break it.

use super::item::Item;
use super::role::{Question, Role};
use crate::candidates::{Candidate, Service};
use crate::math::whole;
use crate::params::{REPLICAS_LIMIT, VERIFY_TOLERANCE};
use crate::ready::ready;
use crate::reason::{Code, Reason};
use crate::snapshot::Variant;

/// Lets nobody go before those that serve besides carry the demand.
pub(super) fn hand_over(items: &mut [Item<'_, '_>], question: &Question<'_, '_>, now_s: f64) {
    let Some((_, plan)) =
        question.plan.ok().filter(|(demand, _)| demand.load.arrival_rate_per_s > 0.0)
    else {
        return;
    };
    let serving = |item: &Item<'_, '_>| {
        let desired = item.desired.unwrap_or(0);
        let observed = &item.variant.observed;
        let current = observed.current_replicas.or(observed.ready_replicas).or(item.base);
        let current = current.unwrap_or(0);
        // Devices that are no longer there for it are given up without a replacement.
        let given_up = matches!(item.role, Role::Carries(c) if c.binds == Code::Capacity);
        Serving {
            candidate: plan.here(&item.variant.name),
            current: if given_up { current.min(desired) } else { current },
            ready: ready(item.variant, Some(&item.state), now_s),
            desired,
        }
    };
    let serving: Vec<_> = items.iter().map(serving).collect();
    for (item, kept) in items.iter_mut().zip(keep(&serving)) {
        if item.desired.is_some_and(|desired| desired < kept) {
            let reason = break_reason(plan.chosen.as_ref(), item.variant);
            item.set(kept, reason);
        }
    }
}

fn break_reason(carrier: Option<&Candidate<'_>>, variant: &Variant) -> Reason {
    let text = match carrier {
        Some(carrier) if carrier.variant.name == variant.name => {
            format!("the load needs {} that serve", carrier.needed)
        }
        Some(carrier) if carrier.falls_short() => {
            format!("`{}` has not the {} the load needs", carrier.variant.name, carrier.needed)
        }
        Some(carrier) => format!(
            "`{}` takes the load over once it has {} ready",
            carrier.variant.name, carrier.replicas
        ),
        None => "nobody takes the load over".to_owned(),
    };
    Reason::new(Code::MakeBeforeBreak, text)
}

/// A variant that serves a workload, and what is to become of it.
#[derive(Clone, Copy, Debug)]
struct Serving<'p, 'a> {
    /// Where it runs, for the whole demand.
    candidate: Option<&'p Candidate<'a>>,
    /// Replicas ordered now.
    current: u32,
    /// Those that serve for certain.
    ready: u32,
    /// Replicas to set.
    desired: u32,
}

/// The replicas that each has to keep at least; the most expensive leaves first.
fn keep(serving: &[Serving<'_, '_>]) -> Vec<u32> {
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

//! Make before break: a variant's replicas leave only as far as the ready replicas of the others
//! carry the demand.
//!
//! Law: serving capacity after ≥ min(demand, serving capacity before). Only a maximum, or devices
//! that went to another workload or are no longer there, may break it.

use super::serving::{Serving, keep};
use super::step::Step;
use super::walk::Walk;
use crate::candidates::Part;
use crate::plan::Plan;
use crate::planned::Planned;
use crate::reason::{Code, Reason};
use crate::snapshot::Variant;

/// Which variants stand in for replicas of others that do not serve yet.
pub(super) fn stand_ins(walks: &[Walk<'_>], planned: &Planned<'_>, now_s: f64) -> Vec<bool> {
    let mut stand_ins = vec![false; walks.len()];
    if walks.len() > 1 && arrives(planned) {
        let serving: Vec<_> = walks.iter().map(|walk| Serving::of(walk, planned, now_s)).collect();
        for ((stands_in, walk), kept) in stand_ins.iter_mut().zip(walks).zip(keep(&serving)) {
            *stands_in = walk.step.replicas.is_some_and(|replicas| replicas < kept);
        }
    }
    stand_ins
}

fn arrives(planned: &Planned<'_>) -> bool {
    planned.demand().is_some_and(|demand| demand.load.arrival_rate_per_s > 0.0)
}

/// The steps of a workload's variants, each raised to the replicas that the demand still needs of it.
pub(super) fn hand_over(walks: &[Walk<'_>], planned: &Planned<'_>, now_s: f64) -> Vec<Step> {
    let carrying = planned.plan().and_then(Plan::carrying);
    let mut steps: Vec<_> = walks.iter().map(|walk| walk.step.clone()).collect();
    if !arrives(planned) {
        return steps;
    }
    let serving: Vec<_> = walks.iter().map(|walk| Serving::of(walk, planned, now_s)).collect();
    for ((step, walk), kept) in steps.iter_mut().zip(walks).zip(keep(&serving)) {
        if step.replicas.is_some_and(|replicas| replicas < kept) {
            *step = Step::to(kept, reason(carrying, walk.variant));
        } else if walk.grows() && step.reason.is_none() {
            step.reason = Some(reason(carrying, walk.variant));
        }
    }
    steps
}

fn reason(carrying: Option<&Part<'_>>, variant: &Variant) -> Reason {
    let reason = Reason::new(Code::MakeBeforeBreak);
    let Some(part) = carrying else { return reason };
    let (carrier, needed) = (&part.offer.variant.name, f64::from(part.needed));
    if *carrier == variant.name {
        reason.with("neededReplicas", needed)
    } else if part.falls_short() {
        reason.named("carrier", carrier).with("neededReplicas", needed)
    } else {
        reason.named("carrier", carrier).with("carrierReplicas", f64::from(part.replicas))
    }
}

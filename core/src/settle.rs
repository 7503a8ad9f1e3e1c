//! From a plan to numbers one would let act alone.
//!
//! ```text
//! asked --pace--> --hold--> --retain--> --hand over--> --bound--> desired
//!         behavior  unknown   the last     make before   min, max
//!                             replica      break
//! ```
//!
//! Everything is a function of the plan, the observations and what was remembered. What is
//! remembered is [`crate::memory`]; whatever is lost of it, nothing shrinks too early.

mod behavior;
mod handover;
mod item;
mod role;
mod unknown;

use self::handover::hand_over;
use self::item::Item;
use self::role::role;
pub(crate) use self::role::{Question, Role, Settled};
use self::unknown::Blind;
use crate::memory::WorkloadState;
use crate::snapshot::Variant;

/// Settles a workload, in the order of its variants; what was remembered of it becomes what is to
/// be remembered.
pub(crate) fn settle<'q, 'a>(
    question: &Question<'q, 'a>,
    remembered: Option<&WorkloadState>,
) -> (Vec<Settled<'q, 'a>>, WorkloadState) {
    let now_s = question.clock.now_s;
    let state = |v: &Variant| remembered.and_then(|state| state.variants.get(&v.name)).cloned();
    let mut items: Vec<_> = question
        .variants
        .iter()
        .map(|v| Item::new(v, state(v).unwrap_or_default(), role(question, v)))
        .collect();
    let blind = Blind::of(question, &items);
    for item in &mut items {
        item.pace(now_s);
        item.hold(blind.as_ref());
        item.retain(blind.is_some(), &question.clock);
    }
    hand_over(&mut items, question, now_s);
    for (item, unknown) in items.iter_mut().zip(question.unknown) {
        item.bound();
        item.remember(*unknown, now_s);
    }
    let (demand, plan) = question.plan.ok().unzip();
    let carrier = plan.and_then(|plan| plan.carrier.clone());
    let carrier = carrier.or_else(|| remembered.and_then(|state| state.carrier.clone()));
    let variants = items.iter().map(|i| (i.variant.name.clone(), i.state.clone())).collect();
    let settled = items.into_iter().map(|i| i.settled(plan, demand, blind.as_ref())).collect();
    (settled, WorkloadState { at_s: now_s, carrier, variants })
}

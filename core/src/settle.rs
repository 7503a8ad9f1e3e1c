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
mod doubt;
mod from;
mod handover;
mod hold;
mod remember;
mod retain;
mod role;
mod said;
mod step;
mod walk;

use self::doubt::Doubt;
use self::handover::hand_over;
use self::remember::remember;
pub(crate) use self::role::Role;
pub(crate) use self::said::Settled;
use self::said::said;
use self::step::{bound, bounds};
use self::walk::Walk;
use crate::clock::Clock;
use crate::memory::{Carrier, WorkloadState};
use crate::planned::Planned;
use crate::ready::starting;

/// Settles a workload, in the order of its variants, and says what is to be remembered of it.
pub(crate) fn settle<'w>(
    planned: &Planned<'w>,
    clock: &Clock,
) -> (Vec<Settled<'w>>, WorkloadState) {
    let variants = &planned.case.group.variants;
    let walks: Vec<_> = variants.iter().map(|variant| Walk::new(planned, variant)).collect();
    let unseen = walks.iter().filter_map(|walk| walk.unseen(clock));
    let doubt = Doubt::of(unseen, planned, clock);
    let mut walks: Vec<_> =
        walks.into_iter().map(|walk| walk.alone(doubt.as_ref(), clock)).collect();
    let steps = hand_over(&walks, planned, clock.now_s);
    for (walk, step) in walks.iter_mut().zip(steps) {
        walk.step = bound(step, bounds(walk.variant));
    }
    let foreign = planned.case.remembered.map(|state| state.foreign.clone()).unwrap_or_default();
    let mut state = WorkloadState::new(clock.now_s, carrier(planned), foreign);
    let mut settled = Vec::with_capacity(walks.len());
    for walk in walks {
        let (name, next) = (walk.variant.name.clone(), remember(&walk, clock.now_s));
        let starting = starting(walk.variant, &next, clock.now_s);
        state.variants.insert(name, next);
        settled.push(said(walk, planned, doubt.as_ref(), starting));
    }
    (settled, state)
}

/// Who carries by the plan, else as remembered.
fn carrier(planned: &Planned<'_>) -> Option<Carrier> {
    let planned_now = planned.plan().and_then(|plan| plan.carrier.clone());
    planned_now.or_else(|| planned.case.remembered.and_then(|state| state.carrier.clone()))
}

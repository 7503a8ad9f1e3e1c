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

mod alone;
mod behavior;
mod doubt;
mod evidence;
mod from;
mod handover;
mod hold;
mod meanwhile;
mod paced;
mod queue;
mod remember;
mod retain;
mod role;
mod said;
mod serving;
mod step;
mod wake;
mod walk;

use self::alone::{alone, retained};
use self::doubt::Doubt;
use self::evidence::learn;
use self::handover::{hand_over, stand_ins};
use self::meanwhile::meanwhile;
use self::queue::unsaid;
use self::remember::remember;
pub(crate) use self::role::Role;
pub(crate) use self::said::Settled;
use self::said::said;
use self::step::{bound, bounds};
use self::walk::Walk;
use crate::clock::Clock;
use crate::memory::{Carrier, Section, WorkloadState};
use crate::planned::Planned;
use crate::ready::starting;

/// Settles a workload, in the order of its variants, and says what is to be remembered of it.
pub(crate) fn settle<'w>(
    planned: &Planned<'w>,
    clock: &Clock,
) -> (Vec<Settled<'w>>, WorkloadState) {
    let mut walks = Vec::with_capacity(planned.case.group.variants.len());
    for variant in &planned.case.group.variants {
        walks.push(Walk::new(planned, variant));
    }
    meanwhile(&mut walks, planned, clock.now_s);
    let doubt = Doubt::of(&walks, planned, clock);
    let doubt = doubt.as_ref();
    let walks: Vec<_> = walks.into_iter().map(|walk| alone(walk, doubt, clock)).collect();
    let stand_ins = stand_ins(&walks, planned, clock.now_s);
    let walks = walks.into_iter().zip(stand_ins);
    let walks: Vec<_> =
        walks.map(|(walk, stands_in)| retained(walk, stands_in, doubt, clock)).collect();
    let steps = hand_over(&walks, planned, clock.now_s);
    let mut state = WorkloadState::new(clock.now_s, carrier(planned), foreign(planned));
    state.backlog = planned.case.backlog.is_some();
    let decided_s = planned.case.remembered.map(|state| state.at_s);
    let mut settled = Vec::with_capacity(walks.len());
    for (mut walk, step) in walks.into_iter().zip(steps) {
        walk.step = bound(step, bounds(walk.variant));
        let evidence = learn(&walk, planned, clock.now_s);
        let next = remember(&walk, evidence, decided_s, clock.now_s);
        let starting = starting(walk.variant, &next, clock.now_s);
        state.variants.insert(walk.variant.name.clone(), Box::new(next));
        let seen = unsaid(&walk).into_iter().chain(starting);
        settled.push(said(walk, planned, doubt, seen));
    }
    (settled, state)
}

/// The carrier by the plan, else as remembered.
fn carrier(planned: &Planned<'_>) -> Option<Carrier> {
    let by_plan = planned.plan().and_then(|plan| plan.carrier.as_ref());
    by_plan.or(planned.case.last_carrier()).cloned()
}

/// Sections of the memory that a later version wrote.
fn foreign(planned: &Planned<'_>) -> Vec<Section> {
    match planned.case.remembered {
        Some(state) => state.foreign.clone(),
        None => Vec::new(),
    }
}

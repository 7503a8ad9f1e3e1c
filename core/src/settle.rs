//! From a plan to numbers one would let act alone.
//!
//! ```text
//! asked --pace--> --hold--> --retain--> --hand over--> --bound--> --share out--> desired
//!         behavior  unknown   the last     make before   min, max   the devices
//!                             replica      break                    that there are
//! ```
//!
//! Everything is a function of the plan, the observations and what was remembered. What is
//! remembered is [`crate::memory`]; whatever is lost of it, nothing shrinks too early.

mod alone;
mod behavior;
mod bids;
mod cut;
mod devices;
mod doubt;
mod evidence;
mod from;
mod handover;
mod hold;
mod kept;
mod least;
mod meanwhile;
mod paced;
mod queue;
mod remember;
mod retain;
mod role;
mod room;
mod said;
mod serving;
mod settling;
mod slow;
mod step;
mod stepwise;
mod unlike;
mod wake;
mod walk;

use self::alone::{alone, retained};
use self::devices::share_out;
use self::doubt::Doubt;
use self::evidence::learn;
use self::handover::{hand_over, stand_ins};
use self::meanwhile::meanwhile;
use self::queue::unsaid;
use self::remember::remember;
pub(crate) use self::role::Role;
pub(crate) use self::said::Settled;
use self::said::said;
use self::settling::Settling;
use self::slow::slow;
use self::step::{bound, bound_by, bounds, moved};
use self::stepwise::stepwise;
use self::unlike::unlike;
use self::walk::Walk;
use crate::clock::Clock;
use crate::memory::{Carrier, Section, WorkloadState};
use crate::planned::Planned;
use crate::ready::starting;
use crate::world::World;

/// Settles all workloads, each in the order of its variants, and says what is to be remembered of each.
pub(crate) fn settle<'w>(
    planned: &'w [Planned<'w>],
    world: &World<'_>,
) -> Vec<(Vec<Settled<'w>>, WorkloadState)> {
    let clock = &world.clock;
    let mut all: Vec<_> = planned.iter().map(|one| settling(one, clock)).collect();
    share_out(&mut all, world);
    all.into_iter().map(|settling| settled(settling, world)).collect()
}

/// The numbers of one workload by its own rules.
fn settling<'w>(planned: &'w Planned<'w>, clock: &Clock) -> Settling<'w> {
    let mut walks = Vec::with_capacity(planned.case.group.variants.len());
    for variant in &planned.case.group.variants {
        walks.push(Walk::new(planned, variant, clock.now_s));
    }
    meanwhile(&mut walks, planned, clock.now_s);
    let doubt = Doubt::of(&walks, planned, clock);
    let doubted = doubt.as_ref();
    let walks = walks.into_iter().map(|walk| alone(walk, doubted, clock));
    let walks: Vec<_> = walks
        .map(|walk| {
            let patience_s = Clock::contradiction_s(walk.variant);
            let walk = slow(walk, planned, clock.now_s, patience_s);
            stepwise(walk, planned, clock.now_s)
        })
        .collect();
    let stand_ins = stand_ins(&walks, planned, clock.now_s);
    let walks = walks.into_iter().zip(stand_ins);
    let mut walks: Vec<_> =
        walks.map(|(walk, stands_in)| retained(walk, stands_in, doubted, clock)).collect();
    let steps = hand_over(&walks, planned, clock.now_s);
    for (walk, step) in walks.iter_mut().zip(steps) {
        let bounds = bounds(walk.variant);
        walk.bound = bound_by(&step, bounds);
        walk.step = bound(step, bounds);
    }
    Settling { planned, walks, doubt }
}

/// The outcome of one workload, and what is to be remembered of it.
fn settled<'w>(settling: Settling<'w>, world: &World<'_>) -> (Vec<Settled<'w>>, WorkloadState) {
    let Settling { planned, walks, doubt } = settling;
    let clock = &world.clock;
    let mut state = WorkloadState::new(clock.now_s, carrier(planned), foreign(planned));
    state.backlog = planned.case.backlog_seen(clock.now_s);
    state.entry = world.entries.get(planned.case.key()).map(|entry| entry.next).unwrap_or_default();
    let decided_s = planned.case.remembered.map(|state| state.at_s);
    let mut settled = Vec::with_capacity(walks.len());
    for walk in walks {
        let evidence = learn(&walk, planned, clock.now_s);
        let next = remember(&walk, evidence, decided_s, clock.now_s);
        let starting = starting(walk.variant, &next, clock.now_s);
        let warnings = starting.into_iter().chain(unlike(&walk, planned));
        state.variants.insert(walk.variant.name.clone(), Box::new(next));
        let is_undecided = matches!(walk.role, Role::Undecided(_));
        let bound = moved(walk.variant, walk.from, walk.step.replicas).filter(|_| is_undecided);
        let seen = bound.into_iter().chain(unsaid(&walk)).chain(warnings);
        settled.push(said(walk, planned, doubt.as_ref(), seen));
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

//! From candidates to a plan for every workload: the parts that serve it, a better place for it, and
//! the second best.

mod draft;
mod meanwhile;
mod runner_up;

use self::draft::{Draft, part_of};
use self::meanwhile::Left;
pub(crate) use self::runner_up::RunnerUp;
use self::runner_up::runner_up;
use crate::candidates::Part;
use crate::case::Case;
use crate::clock::Clock;
use crate::memory::Carrier;
use crate::solve::{Choice, solve};
use crate::supply::Supply;

/// The plan for one workload.
#[derive(Debug)]
pub(crate) struct Plan<'w> {
    /// The workload.
    pub(crate) case: &'w Case<'w>,
    /// The parts that serve it, on the accelerators that the variants run on; other variants rest.
    /// Empty if no candidate stays on its accelerator.
    pub(crate) parts: Vec<Part<'w>>,
    /// The variant that is to carry the workload.
    pub(crate) carrier: Option<Carrier>,
    /// The part that serves until the carrier does, with the devices that the parts leave.
    pub(crate) meanwhile: Option<Part<'w>>,
    /// The part that would carry it if a change needed no patience.
    pub(crate) rival: Option<Part<'w>>,
    /// The part that would be chosen if variants could change their accelerator.
    pub(crate) better: Option<Part<'w>>,
    /// The solver's answer without the winner.
    pub(crate) runner_up: Option<RunnerUp<'w>>,
}

impl<'w> Plan<'w> {
    /// The part that serves the workload; the solvers give one variant all of it.
    pub(crate) fn carrying(&self) -> Option<&Part<'w>> {
        self.parts.first()
    }

    /// The part of a variant.
    pub(crate) fn part_of(&self, variant: &str) -> Option<&Part<'w>> {
        self.parts.iter().find(|part| part.offer.variant.name == variant)
    }
}

/// Plans for all workloads together.
///
/// The published number is always for the accelerator that a target really runs on. So the solver
/// is asked three times: with all candidates, for recommendations; without moves; with the
/// carriers' candidates only.
#[must_use]
pub(crate) fn plan<'w>(
    cases: impl Iterator<Item = &'w Case<'w>>,
    supply: &Supply<'w>,
    clock: &Clock,
) -> Vec<Plan<'w>> {
    let mut drafts: Vec<_> = cases.map(Draft::new).collect();
    choose_freely(&mut drafts, supply);
    choose_staying(&mut drafts, supply);
    choose_patiently(&mut drafts, supply, clock);
    let mut left = Left::by(&drafts, supply);
    let mut plans = Vec::with_capacity(drafts.len());
    for (position, draft) in drafts.iter().enumerate() {
        let rival = draft.rival();
        plans.push(Plan {
            case: draft.case,
            parts: draft.chosen.into_iter().collect(),
            carrier: draft.carrier.clone(),
            meanwhile: left.meanwhile(draft),
            rival,
            better: draft.ideal.and_then(better),
            runner_up: if rival.is_none() && draft.has_ideal() {
                runner_up(&drafts, position, supply)
            } else {
                None
            },
        });
    }
    plans
}

fn choose_freely<'w>(drafts: &mut [Draft<'w>], supply: &Supply<'w>) {
    let entries: Vec<_> = drafts.iter().map(|draft| &draft.free).collect();
    let choices = solve(&entries, &supply.stock, supply.solver);
    for (draft, choice) in drafts.iter_mut().zip(choices) {
        draft.ideal = choice;
    }
}

/// The free choices are the answer here too, unless one of them moves a variant.
fn choose_staying<'w>(drafts: &mut [Draft<'w>], supply: &Supply<'w>) {
    let choices = if drafts.iter().all(Draft::is_ideal_here) {
        drafts.iter().map(|draft| draft.ideal).collect()
    } else {
        let entries: Vec<_> = drafts.iter().map(|draft| &draft.staying).collect();
        solve(&entries, &supply.stock, supply.solver)
    };
    for (draft, choice) in drafts.iter_mut().zip(choices) {
        draft.preferred = part_of(&draft.staying, choice);
    }
}

/// Chooses from the carriers' candidates. A carrier that lacks devices hands over at once if the
/// preferred variant does not lack any.
fn choose_patiently<'w>(drafts: &mut [Draft<'w>], supply: &Supply<'w>, clock: &Clock) {
    for draft in &mut *drafts {
        draft.name_carrier(true, clock);
    }
    choose_carried(drafts, supply);
    if drafts.iter().all(Draft::fits) {
        return;
    }
    for draft in &mut *drafts {
        draft.name_carrier(draft.fits(), clock);
    }
    choose_carried(drafts, supply);
}

fn choose_carried<'w>(drafts: &mut [Draft<'w>], supply: &Supply<'w>) {
    if drafts.iter().all(Draft::is_preferred) {
        for draft in drafts {
            draft.chosen = draft.preferred;
        }
        return;
    }
    let entries: Vec<_> = drafts.iter().map(Draft::carried).collect();
    let choices = solve(&entries.iter().collect::<Vec<_>>(), &supply.stock, supply.solver);
    for ((draft, entry), choice) in drafts.iter_mut().zip(&entries).zip(choices) {
        draft.chosen = part_of(entry, choice);
    }
}

/// The choice, if it moves the variant to an accelerator where it carries the load.
fn better(choice: Choice<'_>) -> Option<Part<'_>> {
    let part = choice.part();
    let worth_it = !part.offer.stays() && part.replicas > 0 && !part.falls_short();
    worth_it.then_some(part)
}

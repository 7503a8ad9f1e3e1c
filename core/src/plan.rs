//! From candidates to a plan for every workload: who serves which part of it, what would be better
//! elsewhere, and what would be next.

mod draft;
mod runner_up;

use self::draft::{Draft, part_of};
pub(crate) use self::runner_up::RunnerUp;
use self::runner_up::runner_up;
use crate::candidates::Part;
use crate::case::Case;
use crate::clock::Clock;
use crate::memory::Carrier;
use crate::solve::{Choice, solve};
use crate::supply::Supply;

/// What is to become of one workload.
#[derive(Debug)]
pub(crate) struct Plan<'w> {
    /// The workload.
    pub(crate) case: &'w Case<'w>,
    /// Who serves it, on the accelerators that the variants run on; variants that are not listed
    /// rest. Empty if no candidate stays where it is.
    pub(crate) parts: Vec<Part<'w>>,
    /// Who is to carry the workload, where several variants could.
    pub(crate) carrier: Option<Carrier>,
    /// What would carry it if a change needed no patience.
    pub(crate) rival: Option<Part<'w>>,
    /// What would be chosen if variants could change their accelerator.
    pub(crate) better: Option<Part<'w>>,
    /// What solving again without the winner gives.
    pub(crate) runner_up: Option<RunnerUp<'w>>,
}

impl<'w> Plan<'w> {
    /// The part that serves the workload; the solvers give one variant all of it.
    pub(crate) fn carrying(&self) -> Option<&Part<'w>> {
        self.parts.first()
    }
}

/// Plans for all workloads together.
///
/// The published number is always for the accelerator a target really runs on, so the solver is
/// asked freely, for recommendations, then without moves, then with those who are to carry.
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
    let runners_up: Vec<_> = (0..drafts.len()).map(|i| runner_up(&drafts, i, supply)).collect();
    drafts.into_iter().zip(runners_up).map(|(draft, second)| planned(draft, second)).collect()
}

fn choose_freely<'w>(drafts: &mut [Draft<'w>], supply: &Supply<'w>) {
    let entries: Vec<_> = drafts.iter().map(|draft| &draft.free).collect();
    let choices = solve(&entries, &supply.stock, supply.solver);
    for (draft, choice) in drafts.iter_mut().zip(choices) {
        draft.ideal = choice;
    }
}

/// Where no free choice moves, it is the answer here too.
fn choose_staying<'w>(drafts: &mut [Draft<'w>], supply: &Supply<'w>) {
    let ideal = || drafts.iter().map(|draft| draft.ideal);
    let choices = if ideal().flatten().all(|choice| choice.candidate.offer.stays()) {
        ideal().collect()
    } else {
        let entries: Vec<_> = drafts.iter().map(|draft| &draft.staying).collect();
        solve(&entries, &supply.stock, supply.solver)
    };
    for (draft, choice) in drafts.iter_mut().zip(choices) {
        draft.preferred = part_of(&draft.staying, choice);
    }
}

/// Chooses among those who are to carry. A carrier for which there are not enough devices, while
/// there are for the preferred one, does not go on carrying.
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
    if drafts.iter().all(Draft::is_unhurried) {
        return drafts.iter_mut().for_each(|draft| draft.chosen = draft.preferred);
    }
    let entries: Vec<_> = drafts.iter().map(Draft::carried).collect();
    let choices = solve(&entries.iter().collect::<Vec<_>>(), &supply.stock, supply.solver);
    for ((draft, entry), choice) in drafts.iter_mut().zip(&entries).zip(choices) {
        draft.chosen = part_of(entry, choice);
    }
}

fn planned<'w>(draft: Draft<'w>, runner_up: Option<RunnerUp<'w>>) -> Plan<'w> {
    let Draft { case, ideal, preferred, carrier, chosen, .. } = draft;
    let is_chosen = |part: &Part<'_>| chosen.is_some_and(|chosen| part.offer.is(chosen.offer));
    let rival = preferred.filter(|part| !is_chosen(part));
    Plan {
        case,
        parts: chosen.into_iter().collect(),
        carrier,
        rival,
        better: ideal.and_then(better),
        runner_up: runner_up.filter(|_| rival.is_none()),
    }
}

/// A move that is worth a recommendation: one that carries the load.
fn better(choice: Choice<'_>) -> Option<Part<'_>> {
    let part = choice.part();
    let worth_it = !part.offer.stays() && part.replicas > 0 && !part.falls_short();
    worth_it.then_some(part)
}

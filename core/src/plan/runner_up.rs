//! The second best: the solver's answer without the winner.

use super::draft::Draft;
use crate::candidates::Part;
use crate::params::RUNNER_UP_WORK_MAX;
use crate::snapshot::Solver;
use crate::solve::{Choice, solve};
use crate::supply::Supply;

/// The second best.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RunnerUp<'w> {
    /// The choice.
    pub(crate) part: Part<'w>,
    /// Further cost of the whole solution with it.
    pub(crate) extra_cost_per_hour: f64,
}

/// Solves again without the winner of the workload at a position. Without limits only that workload
/// changes. With limits the others may change too; `None` where that is too much work.
pub(super) fn runner_up<'w>(
    drafts: &[Draft<'w>],
    position: usize,
    supply: &Supply<'w>,
) -> Option<RunnerUp<'w>> {
    let draft = drafts.get(position)?;
    let winner = draft.ideal?;
    let without = draft.free.clone().without(winner.candidate);
    if supply.solver == Solver::Unlimited {
        let second = (*solve(&[&without], &supply.stock, supply.solver).first()?)?;
        return serving(winner, second, cost([second]) - cost([winner]));
    }
    let options: usize = drafts.iter().map(|draft| draft.free.options.len()).sum();
    if options * drafts.len() > RUNNER_UP_WORK_MAX {
        return None;
    }
    let mut entries: Vec<_> = drafts.iter().map(|draft| &draft.free).collect();
    *entries.get_mut(position)? = &without;
    let again = solve(&entries, &supply.stock, supply.solver);
    let second = (*again.get(position)?)?;
    let chosen = drafts.iter().filter_map(|draft| draft.ideal);
    serving(winner, second, cost(again.into_iter().flatten()) - cost(chosen))
}

/// The second choice, unless it has no replicas, or falls short of a load or of targets that the winner
/// does not fall short of.
fn serving<'w>(
    winner: Choice<'w>,
    second: Choice<'w>,
    extra_cost_per_hour: f64,
) -> Option<RunnerUp<'w>> {
    let (winner, part) = (winner.part(), second.part());
    let serves = part.replicas > 0 && (winner.falls_short() || !part.falls_short());
    let nearer = part.offer.aim.missed.is_none() || winner.offer.aim.missed.is_some();
    (serves && nearer).then_some(RunnerUp { part, extra_cost_per_hour })
}

/// The cost of choices beyond that of their variants at rest.
fn cost<'w>(choices: impl IntoIterator<Item = Choice<'w>>) -> f64 {
    choices.into_iter().map(Choice::marginal_cost).sum()
}

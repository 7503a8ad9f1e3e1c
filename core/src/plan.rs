//! From candidates to a plan for every workload: what is to run, what would be better elsewhere,
//! and what would be next.

use crate::candidates::{Candidate, Enumerated};
use crate::decision::Rejected;
use crate::group::Group;
use crate::memory::Carrier;
use crate::params::RUNNER_UP_WORK_MAX;
use crate::snapshot::Solver;
use crate::solve::{Choice, Entry, same, solve};
use crate::stock::Stock;

/// What was found for one workload.
#[derive(Clone, Debug)]
pub struct Plan<'a> {
    /// All candidates, in the order of variant and accelerator.
    pub candidates: Vec<Candidate<'a>>,
    /// Choices that are no candidates.
    pub rejected: Vec<Rejected>,
    /// What is to run, on the accelerator the variant runs on; with fewer replicas than it needs
    /// where no more devices are left. `None` if no candidate stays where it is.
    pub chosen: Option<Candidate<'a>>,
    /// Who is to carry the workload, where several variants could.
    pub(crate) carrier: Option<Carrier>,
    /// Who would carry it if a change needed no patience.
    pub rival: Option<Candidate<'a>>,
    /// What would be chosen if variants could change their accelerator.
    pub better: Option<Candidate<'a>>,
    /// What solving again without the winner gives.
    pub runner_up: Option<RunnerUp<'a>>,
}

impl<'a> Plan<'a> {
    /// The candidate of a variant where it runs.
    pub(crate) fn here(&self, variant: &str) -> Option<&Candidate<'a>> {
        self.candidates.iter().find(|c| c.stays() && c.variant.name == variant)
    }
}

/// The second best.
#[derive(Clone, Debug)]
pub struct RunnerUp<'a> {
    /// The choice.
    pub candidate: Candidate<'a>,
    /// Further cost of the whole solution with it.
    pub extra_cost_per_hour: f64,
}

/// Says who is to carry a workload, by its position, given what was found for it, the one
/// that the solver would choose, and whether the one that carries now fits.
pub(crate) type Carry<'f> = dyn Fn(usize, &Enumerated<'_>, &Candidate<'_>, bool) -> Carrier + 'f;

/// Says which variant carried a workload last, by its key, and with how many replicas.
pub(crate) type CarriedLast<'f> = dyn Fn(&str) -> Option<(&'f str, u32)> + 'f;

/// Plans for all workloads together, in the order of the groups.
///
/// The published number is always for the accelerator a target really runs on, so the solver is
/// asked freely, for recommendations, then without moves, then with those who are to carry.
#[must_use]
pub(crate) fn plan<'a>(
    groups: &[&Group<'a>],
    found: Vec<Enumerated<'a>>,
    stock: &Stock<'a>,
    solver: Solver,
    carry: &Carry<'_>,
    last: &CarriedLast<'_>,
) -> Vec<Plan<'a>> {
    let free = entries(groups, &found, last, |_| true);
    let ideal = solve(&free, stock, solver);
    let moves = ideal.iter().flatten().any(|choice| !choice.candidate.stays());
    let staying = entries(groups, &found, last, Candidate::stays);
    let unhurried = if moves { solve(&staying, stock, solver) } else { ideal.clone() };
    let preferred = all_chosen(&staying, &unhurried);
    let (carriers, chosen) = patient(&staying, &found, &preferred, stock, solver, carry);
    let seconds: Vec<_> =
        (0..free.len()).map(|i| runner_up(&free, &ideal, i, stock, solver)).collect();
    let better: Vec<_> = ideal.iter().map(|choice| better(*choice)).collect();
    let mut plans = Vec::with_capacity(found.len());
    let rows = found.into_iter().zip(carriers).zip(preferred).zip(chosen);
    for ((((found, carrier), preferred), chosen), (better, runner_up)) in
        rows.zip(better.into_iter().zip(seconds))
    {
        let other = |c: &Candidate<'_>| chosen.as_ref().is_none_or(|chosen| !same(c, chosen));
        let rival = preferred.filter(other);
        let runner_up = runner_up.filter(|_| rival.is_none());
        let Enumerated { candidates, rejected } = found;
        plans.push(Plan { candidates, rejected, chosen, carrier, rival, better, runner_up });
    }
    plans
}

/// Who is to carry each workload, and what is to run then. One for which there are not enough
/// devices, while there are for the preferred one, does not go on carrying.
fn patient<'a>(
    staying: &[Entry<'_, 'a>],
    found: &[Enumerated<'a>],
    preferred: &[Option<Candidate<'a>>],
    stock: &Stock<'a>,
    solver: Solver,
    carry: &Carry<'_>,
) -> (Vec<Option<Carrier>>, Vec<Option<Candidate<'a>>>) {
    let carried = |fits: &dyn Fn(usize) -> bool| {
        let one = |(i, (found, chosen)): (usize, (&Enumerated<'a>, &Option<Candidate<'a>>))| {
            Some(carry(i, found, chosen.as_ref()?, fits(i)))
        };
        let carriers: Vec<_> = found.iter().zip(preferred).enumerate().map(one).collect();
        let unhurried = carriers.iter().zip(preferred).all(|(carrier, best)| {
            carrier.as_ref().map(|c| &c.variant) == best.as_ref().map(|best| &best.variant.name)
        });
        if unhurried {
            return (carriers, preferred.to_vec());
        }
        let kept: Vec<_> =
            staying.iter().zip(&carriers).map(|(e, c)| e.carried_by(c.as_ref())).collect();
        let chosen = all_chosen(&kept, &solve(&kept, stock, solver));
        (carriers, chosen)
    };
    let (carriers, chosen) = carried(&|_| true);
    let short =
        |candidate: &Option<Candidate<'_>>| candidate.as_ref().is_some_and(Candidate::falls_short);
    let fits: Vec<_> =
        chosen.iter().zip(preferred).map(|(chosen, best)| !short(chosen) || short(best)).collect();
    if fits.iter().all(|fits| *fits) {
        return (carriers, chosen);
    }
    carried(&|i| fits.get(i).copied().unwrap_or(true))
}

fn all_chosen<'a>(
    entries: &[Entry<'_, 'a>],
    choices: &[Option<Choice<'_, 'a>>],
) -> Vec<Option<Candidate<'a>>> {
    entries.iter().zip(choices).map(|(entry, choice)| chosen(entry, *choice)).collect()
}

fn entries<'p, 'a>(
    groups: &'p [&Group<'a>],
    found: &'p [Enumerated<'a>],
    last: &CarriedLast<'_>,
    may: impl Fn(&Candidate<'a>) -> bool,
) -> Vec<Entry<'p, 'a>> {
    let entry = |(group, found): (&'p &Group<'a>, &'p Enumerated<'a>)| {
        let options = found.candidates.iter().filter(|candidate| may(candidate)).collect();
        let key = group.workload.key.as_str();
        Entry::new(key, group.workload.priority, options).holding(last(key))
    };
    groups.iter().zip(found).map(entry).collect()
}

/// What is to run; a workload for which nothing is left keeps what is reserved for its best
/// option.
fn chosen<'a>(entry: &Entry<'_, 'a>, choice: Option<Choice<'_, 'a>>) -> Option<Candidate<'a>> {
    let nothing_left = || entry.options.first().map(|best| best.reduced_to(best.reserved_replicas));
    choice.map(with_replicas).or_else(nothing_left)
}

/// A move that is worth a recommendation: one that carries the load.
fn better<'a>(choice: Option<Choice<'_, 'a>>) -> Option<Candidate<'a>> {
    let worth_it = |choice: &Choice<'_, '_>| {
        !choice.candidate.stays()
            && choice.replicas > 0
            && choice.replicas >= choice.candidate.needed
    };
    choice.filter(worth_it).map(with_replicas)
}

fn with_replicas<'a>(Choice { candidate, replicas }: Choice<'_, 'a>) -> Candidate<'a> {
    if replicas == candidate.replicas { candidate.clone() } else { candidate.reduced_to(replicas) }
}

/// Solves again without the winner of one workload. Without limits workloads are alone; with
/// limits the others may change too, and where that is too much work nothing is said.
fn runner_up<'a>(
    entries: &[Entry<'_, 'a>],
    solution: &[Option<Choice<'_, 'a>>],
    position: usize,
    stock: &Stock<'a>,
    solver: Solver,
) -> Option<RunnerUp<'a>> {
    let winner = (*solution.get(position)?)?;
    let without = entries.get(position)?.without(winner.candidate);
    if solver == Solver::Unlimited {
        let second = (*solve(&[without], stock, solver).first()?)?;
        return serving(&winner, second, cost(&[Some(second)]) - cost(&[Some(winner)]));
    }
    let options: usize = entries.iter().map(|entry| entry.options.len()).sum();
    if options * entries.len() > RUNNER_UP_WORK_MAX {
        return None;
    }
    let mut changed = entries.to_vec();
    *changed.get_mut(position)? = without;
    let again = solve(&changed, stock, solver);
    let second = (*again.get(position)?)?;
    serving(&winner, second, cost(&again) - cost(solution))
}

/// A second choice that runs nothing, or cannot carry a load that the winner can, is none.
fn serving<'a>(
    winner: &Choice<'_, 'a>,
    second: Choice<'_, 'a>,
    extra_cost_per_hour: f64,
) -> Option<RunnerUp<'a>> {
    let short = |choice: &Choice<'_, '_>| choice.replicas < choice.candidate.needed;
    if second.replicas == 0 || short(&second) && !short(winner) {
        return None;
    }
    Some(RunnerUp { candidate: with_replicas(second), extra_cost_per_hour })
}

/// What a solution costs beyond the floors of resting variants.
fn cost(choices: &[Option<Choice<'_, '_>>]) -> f64 {
    let one = |choice: &Choice<'_, '_>| {
        choice.candidate.price_per_hour * f64::from(choice.replicas)
            - choice.candidate.rest.cost_per_hour
    };
    choices.iter().flatten().map(one).sum()
}

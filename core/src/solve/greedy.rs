//! Shares devices out greedily: by priority, then by what missing the current choice would cost.
//!
//! # Source
//! Upstream `pkg/solver/greedy.go`, commit 56a651b: its orders, its four saturation policies and
//! when best effort comes. Here deltas are `f64`, ties are broken by the workload's key, and one that
//! steps back to its next choice goes before its equals.

use std::cmp::Ordering;
use std::collections::{BTreeMap, VecDeque};

use crate::candidates::Candidate;
use crate::snapshot::{Greedy, SaturationPolicy};
use crate::solve::{Choice, Entry};
use crate::stock::Stock;

/// A workload in the queue, with the choice it is at.
#[derive(Clone, Debug)]
struct Ticket<'e, 'p, 'a> {
    position: usize,
    entry: &'e Entry<'p, 'a>,
    at: usize,
}

impl<'p, 'a> Ticket<'_, 'p, 'a> {
    fn candidate(&self) -> Option<&'p Candidate<'a>> {
        self.entry.options.get(self.at).copied()
    }

    fn value(&self) -> f64 {
        self.candidate().map_or(f64::INFINITY, Candidate::marginal_value)
    }

    /// What stepping back to the next choice would cost; the last choice must not be missed.
    fn regret(&self) -> f64 {
        let next = self.entry.options.get(self.at + 1);
        next.map_or(f64::INFINITY, |next| next.marginal_value() - self.value())
    }

    fn order(&self, other: &Self) -> Ordering {
        let priority = self.entry.priority.cmp(&other.entry.priority);
        priority
            .then_with(|| other.regret().total_cmp(&self.regret()))
            .then_with(|| other.value().total_cmp(&self.value()))
    }
}

/// What each workload gets, in the order of the entries.
pub(crate) fn greedy<'p, 'a>(
    entries: &[Entry<'p, 'a>],
    mut stock: Stock<'a>,
    rules: Greedy,
) -> Vec<Option<Choice<'p, 'a>>> {
    let mut choices = vec![None; entries.len()];
    let mut queue: Vec<_> = entries
        .iter()
        .enumerate()
        .filter(|(_, entry)| !entry.options.is_empty())
        .map(|(position, entry)| Ticket { position, entry, at: 0 })
        .collect();
    queue.sort_by(|a, b| a.order(b).then_with(|| a.entry.key.cmp(b.entry.key)));
    let rounds = if rules.delayed_best_effort { vec![queue] } else { by_priority(&queue) };
    for round in rounds {
        let mut held = Held::new();
        if !rules.delayed_best_effort {
            hold(&round, &mut stock, &mut held);
        }
        let left = allocate(round, &mut stock, &mut held, &mut choices);
        best_effort(&left, &mut stock, &mut held, rules.saturation_policy, &mut choices);
    }
    choices
}

/// Devices that are set aside for the workload at a position, as it has them already.
type Held<'a> = BTreeMap<usize, (&'a str, u64)>;

/// Sets aside what the workloads of one priority have: equals take nothing from each other.
fn hold<'a>(tickets: &[Ticket<'_, '_, 'a>], stock: &mut Stock<'a>, held: &mut Held<'a>) {
    for ticket in tickets {
        let Some(Choice { candidate, replicas }) = ticket.entry.held else { continue };
        let replicas = replicas.min(fitting_replicas(candidate, stock));
        let units = candidate.units(replicas);
        stock.claim(candidate.device_type, units);
        held.insert(ticket.position, (candidate.device_type, units));
    }
}

/// Gives back what is set aside for a workload whose turn it is.
fn release<'a>(ticket: &Ticket<'_, '_, 'a>, stock: &mut Stock<'a>, held: &mut Held<'a>) {
    if let Some((device_type, units)) = held.remove(&ticket.position) {
        stock.give(device_type, units);
    }
}

/// Gives a ticket its whole demand if that fits into what is left and what it has.
fn take_all<'a>(
    ticket: &Ticket<'_, '_, 'a>,
    candidate: &Candidate<'a>,
    stock: &mut Stock<'a>,
    held: &mut Held<'a>,
) -> bool {
    let had = held.get(&ticket.position).copied();
    release(ticket, stock, held);
    let fits = stock.take(candidate.device_type, candidate.units(candidate.replicas));
    if let (false, Some((device_type, units))) = (fits, had) {
        stock.claim(device_type, units);
        held.insert(ticket.position, (device_type, units));
    }
    fits
}

/// Tickets in the same order, those of one priority together.
fn by_priority<'e, 'p, 'a>(tickets: &[Ticket<'e, 'p, 'a>]) -> Vec<Vec<Ticket<'e, 'p, 'a>>> {
    let same =
        |a: &Ticket<'_, '_, '_>, b: &Ticket<'_, '_, '_>| a.entry.priority == b.entry.priority;
    tickets.chunk_by(same).map(<[_]>::to_vec).collect()
}

/// Gives whole demands as long as they fit; returns those that got nothing, in the order in which
/// they ran out of choices.
fn allocate<'e, 'p, 'a>(
    tickets: Vec<Ticket<'e, 'p, 'a>>,
    stock: &mut Stock<'a>,
    held: &mut Held<'a>,
    choices: &mut [Option<Choice<'p, 'a>>],
) -> Vec<Ticket<'e, 'p, 'a>> {
    let mut queue = VecDeque::from(tickets);
    let mut left = Vec::new();
    while let Some(mut ticket) = queue.pop_front() {
        let Some(candidate) = ticket.candidate() else {
            left.push(ticket);
            continue;
        };
        if take_all(&ticket, candidate, stock, held) {
            set(choices, &ticket, candidate, candidate.replicas);
            continue;
        }
        ticket.at += 1;
        if ticket.candidate().is_none() {
            left.push(ticket);
            continue;
        }
        let place = queue.partition_point(|other| other.order(&ticket).is_lt());
        queue.insert(place, ticket);
    }
    left
}

fn best_effort<'p, 'a>(
    left: &[Ticket<'_, 'p, 'a>],
    stock: &mut Stock<'a>,
    held: &mut Held<'a>,
    policy: SaturationPolicy,
    choices: &mut [Option<Choice<'p, 'a>>],
) {
    if policy == SaturationPolicy::PriorityExhaustive {
        return exhaust(left, stock, held, choices);
    }
    for ticket in left {
        release(ticket, stock, held);
    }
    match policy {
        SaturationPolicy::None | SaturationPolicy::PriorityExhaustive => {}
        SaturationPolicy::PriorityRoundRobin => {
            for group in by_priority(left) {
                take_turns(&group, stock, choices);
            }
        }
        SaturationPolicy::RoundRobin => take_turns(left, stock, choices),
    }
}

/// One workload after the other gets as many replicas of its best choice as fit.
fn exhaust<'p, 'a>(
    left: &[Ticket<'_, 'p, 'a>],
    stock: &mut Stock<'a>,
    held: &mut Held<'a>,
    choices: &mut [Option<Choice<'p, 'a>>],
) {
    for ticket in left {
        release(ticket, stock, held);
        let fitting = ticket.entry.options.iter().find_map(|&candidate| {
            let replicas = fitting_replicas(candidate, stock);
            (replicas > candidate.reserved_replicas).then_some((candidate, replicas))
        });
        if let Some((candidate, replicas)) = fitting {
            stock.claim(candidate.device_type, candidate.units(replicas));
            set(choices, ticket, candidate, replicas);
        }
    }
}

/// Most replicas of a candidate that what is left allows.
fn fitting_replicas(candidate: &Candidate<'_>, stock: &Stock<'_>) -> u32 {
    let more = stock.left(candidate.device_type) / candidate.units_per_replica.max(1);
    let all = u64::from(candidate.reserved_replicas).saturating_add(more);
    u32::try_from(all).map_or(candidate.replicas, |all| all.min(candidate.replicas))
}

/// Workloads get one replica at a time in turn; each stays with the first choice of which one
/// fitted.
fn take_turns<'p, 'a>(
    left: &[Ticket<'_, 'p, 'a>],
    stock: &mut Stock<'a>,
    choices: &mut [Option<Choice<'p, 'a>>],
) {
    let mut waiting: Vec<_> = left.iter().collect();
    while !waiting.is_empty() {
        waiting.retain(|ticket| take_one(ticket, stock, choices));
    }
}

/// Whether one more replica was taken.
fn take_one<'p, 'a>(
    ticket: &Ticket<'_, 'p, 'a>,
    stock: &mut Stock<'a>,
    choices: &mut [Option<Choice<'p, 'a>>],
) -> bool {
    let held = choices.get(ticket.position).copied().flatten();
    let one_fits = |candidate: &&&Candidate<'_>| {
        fitting_replicas(candidate, stock) > candidate.reserved_replicas
    };
    let candidate = match held {
        Some(choice) => Some(choice.candidate),
        None => ticket.entry.options.iter().find(one_fits).copied(),
    };
    let Some(candidate) = candidate else { return false };
    let replicas = held.map_or(candidate.reserved_replicas, |choice| choice.replicas);
    let more = replicas < candidate.replicas
        && stock.take(candidate.device_type, candidate.units_per_replica);
    if more {
        set(choices, ticket, candidate, replicas + 1);
    }
    more
}

fn set<'p, 'a>(
    choices: &mut [Option<Choice<'p, 'a>>],
    ticket: &Ticket<'_, 'p, 'a>,
    candidate: &'p Candidate<'a>,
    replicas: u32,
) {
    if let Some(choice) = choices.get_mut(ticket.position) {
        *choice = Some(Choice { candidate, replicas });
    }
}

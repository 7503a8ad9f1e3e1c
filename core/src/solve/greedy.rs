//! Shares devices out greedily: by priority, then by what missing the current choice would cost.
//!
//! # Source
//! Upstream `pkg/solver/greedy.go`, commit 56a651b: its orders, its four saturation policies and
//! when best effort comes. Here deltas are `f64`, ties are broken by the workload's key, and one that
//! steps back to its next choice goes before its equals. [`Pool`] holds what is ours besides.

use std::cmp::Ordering;
use std::collections::VecDeque;

use super::entry::{Choice, Entry};
use super::pool::Pool;
use crate::candidates::Candidate;
use crate::snapshot::{Greedy, SaturationPolicy};
use crate::stock::Stock;

/// What each workload gets, in the order of the entries.
pub(super) fn greedy<'w>(
    entries: &[&Entry<'w>],
    stock: Stock<'w>,
    rules: Greedy,
) -> Vec<Option<Choice<'w>>> {
    let mut sharing = Sharing { pool: Pool::new(stock), given: vec![None; entries.len()] };
    let queue = queue(entries);
    if rules.delayed_best_effort {
        let left = sharing.allocate(queue);
        sharing.best_effort(&left, rules.saturation_policy);
        return sharing.given;
    }
    for round in by_priority(&queue) {
        sharing.set_aside(round);
        let left = sharing.allocate(round.to_vec());
        sharing.best_effort(&left, rules.saturation_policy);
    }
    sharing.given
}

/// A workload in the queue, with the choice it is at.
#[derive(Clone, Copy)]
struct Ticket<'e, 'w> {
    entry: &'e Entry<'w>,
    position: usize,
    at: usize,
}

impl<'w> Ticket<'_, 'w> {
    fn candidate(&self) -> Option<&'w Candidate<'w>> {
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

/// The workloads that have a choice, in their order.
fn queue<'e, 'w>(entries: &[&'e Entry<'w>]) -> Vec<Ticket<'e, 'w>> {
    let mut queue: Vec<_> = entries
        .iter()
        .enumerate()
        .filter(|(_, entry)| !entry.options.is_empty())
        .map(|(position, entry)| Ticket { entry, position, at: 0 })
        .collect();
    queue.sort_by(|a, b| a.order(b).then_with(|| a.entry.key.cmp(b.entry.key)));
    queue
}

/// Tickets in the same order, those of one priority together.
fn by_priority<'t, 'e, 'w>(
    tickets: &'t [Ticket<'e, 'w>],
) -> impl Iterator<Item = &'t [Ticket<'e, 'w>]> {
    tickets.chunk_by(|a, b| a.entry.priority == b.entry.priority)
}

/// Devices and what became of them.
struct Sharing<'w> {
    pool: Pool<'w>,
    /// In the order of the entries.
    given: Vec<Option<Choice<'w>>>,
}

impl<'w> Sharing<'w> {
    fn set_aside(&mut self, tickets: &[Ticket<'_, 'w>]) {
        for ticket in tickets {
            if let Some(last) = ticket.entry.last {
                self.pool.set_aside(ticket.position, last);
            }
        }
    }

    /// Gives whole demands as long as they fit; returns those that got nothing, in the order in
    /// which they ran out of choices.
    fn allocate<'e>(&mut self, tickets: Vec<Ticket<'e, 'w>>) -> Vec<Ticket<'e, 'w>> {
        let mut queue = VecDeque::from(tickets);
        let mut left = Vec::new();
        while let Some(mut ticket) = queue.pop_front() {
            let Some(candidate) = ticket.candidate() else {
                left.push(ticket);
                continue;
            };
            if self.pool.take_whole(ticket.position, candidate) {
                self.give(&ticket, candidate, candidate.replicas);
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

    fn best_effort(&mut self, left: &[Ticket<'_, 'w>], policy: SaturationPolicy) {
        if policy == SaturationPolicy::PriorityExhaustive {
            return left.iter().for_each(|ticket| self.exhaust(ticket));
        }
        for ticket in left {
            self.pool.release(ticket.position);
        }
        match policy {
            SaturationPolicy::None | SaturationPolicy::PriorityExhaustive => {}
            SaturationPolicy::PriorityRoundRobin => {
                by_priority(left).for_each(|equals| self.take_turns(equals));
            }
            SaturationPolicy::RoundRobin => self.take_turns(left),
        }
    }

    /// Gives a workload as many replicas of its best choice as fit.
    fn exhaust(&mut self, ticket: &Ticket<'_, 'w>) {
        self.pool.release(ticket.position);
        let mut options = ticket.entry.options.iter().copied();
        if let Some(candidate) = options.find(|candidate| self.pool.has_room_for(candidate)) {
            let replicas = self.pool.fitting(candidate);
            self.pool.claim(candidate, replicas);
            self.give(ticket, candidate, replicas);
        }
    }

    /// Workloads get one replica at a time in turn.
    fn take_turns(&mut self, left: &[Ticket<'_, 'w>]) {
        let mut waiting: Vec<_> = left.iter().collect();
        while !waiting.is_empty() {
            waiting.retain(|ticket| self.take_one(ticket));
        }
    }

    /// Gives one more replica of the first choice of which one fitted; false if none is left.
    fn take_one(&mut self, ticket: &Ticket<'_, 'w>) -> bool {
        let given = self.given.get(ticket.position).copied().flatten();
        let Some(Choice { candidate, replicas }) = given.or_else(|| self.first(ticket)) else {
            return false;
        };
        let more = replicas < candidate.replicas && self.pool.take_one(candidate);
        if more {
            self.give(ticket, candidate, replicas + 1);
        }
        more
    }

    /// The first choice of which a replica fits, with those that are reserved for it anyway.
    fn first(&self, ticket: &Ticket<'_, 'w>) -> Option<Choice<'w>> {
        let mut options = ticket.entry.options.iter().copied();
        let candidate = options.find(|candidate| self.pool.has_room_for(candidate))?;
        Some(Choice { candidate, replicas: candidate.offer.reserved_replicas })
    }

    fn give(&mut self, ticket: &Ticket<'_, 'w>, candidate: &'w Candidate<'w>, replicas: u32) {
        if let Some(given) = self.given.get_mut(ticket.position) {
            *given = Some(Choice { candidate, replicas });
        }
    }
}

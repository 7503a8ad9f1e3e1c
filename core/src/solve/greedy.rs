//! Shares devices out greedily: by priority, then by the cost of missing the current choice.
//!
//! # Source
//! Upstream `pkg/solver/greedy.go`, commit 56a651b: its orders, its four saturation policies and
//! when best effort comes. Here deltas are `f64`, ties are broken by the workload's key, and a
//! workload that steps back to its next choice goes before its equals. [`Pool`] sets devices aside,
//! which upstream does not.

use std::cmp::Ordering;
use std::collections::VecDeque;

use super::entry::{Choice, Entry};
use super::pool::Pool;
use crate::candidates::Candidate;
use crate::snapshot::{Greedy, SaturationPolicy};
use crate::stock::Stock;

/// The choice of each workload, in the order of the entries.
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
    for round in queue.chunk_by(Ticket::has_priority_of) {
        sharing.set_aside(round);
        let left = sharing.allocate(round.to_vec());
        sharing.best_effort(&left, rules.saturation_policy);
    }
    sharing.given
}

/// A workload in the queue.
#[derive(Clone, Copy)]
struct Ticket<'e, 'w> {
    entry: &'e Entry<'w>,
    /// Position of the workload among the entries.
    position: usize,
    /// Position of its current choice among its options.
    at: usize,
}

impl<'w> Ticket<'_, 'w> {
    fn candidate(&self) -> Option<&'w Candidate<'w>> {
        self.entry.options.get(self.at).copied()
    }

    fn value(&self) -> f64 {
        self.candidate().map_or(f64::INFINITY, Candidate::marginal_value)
    }

    /// The cost of stepping back to the next choice; infinite at the last choice.
    fn regret(&self) -> f64 {
        match self.entry.options.get(self.at + 1) {
            Some(next) => next.marginal_value() - self.value(),
            None => f64::INFINITY,
        }
    }

    fn has_priority_of(&self, other: &Self) -> bool {
        self.entry.priority == other.entry.priority
    }

    fn order(&self, other: &Self) -> Ordering {
        let priority = self.entry.priority.cmp(&other.entry.priority);
        priority
            .then(other.regret().total_cmp(&self.regret()))
            .then(other.value().total_cmp(&self.value()))
    }

    /// The order, with the workload's key to break ties.
    fn total_order(&self, other: &Self) -> Ordering {
        self.order(other).then(self.entry.key.cmp(other.entry.key))
    }
}

/// The workloads that have options, in their order.
fn queue<'e, 'w>(entries: &[&'e Entry<'w>]) -> Vec<Ticket<'e, 'w>> {
    let mut queue = Vec::with_capacity(entries.len());
    for (position, &entry) in entries.iter().enumerate() {
        if !entry.options.is_empty() {
            queue.push(Ticket { entry, position, at: 0 });
        }
    }
    queue.sort_by(Ticket::total_order);
    queue
}

/// The devices that are left, and the choices made so far.
struct Sharing<'w> {
    pool: Pool<'w>,
    /// The choices, in the order of the entries.
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

    /// Gives each workload the first choice that fits as a whole; returns the workloads without
    /// one, in the order in which they ran out of choices.
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
        match policy {
            SaturationPolicy::None => self.release(left),
            SaturationPolicy::PriorityExhaustive => {
                for ticket in left {
                    self.exhaust(ticket);
                }
            }
            SaturationPolicy::PriorityRoundRobin => {
                self.release(left);
                for equals in left.chunk_by(Ticket::has_priority_of) {
                    self.take_turns(equals);
                }
            }
            SaturationPolicy::RoundRobin => {
                self.release(left);
                self.take_turns(left);
            }
        }
    }

    fn release(&mut self, tickets: &[Ticket<'_, 'w>]) {
        for ticket in tickets {
            self.pool.release(ticket.position);
        }
    }

    /// Gives a workload as many replicas of its first choice with room as fit.
    fn exhaust(&mut self, ticket: &Ticket<'_, 'w>) {
        self.pool.release(ticket.position);
        if let Some(candidate) = self.first_with_room(ticket) {
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

    /// Gives one more replica of the workload's choice, which is the first with room; false if no
    /// more fits.
    fn take_one(&mut self, ticket: &Ticket<'_, 'w>) -> bool {
        let (candidate, replicas) = match self.given.get(ticket.position) {
            Some(Some(given)) => (given.candidate, given.replicas),
            _ => match self.first_with_room(ticket) {
                Some(candidate) => (candidate, candidate.offer.reserved_replicas),
                None => return false,
            },
        };
        let more = replicas < candidate.replicas && self.pool.take_one(candidate);
        if more {
            self.give(ticket, candidate, replicas + 1);
        }
        more
    }

    /// The first choice of which another replica fits beside the reserved ones.
    fn first_with_room(&self, ticket: &Ticket<'_, 'w>) -> Option<&'w Candidate<'w>> {
        ticket.entry.options.iter().copied().find(|candidate| self.pool.has_room_for(candidate))
    }

    fn give(&mut self, ticket: &Ticket<'_, 'w>, candidate: &'w Candidate<'w>, replicas: u32) {
        if let Some(given) = self.given.get_mut(ticket.position) {
            *given = Some(Choice { candidate, replicas });
        }
    }
}

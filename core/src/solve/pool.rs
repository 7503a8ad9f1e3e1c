//! Devices that are left while they are shared out, and those set aside meanwhile.
//!
//! Upstream has only [`Stock`] and sets nothing aside. Here every workload of the priority whose turn
//! it is keeps the devices of its last decision until its own turn, so that workloads of the same
//! priority do not take them from each other.

use std::collections::BTreeMap;

use super::entry::Choice;
use crate::candidates::Candidate;
use crate::stock::Stock;

/// Devices that are left.
pub(super) struct Pool<'w> {
    stock: Stock<'w>,
    /// By the position of the workload.
    aside: BTreeMap<usize, SetAside<'w>>,
}

/// Devices of one type.
#[derive(Clone, Copy)]
struct SetAside<'w> {
    kind: &'w str,
    units: u64,
}

impl<'w> Pool<'w> {
    pub(super) fn new(stock: Stock<'w>) -> Self {
        Self { stock, aside: BTreeMap::new() }
    }

    /// Sets aside the devices of a workload's last decision, as far as they are left.
    pub(super) fn set_aside(&mut self, position: usize, last: Choice<'w>) {
        let Choice { candidate, replicas } = last;
        let replicas = replicas.min(self.fitting(candidate));
        let (kind, units) = (candidate.offer.devices.kind, candidate.offer.units(replicas));
        self.hold(position, SetAside { kind, units });
    }

    /// Gives back the devices that are set aside for a workload.
    pub(super) fn release(&mut self, position: usize) {
        if let Some(kept) = self.aside.remove(&position) {
            self.stock.give(kept.kind, kept.units);
        }
    }

    /// Takes the devices of a whole candidate if so many are left or set aside for the workload.
    pub(super) fn take_whole(&mut self, position: usize, candidate: &Candidate<'w>) -> bool {
        let aside = self.aside.get(&position).copied();
        self.release(position);
        let offer = &candidate.offer;
        let fits = self.stock.take(offer.devices.kind, offer.units(candidate.replicas));
        if let (false, Some(kept)) = (fits, aside) {
            self.hold(position, kept);
        }
        fits
    }

    /// Takes the devices of one more replica if they are left.
    pub(super) fn take_one(&mut self, candidate: &Candidate<'w>) -> bool {
        let devices = &candidate.offer.devices;
        self.stock.take(devices.kind, devices.units_per_replica)
    }

    /// Takes the devices of so many replicas.
    pub(super) fn claim(&mut self, candidate: &Candidate<'w>, replicas: u32) {
        self.stock.claim(candidate.offer.devices.kind, candidate.offer.units(replicas));
    }

    /// Most replicas of a candidate that the devices left allow.
    pub(super) fn fitting(&self, candidate: &Candidate<'_>) -> u32 {
        let devices = &candidate.offer.devices;
        let more = self.stock.left(devices.kind) / devices.units_per_replica.max(1);
        let all = u64::from(candidate.offer.reserved_replicas).saturating_add(more);
        u32::try_from(all).unwrap_or(u32::MAX).min(candidate.replicas)
    }

    /// Whether the devices left allow more replicas than the reserved ones.
    pub(super) fn has_room_for(&self, candidate: &Candidate<'_>) -> bool {
        self.fitting(candidate) > candidate.offer.reserved_replicas
    }

    fn hold(&mut self, position: usize, kept: SetAside<'w>) {
        self.stock.claim(kept.kind, kept.units);
        self.aside.insert(position, kept);
    }
}

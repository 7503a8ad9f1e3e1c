//! Requests that wait while no variant has a replica.

use crate::decision::Load;
use crate::lengths::{load, measured};
use crate::memory::Lengths;
use crate::number::short;
use crate::params::WAKE_S;
use crate::reason::{Code, Reason};
use crate::recall::Recalled;
use crate::seen::count;

/// Requests that wait, and the longest lengths that any variant knows.
#[derive(Default)]
pub(super) struct Waking {
    pub(super) requests: f64,
    lengths: Lengths,
}

impl Waking {
    /// The load that serves them in [`WAKE_S`]; unknown where their lengths are.
    pub(super) fn load(&self) -> Result<Load, Reason> {
        let requests = self.requests;
        load(self.lengths, requests / WAKE_S).ok_or_else(|| {
            let wait = if requests.total_cmp(&1.0).is_eq() { "request" } else { "requests" };
            let requests = short(requests);
            let text = format!("the token lengths of {requests} waiting {wait} are unknown");
            Reason::said(Code::UnknownLoad, text)
        })
    }
}

/// The requests that wait for variants without a replica, and at the entry; `None` if there are none.
pub(super) fn waking(variants: &[&Recalled<'_>], at_entry: f64) -> Option<Waking> {
    let mut waking = Waking { requests: at_entry, ..Waking::default() };
    for variant in variants {
        let observed = &variant.observed;
        if observed.is_off() {
            waking.requests += count(observed.waiting_requests).unwrap_or(0.0);
        }
        waking.lengths = waking.lengths.longest(measured(observed));
    }
    (waking.requests > 0.0).then_some(waking)
}

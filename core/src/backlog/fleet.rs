//! The replicas that work on a queue: those that serve, and those that begin to.

use crate::candidates::{Candidate, Enumerated, Service};
use crate::fluid::Joining;
use crate::group::Group;
use crate::memory::{Carrier, VariantState, WorkloadState};
use crate::params::{BACKLOG_CLEAR_S, START_UP_LATE, START_UP_MAX_S};
use crate::ready::{Watched, counted, ready, start_up_s, watch};
use crate::snapshot::Variant;

/// The replicas that work on a queue.
pub(super) struct Fleet {
    /// Most requests that the replicas that serve finish.
    pub(super) serving_per_s: f64,
    /// Those that start.
    pub(super) joining: Vec<Joining>,
    /// How long a replica that is ordered now takes until it serves.
    pub(super) lead_s: f64,
}

impl Fleet {
    pub(super) fn of(
        group: &Group<'_>,
        found: &Enumerated<'_>,
        remembered: Option<&WorkloadState>,
        now_s: f64,
    ) -> Self {
        let mut fleet = Self { serving_per_s: 0.0, joining: Vec::new(), lead_s: 0.0 };
        let mut starts = Vec::with_capacity(group.variants.len());
        for &variant in &group.variants {
            let state = remembered.and_then(|state| state.of(&variant.name));
            let decided_s = remembered.map(|state| state.at_s);
            starts.push((variant, Start::of(variant, state, decided_s, now_s)));
        }
        let serves = |name: &str| starts.iter().any(|(v, s)| v.name == name && s.serving > 0);
        let any_serves = starts.iter().any(|(_, start)| start.serving > 0);
        let carrier = remembered.and_then(|state| state.carrier.as_ref());
        let grows = carrier.map(|carrier| growing(carrier, serves));
        let longest_s = starts.iter().fold(0.0_f64, |longest, (_, s)| longest.max(s.lead_s));
        let is_there = starts.iter().any(|(v, _)| grows == Some(v.name.as_str()));
        if !is_there {
            fleet.lead_s = longest_s;
        }
        for (variant, start) in starts {
            if grows.is_none_or(|grows| grows == variant.name) {
                fleet.lead_s = fleet.lead_s.max(start.lead_s);
            }
            let Some(capacity_per_s) = found.here(&variant.name).and_then(most_per_s) else {
                continue;
            };
            fleet.serving_per_s += f64::from(start.serving) * capacity_per_s;
            if start.is_sure() || !any_serves {
                fleet.joining.extend(start.joining(capacity_per_s));
            }
        }
        fleet
    }
}

/// The variant of which more replicas are ordered for a queue: while the carrier is awaited, the one
/// before it, if that serves.
fn growing(carrier: &Carrier, serves: impl Fn(&str) -> bool) -> &str {
    match &carrier.before {
        Some(before) if carrier.awaited && serves(before) => before,
        _ => &carrier.variant,
    }
}

/// Most requests that one replica finishes, whatever their latency.
fn most_per_s(candidate: &Candidate<'_>) -> Option<f64> {
    match &candidate.offer.service {
        Service::Idle { .. } => None,
        Service::Loaded { model, .. } => Some(model.max_rate_per_s() / candidate.offer.load_factor),
    }
}

/// The replicas of one variant: how many serve, and when the others will.
struct Start {
    serving: u32,
    /// Groups of replicas that start, and for how long they have.
    starting: [(u32, f64); 3],
    lead_s: f64,
    /// Whether the start-up time is known.
    is_timed: bool,
    /// Whether all that start should have served long ago.
    is_late: bool,
}

impl Start {
    /// Whether replicas that start may be relied on where others serve: one of them serves already, or it is
    /// known how long they take. A variant that never served may never do.
    fn is_sure(&self) -> bool {
        self.serving > 0 || self.is_timed
    }

    fn of(
        variant: &Variant,
        state: Option<&VariantState>,
        decided_s: Option<f64>,
        now_s: f64,
    ) -> Self {
        let current = variant.observed.current_replicas.unwrap_or(0);
        // Where that is not known all are taken to serve: too few replicas are ordered then, not too many.
        let serving = if counted(variant) { ready(variant, state, now_s) } else { current };
        let seen = state.cloned().unwrap_or_default();
        let watched = watch(variant, &seen, decided_s, now_s);
        let [first, later] = starting(watched, current, serving, now_s);
        let ordered = (coming(&seen, current), since(decided_s, now_s));
        let starting = [first, later, ordered];
        let longest_s = starting.iter().fold(0.0_f64, |longest, (_, for_s)| longest.max(*for_s));
        let guess_s = (2.0 * longest_s).clamp(BACKLOG_CLEAR_S, START_UP_MAX_S);
        let start_up_s = start_up_s(variant, state);
        let lead_s = start_up_s.unwrap_or(guess_s);
        let unchanged_s = since(watched.current.map(|current| current.since_s), now_s);
        let is_late = start_up_s.is_some_and(|s| unchanged_s > START_UP_LATE * s);
        Self { serving, starting, lead_s, is_timed: start_up_s.is_some(), is_late }
    }

    fn joining(&self, capacity_per_s: f64) -> impl Iterator<Item = Joining> {
        let coming = self.starting.iter().filter(|_| !self.is_late);
        coming.map(move |(replicas, for_s)| Joining {
            after_s: (self.lead_s - for_s).max(0.0),
            capacity_per_s: f64::from(*replicas) * capacity_per_s,
        })
    }
}

/// The replicas that start: those of the first order, then those that were ordered since; both with
/// how long they have.
fn starting(seen: Watched, current: u32, serving: u32, now_s: f64) -> [(u32, f64); 2] {
    let all = current.saturating_sub(serving);
    let later_s = since(seen.current.map(|current| current.since_s), now_s);
    match seen.ordered {
        None => [(all, since(seen.starting_since_s, now_s)), (0, 0.0)],
        Some(ordered) => {
            let first = ordered.until_ready.saturating_sub(serving).min(all);
            [(first, since(Some(ordered.since_s), now_s)), (all - first, later_s)]
        }
    }
}

/// Replicas that were decided and have not been ordered yet, while the target is on its way.
fn coming(state: &VariantState, current: u32) -> u32 {
    match (state.desired, state.on_the_way) {
        (Some(desired), Some((least, most))) if (least..=most).contains(&current) => {
            desired.saturating_sub(current)
        }
        _ => 0,
    }
}

fn since(since_s: Option<f64>, now_s: f64) -> f64 {
    since_s.map_or(0.0, |since_s| (now_s - since_s).max(0.0))
}

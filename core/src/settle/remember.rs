//! The only place that makes the next state of a variant.

use super::from::on_the_way;
use super::walk::Walk;
use crate::decision::Load;
use crate::memory::history::{Change, History};
use crate::memory::{Evidence, VariantState};
use crate::ready::watch;
use crate::seen::{Seen, count, seen};

/// The state of a variant after its walk through the rules; the last decision was made at `decided_s`.
pub(super) fn remember(
    walk: &Walk<'_>,
    evidence: Evidence,
    decided_s: Option<f64>,
    now_s: f64,
) -> VariantState {
    let Walk { variant, unknown, state, step, .. } = walk;
    let observed = &variant.observed;
    let waiting = unknown.map_or(observed.waiting_requests, |unknown| unknown.waiting_requests);
    let running = unknown.map_or(observed.running_requests, |unknown| unknown.running_requests);
    let last = state.load.unwrap_or_default();
    let load = match seen(observed) {
        Seen::Load(load) => Some(load),
        Seen::Nothing => Some(Load { arrival_rate_per_s: 0.0, ..last }),
        // Of arrivals whose lengths were never known the rate is remembered.
        Seen::Unknown { arrival_rate_per_s: Some(arrival_rate_per_s), .. } => {
            Some(Load { arrival_rate_per_s, ..last })
        }
        Seen::Unknown { .. } => state.load,
    };
    let watched = watch(variant, state, decided_s, now_s);
    VariantState {
        load,
        unknown_since_s: unknown.map(|_| state.unknown_since_s.unwrap_or(now_s)),
        accelerator: walk.inputs.label.confirmed(observed.accelerator.as_deref()),
        max_batch: observed.max_batch_size,
        waiting_requests: count(waiting),
        running_requests: count(running),
        current: watched.current,
        starting_since_s: watched.starting_since_s,
        ordered: watched.ordered,
        start_up_s: watched.start_up_s,
        desired: step.replicas,
        on_the_way: step.replicas.map(|set| on_the_way(state, observed.current_replicas, set)),
        unneeded_since_s: walk.unneeded_since_s,
        evidence,
        history: changed(walk, now_s),
        inputs: walk.inputs,
    }
}

/// The history with the change that is made now.
fn changed(walk: &Walk<'_>, now_s: f64) -> History {
    let mut history = walk.history.clone();
    if let Some((desired, from)) = walk.step.replicas.zip(walk.from) {
        let replicas = i64::from(desired) - i64::from(from);
        history.change(Change { at_s: now_s, replicas });
    }
    history
}

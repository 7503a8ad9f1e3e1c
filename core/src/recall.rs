//! What is unknown now is taken to be as it was last; what was never known stays unknown.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Deref;

use crate::decision::Load;
use crate::memory::{Memory, VariantState};
use crate::seen::{Seen, count, seen};
use crate::snapshot::{Observation, Snapshot, Variant};

/// A variant as it is decided on.
#[derive(Debug)]
pub struct Recalled<'w> {
    /// With what was last known where nothing is known now.
    pub variant: Cow<'w, Variant>,
    /// Why its load is unknown.
    pub(crate) unknown: Option<UnknownLoad>,
}

impl<'w> Recalled<'w> {
    /// A variant of which nothing is remembered.
    #[must_use]
    pub fn as_seen(variant: &'w Variant) -> Self {
        Self { variant: Cow::Borrowed(variant), unknown: None }
    }
}

impl Deref for Recalled<'_> {
    type Target = Variant;

    fn deref(&self) -> &Variant {
        &self.variant
    }
}

/// A load that is not known.
#[derive(Clone, Debug)]
pub(crate) struct UnknownLoad {
    /// As a clause.
    pub(crate) cause: String,
    /// What is assumed instead.
    pub(crate) assumed: Option<Load>,
    /// Requests that wait and run, as last known, which the assumption leaves out.
    pub(crate) waiting_requests: Option<f64>,
    pub(crate) running_requests: Option<f64>,
}

impl UnknownLoad {
    fn new(cause: String, assumed: Option<Load>, observed: &Observation) -> Self {
        let Observation { waiting_requests, running_requests, .. } = *observed;
        Self { cause, assumed, waiting_requests, running_requests }
    }
}

/// The variants of a snapshot with what is known of them, or was.
pub(crate) fn recall<'w>(snapshot: &'w Snapshot, remembered: &Memory) -> Vec<Recalled<'w>> {
    let may_serve = |v: &&Variant| {
        v.observed.current_replicas != Some(0) && v.observed.ready_replicas != Some(0)
    };
    let serving = snapshot.variants.iter().filter(may_serve);
    let served: BTreeSet<&str> = serving.map(|v| v.workload.as_str()).collect();
    let one = |v: &'w Variant| {
        let state = remembered.get(&v.workload).and_then(|state| state.variants.get(&v.name));
        recall_one(v, state, served.contains(v.workload.as_str()))
    };
    snapshot.variants.iter().map(one).collect()
}

/// `served` if any replica of the variant's workload may serve.
fn recall_one<'w>(
    variant: &'w Variant,
    state: Option<&VariantState>,
    served: bool,
) -> Recalled<'w> {
    let Some(state) = state else {
        let cause = cause(&variant.observed, served);
        let unknown = cause.map(|(cause, _)| UnknownLoad::new(cause, None, &variant.observed));
        return Recalled { variant: Cow::Borrowed(variant), unknown };
    };
    let mut variant = Cow::Borrowed(variant);
    let filled = filled(&variant.observed, state);
    if filled != variant.observed {
        variant.to_mut().observed = filled;
    }
    let observed = &variant.observed;
    let cause =
        cause(observed, served).or_else(|| silent(observed, state).map(|cause| (cause, None)));
    let unknown =
        cause.map(|(cause, rate)| UnknownLoad::new(cause, last_known(state, rate), observed));
    if let Some(load) = unknown.as_ref().and_then(|unknown| unknown.assumed) {
        let observed = &mut variant.to_mut().observed;
        *observed = assumed(observed, load);
    }
    Recalled { variant, unknown }
}

/// Why a load is unknown, and the rate if only the lengths are. Where replicas run and none of the
/// workload serves, nothing arrives at them whatever is sent.
fn cause(observed: &Observation, served: bool) -> Option<(String, Option<f64>)> {
    let runs = observed.current_replicas.is_some_and(|replicas| replicas > 0);
    match seen(observed) {
        Seen::Unknown { cause, arrival_rate_per_s } => Some((cause, arrival_rate_per_s)),
        Seen::Nothing if runs && !served => {
            Some(("nothing can arrive while no replica serves".to_owned(), None))
        }
        Seen::Nothing | Seen::Load(_) => None,
    }
}

/// The last known load, of a rate that is known now; nothing where the lengths never were.
fn last_known(state: &VariantState, arrival_rate_per_s: Option<f64>) -> Option<Load> {
    let load = state.load?;
    let Some(arrival_rate_per_s) = arrival_rate_per_s else { return Some(load) };
    (load.avg_output_tokens >= 1.0).then_some(Load { arrival_rate_per_s, ..load })
}

/// Where nothing runs nobody measures, unless somebody did: a gateway that fell silent.
fn silent(observed: &Observation, state: &VariantState) -> Option<String> {
    let off = state.current.is_some_and(|seen| seen.replicas == 0);
    let off = off && observed.current_replicas == Some(0);
    let arrived = state.load.is_some_and(|load| load.arrival_rate_per_s > 0.0);
    let silent = off && arrived && observed.arrival_rate_per_s.is_none();
    silent.then(|| "the arrivals are unknown".to_owned())
}

/// The observation with what was last known of where the variant runs and what waits there. Where
/// nothing runs nothing waits unseen, and requests for a first replica are as long as the last ones.
fn filled(observed: &Observation, state: &VariantState) -> Observation {
    let off = observed.current_replicas == Some(0);
    let waking = off && observed.arrival_rate_per_s.is_none();
    let lengths = state.load.filter(|load| waking && load.avg_output_tokens >= 1.0);
    Observation {
        accelerator: observed.accelerator.clone().or_else(|| state.accelerator.clone()),
        max_batch_size: observed.max_batch_size.filter(|n| *n > 0).or(state.max_batch),
        waiting_requests: count(observed.waiting_requests)
            .or(state.waiting_requests.filter(|_| !off)),
        running_requests: count(observed.running_requests)
            .or(state.running_requests.filter(|_| !off)),
        avg_input_tokens: observed.avg_input_tokens.or(lengths.map(|load| load.avg_input_tokens)),
        avg_output_tokens: observed.avg_output_tokens.or(lengths.map(|l| l.avg_output_tokens)),
        ..observed.clone()
    }
}

/// The observation with a load that was known before instead of what contradicts itself now.
fn assumed(observed: &Observation, load: Load) -> Observation {
    Observation {
        arrival_rate_per_s: Some(load.arrival_rate_per_s),
        avg_input_tokens: Some(load.avg_input_tokens),
        avg_output_tokens: Some(load.avg_output_tokens),
        waiting_requests: None,
        running_requests: None,
        sample_age_s: None,
        ..observed.clone()
    }
}

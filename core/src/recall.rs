//! Fills unknown inputs with their last known values. An input that was never known stays unknown.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Deref;

use crate::believed::believed;
use crate::decision::Load;
use crate::memory::{Memory, VariantState};
use crate::seen::{Seen, count, seen};
use crate::snapshot::{Observation, Snapshot, Variant};

/// A variant as it is decided on.
#[derive(Debug)]
pub struct Recalled<'w> {
    /// The variant, with last known values where the present ones are unknown.
    pub variant: Cow<'w, Variant>,
    /// Why its load is unknown.
    pub(crate) unknown: Option<UnknownLoad>,
}

impl<'w> Recalled<'w> {
    /// A variant without a memory.
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
    /// Why, as a clause.
    pub(crate) cause: String,
    /// The load that is assumed instead.
    pub(crate) assumed: Option<Load>,
    /// The arrivals that are counted, where others are not.
    pub(crate) at_least_per_s: Option<f64>,
    /// Last known requests that wait and run; the assumed load leaves them out.
    pub(crate) waiting_requests: Option<f64>,
    pub(crate) running_requests: Option<f64>,
}

/// The variants of a snapshot, with last known values where the present ones are unknown.
pub(crate) fn recall<'w>(snapshot: &'w Snapshot, remembered: &Memory) -> Vec<Recalled<'w>> {
    let mut served = BTreeSet::new();
    for variant in &snapshot.variants {
        if may_serve(&variant.observed) {
            served.insert(variant.workload.as_str());
        }
    }
    let mut recalled = Vec::with_capacity(snapshot.variants.len());
    for variant in &snapshot.variants {
        let workload = remembered.get(&variant.workload);
        let state = workload.and_then(|workload| workload.of(&variant.name));
        recalled.push(recall_one(variant, state, served.contains(variant.workload.as_str())));
    }
    recalled
}

/// Whether a variant may serve: neither its ordered nor its ready replicas are known to be 0.
fn may_serve(observed: &Observation) -> bool {
    observed.current_replicas != Some(0) && observed.ready_replicas != Some(0)
}

/// `served` if any replica of the variant's workload may serve.
fn recall_one<'w>(
    variant: &'w Variant,
    state: Option<&VariantState>,
    served: bool,
) -> Recalled<'w> {
    let mut variant = Cow::Borrowed(variant);
    if let Some(believed) = believed(&variant.observed) {
        variant.to_mut().observed = believed;
    }
    if let Some(state) = state {
        let filled = filled(&variant.observed, state);
        if filled != variant.observed {
            variant.to_mut().observed = filled;
        }
    }
    let unknown = unknown_load(&variant.observed, state, served);
    if let Some(UnknownLoad { assumed: Some(load), .. }) = &unknown {
        let assumed = assumed(&variant.observed, *load);
        variant.to_mut().observed = assumed;
    }
    Recalled { variant, unknown }
}

fn unknown_load(
    observed: &Observation,
    state: Option<&VariantState>,
    served: bool,
) -> Option<UnknownLoad> {
    let Cause { text: cause, arrival_rate_per_s, at_least_per_s } = cause(observed, state, served)?;
    let Observation { waiting_requests, running_requests, .. } = *observed;
    let last = last_known(state, arrival_rate_per_s);
    let assumed = match at_least_per_s {
        Some(least_per_s) => at_least(last, observed, least_per_s),
        None => last,
    };
    Some(UnknownLoad { cause, assumed, at_least_per_s, waiting_requests, running_requests })
}

/// Why a load is unknown, and what is known of it.
struct Cause {
    text: String,
    /// The rate, if only the lengths are unknown.
    arrival_rate_per_s: Option<f64>,
    at_least_per_s: Option<f64>,
}

impl Cause {
    fn said(text: impl Into<String>) -> Self {
        Self { text: text.into(), arrival_rate_per_s: None, at_least_per_s: None }
    }
}

/// Why a load is unknown. Zero arrivals say nothing about the load while replicas run and none of the
/// workload serves.
fn cause(observed: &Observation, state: Option<&VariantState>, served: bool) -> Option<Cause> {
    match seen(observed) {
        Seen::Unknown { cause: text, arrival_rate_per_s, at_least_per_s } => {
            Some(Cause { text, arrival_rate_per_s, at_least_per_s })
        }
        Seen::Nothing if observed.runs() && !served => {
            Some(Cause::said("nothing can arrive while no replica serves"))
        }
        Seen::Nothing | Seen::Load(_) if fell_silent(observed, state) => {
            Some(Cause::said("the arrivals are unknown"))
        }
        Seen::Nothing | Seen::Load(_) => None,
    }
}

/// The last known load, at the present rate if that is known. A known rate needs known lengths.
fn last_known(state: Option<&VariantState>, arrival_rate_per_s: Option<f64>) -> Option<Load> {
    let load = state?.load?;
    match arrival_rate_per_s {
        None => Some(load),
        Some(arrival_rate_per_s) if load.avg_output_tokens >= 1.0 => {
            Some(Load { arrival_rate_per_s, ..load })
        }
        Some(_) => None,
    }
}

/// The last known load, at no less than the arrivals that are counted, with the lengths that are
/// measured now.
fn at_least(last: Option<Load>, observed: &Observation, least_per_s: f64) -> Option<Load> {
    let lengths = last.filter(|load| load.avg_output_tokens >= 1.0);
    let last_per_s = last.map_or(0.0, |load| load.arrival_rate_per_s);
    let counted = Observation {
        arrival_rate_per_s: Some(last_per_s.max(least_per_s)),
        avg_input_tokens: observed.avg_input_tokens.or(lengths.map(|load| load.avg_input_tokens)),
        avg_output_tokens: observed
            .avg_output_tokens
            .or(lengths.map(|load| load.avg_output_tokens)),
        ..Observation::default()
    };
    match seen(&counted) {
        Seen::Load(load) => Some(load),
        _ => last,
    }
}

/// Whether a variant was off with arrivals before, and is off without a measured rate now: a gateway
/// fell silent. A variant that is off and never had arrivals has no load.
fn fell_silent(observed: &Observation, state: Option<&VariantState>) -> bool {
    let Some(VariantState { current: Some(current), load: Some(load), .. }) = state else {
        return false;
    };
    current.replicas == 0
        && load.arrival_rate_per_s > 0.0
        && observed.is_off()
        && observed.arrival_rate_per_s.is_none()
}

/// The observation with the last known accelerator, batch, and waiting and running requests. Where
/// no replica is ordered no request waits unseen, and requests for a first replica are taken to be
/// as long as the last ones.
fn filled(observed: &Observation, state: &VariantState) -> Observation {
    let mut filled = observed.clone();
    if filled.accelerator.is_none() {
        filled.accelerator.clone_from(&state.accelerator);
    }
    filled.max_batch_size = observed.max_batch_size.filter(|n| *n > 0).or(state.max_batch);
    filled.waiting_requests = count(observed.waiting_requests);
    filled.running_requests = count(observed.running_requests);
    if !observed.is_off() {
        filled.waiting_requests = filled.waiting_requests.or(state.waiting_requests);
        filled.running_requests = filled.running_requests.or(state.running_requests);
    } else if let Some(load) = state.load
        && observed.arrival_rate_per_s.is_none()
        && load.avg_output_tokens >= 1.0
    {
        filled.avg_input_tokens = observed.avg_input_tokens.or(Some(load.avg_input_tokens));
        filled.avg_output_tokens = observed.avg_output_tokens.or(Some(load.avg_output_tokens));
    }
    filled
}

/// The observation with an assumed load in place of the measured one.
fn assumed(observed: &Observation, load: Load) -> Observation {
    Observation {
        arrival_rate_per_s: Some(load.arrival_rate_per_s),
        arrivals_at_least_per_s: None,
        avg_input_tokens: Some(load.avg_input_tokens),
        avg_output_tokens: Some(load.avg_output_tokens),
        waiting_requests: None,
        running_requests: None,
        sample_age_s: None,
        ..observed.clone()
    }
}

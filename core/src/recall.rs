//! Fills unknown inputs with their last known values. An input that was never known stays unknown.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Deref;

use crate::believed::believed;
use crate::decision::Load;
use crate::lengths::{KnownLengths, load, measured};
use crate::memory::{Lengths, Memory, VariantState};
use crate::reason::{Code, Reason};
use crate::seen::{Seen, count, seen};
use crate::snapshot::{Observation, Snapshot, Variant};

/// A variant as it is decided on.
#[derive(Debug)]
pub struct Recalled<'w> {
    /// The variant, with last known values where the present ones are unknown.
    pub variant: Cow<'w, Variant>,
    /// Why its load is unknown.
    pub(crate) unknown: Option<UnknownLoad>,
    /// Another input of it that is unknown.
    pub(crate) doubt: Option<Reason>,
    /// The last measured token lengths.
    pub(crate) lengths: Lengths,
}

impl<'w> Recalled<'w> {
    /// A variant without a memory.
    #[must_use]
    pub fn as_seen(variant: &'w Variant) -> Self {
        Self {
            variant: Cow::Borrowed(variant),
            unknown: None,
            doubt: None,
            lengths: measured(&variant.observed),
        }
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
    /// The rate, if only the lengths are unknown.
    pub(crate) arrival_rate_per_s: Option<f64>,
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
    let known_lengths = KnownLengths::of(snapshot, remembered);
    let mut recalled = Vec::with_capacity(snapshot.variants.len());
    for variant in &snapshot.variants {
        let workload = remembered.get(&variant.workload);
        let state = workload.and_then(|workload| workload.of(&variant.name));
        let last = state.map(|state| state.inputs.lengths).unwrap_or_default();
        let own_lengths = measured(&variant.observed).or(last);
        let known = Known {
            state,
            own_lengths,
            lengths: own_lengths.or(known_lengths.of_workload(&variant.workload)),
            served: served.contains(variant.workload.as_str()),
        };
        recalled.push(recall_one(variant, &known));
    }
    recalled
}

/// Whether a variant may serve: neither its ordered nor its ready replicas are known to be 0, and not
/// all that are ordered are known to start.
fn may_serve(observed: &Observation) -> bool {
    let Observation { current_replicas: current, ready_replicas: ready, .. } = *observed;
    let beside_starting = current.zip(observed.starting_replicas);
    let ready = ready.or(beside_starting.map(|(all, starting)| all.saturating_sub(starting)));
    current != Some(0) && ready != Some(0)
}

/// What is known of a variant beside its own observation.
struct Known<'m> {
    /// Its remembered state.
    state: Option<&'m VariantState>,
    /// The last measured token lengths of its own.
    own_lengths: Lengths,
    /// The token lengths to assume.
    lengths: Lengths,
    /// Whether any replica of its workload may serve.
    served: bool,
}

fn recall_one<'w>(variant: &'w Variant, known: &Known<'_>) -> Recalled<'w> {
    let mut variant = Cow::Borrowed(variant);
    if let Some(believed) = believed(&variant.observed) {
        variant.to_mut().observed = believed;
    }
    let filled = filled(&variant.observed, known);
    if filled != variant.observed {
        variant.to_mut().observed = filled;
    }
    let unknown = unknown_load(&variant.observed, known);
    if let Some(UnknownLoad { assumed: Some(load), .. }) = &unknown {
        let assumed = assumed(&variant.observed, *load);
        variant.to_mut().observed = assumed;
    }
    let doubt = unknown_replicas(&variant);
    Recalled { variant, unknown, doubt, lengths: known.own_lengths }
}

fn unknown_replicas(variant: &Variant) -> Option<Reason> {
    let unknown = variant.observed.current_replicas.is_none();
    unknown.then(|| Reason::new(Code::UnknownReplicas).named("variant", &variant.name))
}

fn unknown_load(observed: &Observation, known: &Known<'_>) -> Option<UnknownLoad> {
    let Cause { text: cause, arrival_rate_per_s, at_least_per_s } = cause(observed, known)?;
    let Observation { waiting_requests, running_requests, .. } = *observed;
    let assumed = assumed_load(known, arrival_rate_per_s, at_least_per_s);
    Some(UnknownLoad {
        cause,
        assumed,
        arrival_rate_per_s,
        at_least_per_s,
        waiting_requests,
        running_requests,
    })
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
fn cause(observed: &Observation, known: &Known<'_>) -> Option<Cause> {
    match seen(observed) {
        Seen::Unknown { cause: text, arrival_rate_per_s, at_least_per_s } => {
            Some(Cause { text, arrival_rate_per_s, at_least_per_s })
        }
        Seen::Nothing if observed.runs() && !known.served => {
            Some(Cause::said("nothing can arrive while no replica serves"))
        }
        Seen::Nothing | Seen::Load(_) if fell_silent(observed, known.state) => {
            Some(Cause::said("the arrivals are unknown"))
        }
        Seen::Nothing | Seen::Load(_) => None,
    }
}

/// The load that is assumed: at the measured rate, or at no less than what is counted, else as last
/// known. Arrivals without known lengths are no load.
fn assumed_load(
    known: &Known<'_>,
    arrival_rate_per_s: Option<f64>,
    at_least_per_s: Option<f64>,
) -> Option<Load> {
    let last = known.state.and_then(|state| state.load);
    let last_per_s = last.map(|load| load.arrival_rate_per_s);
    let least_per_s = at_least_per_s.map(|least| least.max(last_per_s.unwrap_or(0.0)));
    match arrival_rate_per_s.or(least_per_s) {
        Some(rate_per_s) => load(known.lengths, rate_per_s),
        None if last_per_s > Some(0.0) => load(known.lengths, last_per_s?),
        None => last,
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
fn filled(observed: &Observation, known: &Known<'_>) -> Observation {
    let mut filled = observed.clone();
    filled.waiting_requests = count(observed.waiting_requests);
    filled.running_requests = count(observed.running_requests);
    if let Some(state) = known.state {
        if filled.accelerator.is_none() {
            filled.accelerator.clone_from(&state.accelerator);
        }
        filled.max_batch_size = observed.max_batch_size.filter(|n| *n > 0).or(state.max_batch);
        if !observed.is_off() {
            filled.waiting_requests = filled.waiting_requests.or(state.waiting_requests);
            filled.running_requests = filled.running_requests.or(state.running_requests);
        }
    }
    let nothing_arrives = observed.arrival_rate_per_s.is_none_or(|rate| rate.abs() <= 0.0);
    if observed.is_off() && nothing_arrives {
        filled.avg_input_tokens = observed.avg_input_tokens.or(known.lengths.input_tokens);
        filled.avg_output_tokens = observed.avg_output_tokens.or(known.lengths.output_tokens);
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

//! Fills unknown inputs with their last known values. An input that was never known stays unknown.

mod believed;
mod filled;
mod known;
mod little;
mod rates;
mod unknown;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Deref;

use crate::clock::Clock;
use crate::entry::{Entries, Entry};
use crate::index::Index;
use crate::label::{Label, label};
use crate::lengths::{KnownLengths, measured};
use crate::memory::{Inputs, Memory};
use crate::reason::{Code, Reason};
use crate::snapshot::{Observation, Snapshot, Variant};

use self::believed::believed;
use self::filled::{assumed, filled, occupied};
use self::known::Known;
use self::little::verdict;
use self::rates::rates;
pub(crate) use self::unknown::UnknownLoad;
use self::unknown::unknown_load;

/// A variant as it is decided on.
#[derive(Debug)]
pub struct Recalled<'w> {
    /// The variant, with last known values where the present ones are unknown.
    pub variant: Cow<'w, Variant>,
    /// Why its load is unknown.
    pub(crate) unknown: Option<UnknownLoad>,
    /// Another input of it that is unknown.
    pub(crate) doubt: Option<Reason>,
    /// The source of a load that is not the measured one.
    pub(crate) source: Option<Reason>,
    /// The last known inputs beside the load.
    pub(crate) inputs: Inputs,
}

impl<'w> Recalled<'w> {
    /// A variant without a memory.
    #[must_use]
    pub fn as_seen(variant: &'w Variant) -> Self {
        Self {
            variant: Cow::Borrowed(variant),
            unknown: None,
            doubt: None,
            source: None,
            inputs: Inputs::default(),
        }
    }
}

impl Deref for Recalled<'_> {
    type Target = Variant;

    fn deref(&self) -> &Variant {
        &self.variant
    }
}

/// The variants of a snapshot, with last known values where the present ones are unknown.
pub(crate) fn recall<'w>(
    snapshot: &'w Snapshot,
    remembered: &Memory,
    entries: &Entries<'_>,
    (index, clock): (&Index<'_>, &Clock),
) -> Vec<Recalled<'w>> {
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
        let entry = entries.get(variant.workload.as_str());
        let known = Known {
            state,
            entry,
            own_lengths,
            lengths: own_lengths.or(known_lengths.of_workload(&variant.workload)),
            served: served.contains(variant.workload.as_str()) || entry.is_some_and(Entry::counts),
            model: known_lengths.model_of(&variant.workload),
        };
        recalled.push(recall_one(variant, &known, index, clock));
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

fn recall_one<'w>(
    variant: &'w Variant,
    known: &Known<'_>,
    index: &Index<'_>,
    clock: &Clock,
) -> Recalled<'w> {
    let mut recalled = Cow::Borrowed(variant);
    if let Some(believed) = believed(&variant.observed) {
        recalled.to_mut().observed = believed;
    }
    if let Some(divided) = known.entry.and_then(|entry| entry.divided(&recalled.observed)) {
        recalled.to_mut().observed = divided;
    }
    let Label { accelerator, doubt, next } = label(&recalled, known.state, clock);
    let filled = filled(&recalled.observed, accelerator, known);
    if filled != recalled.observed {
        recalled.to_mut().observed = filled;
    }
    let last = known.inputs().contradicted;
    let rates = rates(&recalled, &variant.observed, known, index);
    let verdict = verdict(rates, last, clock, Clock::contradiction_s(variant));
    if let Some(rate_per_s) = verdict.rate_per_s {
        let occupied = occupied(&recalled.observed, rate_per_s, known);
        recalled.to_mut().observed = occupied;
    }
    let unknown = unknown_load(&recalled.observed, known, verdict.cause);
    if let Some(UnknownLoad { assumed: Some(load), .. }) = &unknown {
        let assumed = assumed(&recalled.observed, *load);
        recalled.to_mut().observed = assumed;
    }
    Recalled {
        doubt: unknown_replicas(&recalled).or(doubt).or_else(|| known.entry?.doubt.clone()),
        variant: recalled,
        unknown,
        source: verdict.source.or_else(|| known.doubtful_source()),
        inputs: Inputs {
            lengths: known.own_lengths,
            label: next,
            contradicted: verdict.contradicted,
            slow: known.inputs().slow,
        },
    }
}

fn unknown_replicas(variant: &Variant) -> Option<Reason> {
    let unknown = variant.observed.current_replicas.is_none();
    unknown.then(|| Reason::new(Code::UnknownReplicas).named("variant", &variant.name))
}

//! The state of a workload between two decisions.

use std::collections::BTreeMap;

use super::backlog::BacklogState;
use super::carrier::Carrier;
use super::entry::EntryState;
use super::history::History;
use super::inputs::Inputs;
use super::sections::Section;
use super::variant::VariantState;
use crate::params::{NAME_BYTES_MAX, SAMPLE_AGE_MAX_S};

/// The state of one workload. Times are seconds since 1970-01-01 UTC.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct WorkloadState {
    /// When the last decision was made.
    pub(crate) at_s: f64,
    /// The variant that carries the load. Written as a section of its own.
    pub(crate) carrier: Option<Carrier>,
    /// The backlog that it saw. Written as a section of its own.
    pub(crate) backlog: Option<BacklogState>,
    /// The clocks of its entry. Written as a section of its own.
    pub(crate) entry: EntryState,
    /// Its variants, by name; boxed, because a map has room for eleven from the first one on.
    pub(crate) variants: BTreeMap<String, Box<VariantState>>,
    /// Sections that only later versions know.
    pub(crate) foreign: Vec<Section>,
}

impl WorkloadState {
    /// A state without variants.
    pub(crate) fn new(at_s: f64, carrier: Option<Carrier>, foreign: Vec<Section>) -> Self {
        Self { at_s, carrier, foreign, ..Self::default() }
    }

    /// Whether the last decision, made in the last `within_s`, saw more requests waiting than are
    /// expected.
    pub(crate) fn saw_backlog(&self, now_s: f64, within_s: f64) -> bool {
        self.backlog.is_some() && now_s - self.at_s <= within_s
    }

    /// The state of one of its variants.
    pub(crate) fn of(&self, variant: &str) -> Option<&VariantState> {
        self.variants.get(variant).map(Box::as_ref)
    }

    /// Gives each variant its history; no variant gets one unless there are as many as variants.
    pub(super) fn recall(&mut self, histories: Vec<History>) {
        if histories.len() == self.variants.len() {
            for (variant, history) in self.variants.values_mut().zip(histories) {
                variant.history = history;
            }
        }
    }

    /// Gives each variant its last known inputs; no variant gets any unless there are as many as variants.
    pub(super) fn recall_inputs(&mut self, inputs: Vec<Inputs>) {
        if inputs.len() == self.variants.len() {
            for (variant, inputs) in self.variants.values_mut().zip(inputs) {
                variant.inputs = inputs;
            }
        }
    }

    /// The variant that carried last, and the last decision for it.
    pub(crate) fn last_choice(&self) -> Option<(&str, u32)> {
        let variant = self.carrier.as_ref()?.variant.as_str();
        Some((variant, self.of(variant)?.desired?))
    }

    pub(super) fn is_sound(&self) -> bool {
        self.at_s.is_finite()
            && self.carrier.as_ref().is_none_or(Carrier::is_sound)
            && self.entry.is_sound()
            && self.backlog.is_none_or(|backlog| backlog.is_sound())
            && self.variants.iter().all(|(name, v)| name.len() <= NAME_BYTES_MAX && v.is_sound())
    }

    /// Times in the future become `now_s`: the clock was wrong when they were written, or is now.
    /// Their conditions then count from now on.
    pub(super) fn not_after(mut self, now_s: f64) -> Self {
        for clock in self.clocks() {
            *clock = clock.min(now_s);
        }
        for variant in self.variants.values_mut() {
            if let Some(since_s) = &mut variant.unknown_since_s {
                *since_s = since_s.min(now_s);
            }
            if let Some(seen_at_s) = &mut variant.inputs.label.seen_at_s {
                *seen_at_s = seen_at_s.min(now_s);
            }
            variant.history.not_after(now_s);
        }
        if let Some(carrier) = &mut self.carrier {
            carrier.not_after(now_s);
        }
        self.at_s = self.at_s.min(now_s);
        self
    }

    /// After a pause without decisions, clocks advance by at most 300 s of it: it is not known that a
    /// condition held throughout.
    pub(super) fn resumed(mut self, now_s: f64) -> Self {
        let unseen_s = (now_s - self.at_s - SAMPLE_AGE_MAX_S).max(0.0);
        for clock in self.clocks() {
            *clock += unseen_s;
        }
        self
    }

    /// When the conditions began that have to last without a break.
    fn clocks(&mut self) -> Vec<&mut f64> {
        let mut clocks: Vec<_> = self.entry.clocks().collect();
        clocks.extend(self.backlog.as_mut().map(|backlog| &mut backlog.since_s));
        if let Some(carrier) = &mut self.carrier {
            clocks.extend(carrier.clocks());
        }
        for variant in self.variants.values_mut() {
            clocks.extend(&mut variant.starting_since_s);
            clocks.extend(&mut variant.unneeded_since_s);
            clocks.extend(variant.inputs.clocks());
            clocks.extend(variant.evidence.clocks());
            clocks.extend(variant.ordered.as_mut().map(|ordered| &mut ordered.since_s));
            if let Some(current) = &mut variant.current {
                clocks.push(&mut current.since_s);
            }
        }
        clocks
    }
}

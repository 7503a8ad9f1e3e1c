//! The state of a workload between two decisions.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::history::History;
use super::sections::Section;
use crate::decision::Load;
use crate::params::{NAME_BYTES_MAX, REPLICAS_LIMIT, SAMPLE_AGE_MAX_S};

/// Of one workload. Times are seconds since 1970-01-01 UTC.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct WorkloadState {
    /// When it was decided last.
    pub(crate) at_s: f64,
    /// Who carries the load.
    pub(crate) carrier: Option<Carrier>,
    /// Its variants, by name.
    pub(crate) variants: BTreeMap<String, VariantState>,
    /// Sections of later versions.
    pub(crate) foreign: Vec<Section>,
}

/// The variant that carries a workload.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Carrier {
    pub(crate) variant: String,
    pub(crate) since_s: f64,
    /// Who carried before.
    pub(crate) before: Option<String>,
    /// Since when another would have saved enough, without a break.
    pub(crate) rival_since_s: Option<f64>,
}

/// Of one variant.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct VariantState {
    /// What was last known of its load.
    pub(crate) load: Option<Load>,
    /// Since when its load is unknown.
    pub(crate) unknown_since_s: Option<f64>,
    /// What was last known of where it runs, and with what batch.
    pub(crate) accelerator: Option<String>,
    pub(crate) max_batch: Option<u32>,
    /// What was last known of the requests that wait and run.
    pub(crate) waiting_requests: Option<f64>,
    pub(crate) running_requests: Option<f64>,
    /// Replicas that were ordered, and since when.
    pub(crate) current: Option<Current>,
    /// Since when not all of them serve.
    pub(crate) starting_since_s: Option<f64>,
    /// How long the last ones took.
    pub(crate) start_up_s: Option<f64>,
    /// What was decided last.
    pub(crate) desired: Option<u32>,
    /// Least and most of what was decided and seen since the target was last where it should be.
    pub(crate) on_the_way: Option<(u32, u32)>,
    /// Since when the load does not need it.
    pub(crate) unneeded_since_s: Option<f64>,
    /// A section of its own.
    #[serde(skip)]
    pub(crate) history: History,
}

/// Replicas that were seen.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Current {
    pub(crate) replicas: u32,
    pub(crate) since_s: f64,
}

impl WorkloadState {
    /// A state without variants.
    pub(crate) fn new(at_s: f64, carrier: Option<Carrier>, foreign: Vec<Section>) -> Self {
        Self { at_s, carrier, variants: BTreeMap::new(), foreign }
    }

    /// Gives each variant its history; none where there is not one for each.
    pub(super) fn recall(&mut self, histories: Vec<History>) {
        if histories.len() == self.variants.len() {
            for (variant, history) in self.variants.values_mut().zip(histories) {
                variant.history = history;
            }
        }
    }

    /// The variant that carried last, and what was decided for it.
    pub(crate) fn last_choice(&self) -> Option<(&str, u32)> {
        let variant = self.carrier.as_ref()?.variant.as_str();
        Some((variant, self.variants.get(variant)?.desired?))
    }

    pub(super) fn is_sound(&self) -> bool {
        let times = self.carrier.iter().flat_map(|c| [Some(c.since_s), c.rival_since_s]);
        times.flatten().chain([self.at_s]).all(f64::is_finite)
            && self.variants.iter().all(|(name, v)| name.len() <= NAME_BYTES_MAX && v.is_sound())
    }

    /// Times that are still to come are taken to be now: the clock was wrong, then or now. Nothing
    /// is done too early for it.
    pub(super) fn not_after(mut self, now_s: f64) -> Self {
        let earlier = |time: &mut f64| *time = time.min(now_s);
        self.clocks().for_each(earlier);
        for v in self.variants.values_mut() {
            v.unknown_since_s.iter_mut().for_each(earlier);
            v.history.not_after(now_s);
        }
        earlier(&mut self.at_s);
        self
    }

    /// After a pause without decisions, clocks advance by at most 300 s of it: it is not known that a
    /// condition held throughout.
    pub(super) fn resumed(mut self, now_s: f64) -> Self {
        let unseen_s = (now_s - self.at_s - SAMPLE_AGE_MAX_S).max(0.0);
        self.clocks().for_each(|time| *time += unseen_s);
        self
    }

    /// Beginnings of what has to last without a break.
    fn clocks(&mut self) -> impl Iterator<Item = &mut f64> {
        let carrier = self.carrier.iter_mut();
        let carrier = carrier.flat_map(|c| c.rival_since_s.iter_mut().chain([&mut c.since_s]));
        carrier.chain(self.variants.values_mut().flat_map(|v| {
            let current = v.current.iter_mut().map(|current| &mut current.since_s);
            v.starting_since_s.iter_mut().chain(&mut v.unneeded_since_s).chain(current)
        }))
    }
}

impl VariantState {
    fn is_sound(&self) -> bool {
        let current = self.current.map(|current| current.since_s);
        let numbers = [
            self.unknown_since_s,
            self.starting_since_s,
            self.start_up_s,
            self.unneeded_since_s,
            self.waiting_requests,
            self.running_requests,
            current,
        ];
        let replicas = [self.desired, self.current.map(|current| current.replicas)];
        let load = |load: &Load| {
            let numbers = [load.arrival_rate_per_s, load.avg_input_tokens, load.avg_output_tokens];
            numbers.iter().all(|number| number.is_finite() && *number >= 0.0)
        };
        numbers.into_iter().flatten().all(f64::is_finite)
            && replicas.into_iter().flatten().all(|replicas| replicas <= REPLICAS_LIMIT)
            && self.load.as_ref().is_none_or(load)
            && self.history.is_sound()
    }
}

//! Fuel for a question, in proportion to the fuel that the built-in policy needs for it.
//!
//! The constants and the measurements behind them: `docs/limits.md`.

use std::collections::BTreeMap;

use serde::Deserialize;
use wva_core::params::{MAX_BATCH_DEFAULT, MAX_BATCH_LIMIT};
use wva_core::snapshot::{PolicyInput, Profile, Snapshot, Variant};

use super::engine::TICK;
use super::limits::{
    DEADLINE_FACTOR, FUEL_BASE, FUEL_MAX, FUEL_PER_CANDIDATE, FUEL_PER_INPUT_BYTE, FUEL_PER_PAIR,
    FUEL_PER_PLACE, FUEL_PER_S,
};

/// A record of a snapshot as text, on average.
const RECORD_BYTES: usize = 300;

/// Fuel and time of one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Budget {
    /// Ends the call, at the same instruction on every machine.
    pub(crate) fuel: u64,
    /// Ends the call if fuel takes longer than expected; in ticks of the engine.
    pub(crate) ticks: u64,
}

/// Fuel of one call; a unit is about one instruction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fuel {
    /// Fuel for the question.
    pub given: u64,
    /// Fuel the answer took.
    pub used: u64,
}

impl Budget {
    /// For a question of that size that asks for no calculation.
    pub(crate) fn of_bytes(input_bytes: usize) -> Self {
        Self::of_work(input_bytes, 0)
    }

    /// For a decision, asked as text; a text that cannot be read counts by its size only.
    pub(crate) fn of_json(input: &str, asked: Option<&PolicyInput>) -> Self {
        Self::of_work(input.len(), asked.map_or(0, |asked| decision(&asked.snapshot)))
    }

    /// For a decision.
    pub(crate) fn of(snapshot: &Snapshot, memory_bytes: usize) -> Self {
        let Snapshot { accelerators, profiles, workloads, variants, .. } = snapshot;
        let records = accelerators.len() + profiles.len() + workloads.len() + variants.len();
        Self::of_work(records * RECORD_BYTES + memory_bytes, decision(snapshot))
    }

    /// For a question about one replica, asked as text.
    pub(crate) fn of_model_json(input: &str) -> Self {
        let ModelQuestion { replica, points } = serde_json::from_str(input).unwrap_or_default();
        Self::of_work(input.len(), model(replica.max_batch, points.unwrap_or(1)))
    }

    /// For a question about one replica.
    pub(crate) fn of_model(max_batch: u32) -> Self {
        Self::of_work(0, model(max_batch, 1))
    }

    fn of_work(input_bytes: usize, work: u64) -> Self {
        let bytes = FUEL_PER_INPUT_BYTE.saturating_mul(count(input_bytes));
        Self::new(FUEL_BASE.saturating_add(bytes).saturating_add(work).min(FUEL_MAX))
    }

    /// The same with at most so much fuel.
    pub(crate) fn at_most(self, fuel: u64) -> Self {
        if self.fuel <= fuel { self } else { Self::new(fuel) }
    }

    /// Fuel, and the deadline that goes with it.
    fn new(fuel: u64) -> Self {
        let ticks_per_s = u64::from(1000 / TICK.subsec_millis());
        let seconds = fuel / FUEL_PER_S + 1;
        Self { fuel, ticks: 1 + seconds * ticks_per_s * DEADLINE_FACTOR }
    }
}

/// The fields of a question about a replica that its work depends on.
#[derive(Default, Deserialize)]
struct ModelQuestion {
    replica: ReplicaQuestion,
    points: Option<u32>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ReplicaQuestion {
    max_batch: u32,
}

fn model(max_batch: u32, points: u32) -> u64 {
    candidate(max_batch).saturating_mul(points.into())
}

/// Sizing one variant on one accelerator.
fn candidate(max_batch: u32) -> u64 {
    FUEL_PER_CANDIDATE + FUEL_PER_PLACE * u64::from(max_batch.min(MAX_BATCH_LIMIT))
}

/// Sizing every variant on every accelerator it may use, as if each had the largest batch, and
/// comparing the variants that share a workload.
fn decision(snapshot: &Snapshot) -> u64 {
    let mut by_model: BTreeMap<&str, u64> = BTreeMap::new();
    let mut by_variant: BTreeMap<&str, u64> = BTreeMap::new();
    for Profile { model, variant, .. } in &snapshot.profiles {
        let profiles = match variant {
            Some(variant) => by_variant.entry(variant),
            None => by_model.entry(model),
        };
        *profiles.or_default() += 1;
    }
    let models = snapshot.workloads.iter().map(|w| (w.key.as_str(), w.model.as_str()));
    let models: BTreeMap<_, _> = models.collect();
    let mut sharing: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for Variant { name, workload, .. } in &snapshot.variants {
        let general = models.get(workload.as_str()).and_then(|model| by_model.get(model));
        let own = by_variant.get(name.as_str());
        let candidates = general.into_iter().chain(own).sum::<u64>().max(1);
        let (variants, all) = sharing.entry(workload).or_default();
        (*variants, *all) = (*variants + 1, *all + candidates);
    }
    let candidates = sharing.values().map(|(_, candidates)| candidates).sum();
    let pairs = sharing.values().map(|(variants, candidates)| variants * candidates).sum();
    let sizing = candidate(largest_batch(snapshot)).saturating_mul(candidates);
    sizing.saturating_add(FUEL_PER_PAIR.saturating_mul(pairs))
}

/// The largest batch that anything states; a profile's scaled to the shortest answers.
fn largest_batch(snapshot: &Snapshot) -> u32 {
    let Snapshot { variants, profiles, .. } = snapshot;
    let lengths = variants.iter().filter_map(|variant| variant.observed.avg_output_tokens);
    let shortest = lengths.filter(|tokens| *tokens >= 1.0).fold(f64::INFINITY, f64::min);
    let stated = variants.iter().filter_map(|v| v.max_batch.max(v.observed.max_batch_size));
    let profiled = profiles.iter().filter_map(|profile| scaled(profile, shortest));
    stated.chain(profiled).max().unwrap_or(0).max(MAX_BATCH_DEFAULT)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped before")]
fn scaled(profile: &Profile, output_tokens: f64) -> Option<u32> {
    let (max_batch, at_tokens) = (profile.max_batch?, profile.at_tokens.unwrap_or(0));
    let scaled = f64::from(max_batch) * f64::from(at_tokens) / output_tokens;
    Some(max_batch.max(scaled.clamp(0.0, MAX_BATCH_LIMIT.into()) as u32))
}

fn count(bytes: usize) -> u64 {
    u64::try_from(bytes).unwrap_or(u64::MAX)
}

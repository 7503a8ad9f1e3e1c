//! One variant in one cycle, and what of a workload's demand is served in it.

use wva_core::decision::VariantDecision;
use wva_core::index::Devices;
use wva_core::snapshot::{Observation, Variant};
use wva_core::text::render_variant;

use crate::params::{CURRENCY, ROUNDING};
use crate::probe::Probe;
use crate::replicas::Replicas;
use crate::report::Row;
use crate::world::TrueDemand;

/// One variant in one cycle, as it truly is.
#[derive(Debug)]
pub(crate) struct Scene<'n> {
    pub(crate) variant: &'n Variant,
    pub(crate) replicas: Replicas,
    pub(crate) probe: Probe,
    pub(crate) demand: TrueDemand,
    pub(crate) waiting: f64,
    /// The devices that one replica takes; absent where its accelerator is not known.
    pub(crate) devices: Option<Devices<'n>>,
    /// The observation that the policy was shown.
    pub(crate) seen: Observation,
    /// Its decision in this cycle; absent where the policy was not asked.
    pub(crate) decision: Option<&'n VariantDecision>,
    /// Desired replicas of the last decision before this cycle.
    pub(crate) desired_before: Option<u32>,
}

impl Scene<'_> {
    pub(super) fn ready(&self) -> u32 {
        self.replicas.ready()
    }

    /// Ready replicas that the decision leaves.
    pub(super) fn ready_after(&self) -> u32 {
        let desired = self.decision.and_then(|decision| decision.desired_replicas);
        desired.map_or(self.ready(), |desired| desired.min(self.ready()))
    }
}

/// The part of the demand that so many replicas serve. `None` where nothing arrives or no variant can
/// say what its replicas serve.
pub(super) fn coverage<'n>(
    scenes: &[&Scene<'n>],
    count: impl Fn(&Scene<'n>) -> u32,
) -> Option<f64> {
    let parts = scenes.iter().filter_map(|scene| {
        let capacity_per_s = scene.probe.capacity_per_s?;
        Some(f64::from(count(scene)) * capacity_per_s / scene.demand.rate_per_s)
    });
    parts.reduce(|sum, part| sum + part)
}

/// Whether a workload misses its targets: ready replicas do not suffice, or more requests wait than do
/// while they suffice.
pub(super) fn is_below_target(scenes: &[&Scene<'_>]) -> bool {
    coverage(scenes, Scene::ready).is_some_and(|part| part < 1.0 - ROUNDING) || waits(scenes)
}

/// Whether more requests wait than the policy expects of any variant that serves the demand within the
/// targets.
fn waits(scenes: &[&Scene<'_>]) -> bool {
    let most = scenes.iter().filter_map(|scene| scene.probe.most_waiting).reduce(f64::max);
    most.is_some_and(|most| scenes.iter().any(|scene| scene.waiting > most))
}

/// The record of a variant; `peers` are all variants of its workload.
pub(super) fn row(at_s: f64, scene: &Scene<'_>, peers: &[&Scene<'_>]) -> Row {
    let decision = scene.decision;
    let desired = decision.and_then(|decision| decision.desired_replicas);
    Row {
        at_s,
        variant: scene.variant.name.clone(),
        workload: scene.variant.workload.clone(),
        load_per_s: scene.demand.rate_per_s,
        current: scene.replicas.current(),
        ready: scene.replicas.ready(),
        waiting: scene.waiting,
        coverage: coverage(peers, Scene::ready),
        below_target: is_below_target(peers),
        decided: decision.map(|decision| decision.decided),
        wanted: decision.and_then(|decision| decision.wanted_replicas),
        desired,
        device_type: scene.devices.map(|devices| devices.kind.to_owned()),
        devices: scene.devices.zip(desired).map(|(of_one, count)| of_one.of(count)),
        binds: decision.map(|decision| decision.binds.code.to_string()),
        sentence: decision.map(sentence),
    }
}

/// The decision in words, which the policy may leave to its reader.
fn sentence(decision: &VariantDecision) -> String {
    let mut decision = decision.clone();
    render_variant(&mut decision, CURRENCY);
    decision.sentence
}

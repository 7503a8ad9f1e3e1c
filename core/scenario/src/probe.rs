//! Replicas that one variant alone would need for the true demand, by the policy itself.

use std::collections::BTreeMap;

use wva_core::backlog::most_waiting;
use wva_core::decision::{Decision, VariantDecision};
use wva_core::model::Model;
use wva_core::snapshot::{INTERFACE_VERSION, Observation, PolicyInput, Snapshot, Solver, Variant};
use wva_manifests::Phases;

use crate::server::replica;
use crate::world::TrueDemand;

/// Layers of the configuration, variant, and the bits of rate and lengths.
type ProbeKey = (Vec<usize>, String, [u64; 3]);

/// The policy's answer for one variant.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Probe {
    /// Rate that one replica serves within the targets; `None` where it cannot say, or nothing arrives.
    pub(crate) capacity_per_s: Option<f64>,
    /// Largest rate of one replica.
    pub(crate) max_rate_per_s: Option<f64>,
    /// Most requests that wait while the demand is served within the targets; `None` where nothing
    /// arrives.
    pub(crate) most_waiting: Option<f64>,
    /// Time of a request in a replica.
    pub(crate) response_s: f64,
    /// Most requests in the batch of one replica.
    pub(crate) max_batch: u32,
    /// Price of one replica.
    pub(crate) cost_per_hour: f64,
    /// One replica at any load; `None` where nothing arrives, or it has no profile.
    pub(crate) replica: Option<Model>,
}

/// Everything that was answered so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Probes(BTreeMap<ProbeKey, Probe>);

impl Probes {
    pub(crate) fn get(
        &self,
        layers: &[usize],
        variant: &str,
        demand: &TrueDemand,
    ) -> Option<Probe> {
        self.0.get(&key(layers, variant, demand)).copied()
    }

    pub(crate) fn put(
        &mut self,
        layers: &[usize],
        snapshot: &Snapshot,
        (variant, demand): (&Variant, &TrueDemand),
        decision: &Decision,
    ) {
        let decided = decision.variants.first();
        let probe = decided.map(|decided| Probe {
            replica: replica(snapshot, variant, decided),
            ..answer(demand, decided)
        });
        self.0.insert(key(layers, &variant.name, demand), probe.unwrap_or_default());
    }
}

fn key(layers: &[usize], variant: &str, demand: &TrueDemand) -> ProbeKey {
    let TrueDemand { rate_per_s, avg_input_tokens, avg_output_tokens } = demand;
    let bits = [rate_per_s, avg_input_tokens, avg_output_tokens].map(|number| number.to_bits());
    (layers.to_vec(), variant.to_owned(), bits)
}

/// The question: the variant alone, with all devices and without bounds, and one replica of it.
pub(crate) fn question(
    snapshot: &Snapshot,
    phases: &Phases,
    (variant, demand): (&Variant, &TrueDemand),
) -> PolicyInput {
    let observed = Observation {
        arrival_rate_per_s: Some(demand.rate_per_s),
        avg_input_tokens: Some(demand.avg_input_tokens),
        avg_output_tokens: Some(demand.avg_output_tokens),
        current_replicas: Some(1),
        ready_replicas: Some(1),
        max_batch_size: variant.observed.max_batch_size,
        accelerator: variant.observed.accelerator.clone(),
        ..Observation::default()
    };
    let alone = Variant {
        keep_accelerator: true,
        min_replicas: 1,
        max_replicas: None,
        behavior: None,
        observed,
        ..variant.clone()
    };
    let workloads = snapshot.workloads.iter();
    let mut snapshot = Snapshot {
        workloads: workloads.filter(|workload| workload.key == variant.workload).cloned().collect(),
        variants: vec![alone],
        capacities: Vec::new(),
        solver: Some(Solver::Unlimited),
        ..snapshot.clone()
    };
    phases.divide(&mut snapshot);
    let interface_version = INTERFACE_VERSION.to_owned();
    PolicyInput { interface_version, snapshot, memory: Vec::new() }
}

fn answer(demand: &TrueDemand, variant: &VariantDecision) -> Probe {
    let expected = variant.expected.as_ref();
    let desired = variant.desired_replicas.filter(|desired| *desired > 0);
    let price = variant.cost_per_hour.zip(desired).map(|(cost, count)| cost / f64::from(count));
    Probe {
        capacity_per_s: capacity_per_s(demand, variant),
        max_rate_per_s: expected.map(|expected| expected.max_rate_per_s),
        most_waiting: expected
            .map(|expected| most_waiting(expected, demand.rate_per_s, variant.targets.as_ref())),
        response_s: expected.map_or(0.0, |expected| expected.response_ms / 1000.0),
        max_batch: variant.max_batch.unwrap_or(u32::MAX),
        cost_per_hour: price.unwrap_or(0.0),
        replica: None,
    }
}

/// `capacityPerS` of the reason; without it the demand ÷ the wanted replicas, a lower bound.
fn capacity_per_s(demand: &TrueDemand, variant: &VariantDecision) -> Option<f64> {
    let needed = variant.wanted_replicas.filter(|wanted| *wanted > 0 && demand.rate_per_s > 0.0)?;
    let said = variant.binds.values.iter().find(|value| value.name == "capacityPerS");
    let said = said.map(|value| value.value).filter(|capacity| *capacity > 0.0);
    said.or(Some(demand.rate_per_s / f64::from(needed)))
}

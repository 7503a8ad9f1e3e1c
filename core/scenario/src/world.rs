//! The state of the world at one cycle: configuration, demand, replicas.

use std::collections::BTreeMap;

use wva_core::snapshot::Snapshot;
use wva_manifests::{Manifests, Observations, Phase, Phases};

use crate::fault::Effect;
use crate::params::CURRENCY;
use crate::scenario::Scenario;

/// The arrivals at one workload.
#[derive(Clone, Debug, Default)]
pub(crate) struct TrueDemand {
    pub(crate) rate_per_s: f64,
    pub(crate) avg_input_tokens: f64,
    pub(crate) avg_output_tokens: f64,
}

/// The layers of the configuration that are in force.
pub(crate) fn layers(scenario: &Scenario, at_s: f64) -> Vec<usize> {
    let in_force = scenario.faults.iter().filter(|fault| fault.window.holds(at_s));
    in_force
        .filter_map(|fault| match fault.effect {
            Effect::Layer(layer) => Some(layer),
            _ => None,
        })
        .collect()
}

/// The configuration as a snapshot in which nothing was seen but what the manifests say themselves.
pub(crate) fn configured(scenario: &Scenario, layers: &[usize], at_s: f64) -> Snapshot {
    let at_unix_s = scenario.start_unix_s + at_s;
    let manifests = scenario.worlds.get(layers);
    manifests
        .map(|world| world.snapshot(&Observations::default(), at_unix_s, CURRENCY).0)
        .unwrap_or_default()
}

/// The phases of the variants in that configuration.
pub(crate) fn phases(scenario: &Scenario, layers: &[usize]) -> Phases {
    scenario.worlds.get(layers).map(Manifests::phases).unwrap_or_default()
}

/// Demand by workload. A load that names one phase is that of all phases which no load names; a workload
/// that no load names has none.
pub(crate) fn demands(
    scenario: &Scenario,
    snapshot: &Snapshot,
    at_s: f64,
    cycle: u32,
) -> BTreeMap<String, TrueDemand> {
    let mut demands: BTreeMap<String, TrueDemand> = BTreeMap::new();
    for workload in &snapshot.workloads {
        demands.insert(workload.key.clone(), TrueDemand::default());
    }
    let mut named: Vec<&str> = Vec::new();
    for load in &scenario.loads {
        let mut variants = snapshot.variants.iter();
        let variant =
            variants.find(|variant| [&variant.name, &variant.workload].contains(&&load.of));
        let Some(variant) = variant else { continue };
        let demand = TrueDemand {
            rate_per_s: load.rate_per_s(at_s, cycle),
            avg_input_tokens: load.avg_input_tokens,
            avg_output_tokens: load.avg_output_tokens,
        };
        let whole = Phase::whole_of(&variant.workload);
        for (key, other) in &mut demands {
            if Phase::whole_of(key) == whole && !named.contains(&key.as_str()) {
                *other = demand.clone();
            }
        }
        demands.insert(variant.workload.clone(), demand);
        named.push(&variant.workload);
    }
    demands
}

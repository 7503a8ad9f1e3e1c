//! A question about some of its workloads.

use std::collections::{BTreeMap, BTreeSet};

use crate::fault::{floor, is_count};
use crate::index::Index;
use crate::snapshot::{Capacity, PolicyInput, Profile, Snapshot, Variant, WorkloadMemory};
use crate::stock::Stock;

/// The question about the workloads of `kept` alone. The devices that the other variants hold now, or
/// must hold by their floors, are not there to be given away. Memory of workloads that the snapshot
/// no longer has stays.
#[must_use]
pub fn subset(all: &Snapshot, memory: &[WorkloadMemory], kept: &BTreeSet<&str>) -> PolicyInput {
    let mut part = all.clone();
    part.workloads.retain(|workload| kept.contains(workload.key.as_str()));
    part.variants.retain(|variant| kept.contains(variant.workload.as_str()));
    part.capacities = capacities(all, kept);
    let models: BTreeSet<_> = part.workloads.iter().map(|w| w.model.as_str()).collect();
    let names: BTreeSet<_> = part.variants.iter().map(|v| v.name.as_str()).collect();
    part.profiles.retain(|profile| is_about(profile, &models, &names));
    let keys = all.workloads.iter().map(|workload| workload.key.as_str());
    let left_out: BTreeSet<_> = keys.filter(|key| !kept.contains(key)).collect();
    let remembered = memory.iter().filter(|entry| !left_out.contains(entry.workload.as_str()));
    PolicyInput::of(part, remembered.cloned().collect())
}

fn is_about(profile: &Profile, models: &BTreeSet<&str>, names: &BTreeSet<&str>) -> bool {
    models.contains(profile.model.as_str())
        && profile.variant.as_ref().is_none_or(|name| names.contains(name.as_str()))
}

fn capacities(all: &Snapshot, kept: &BTreeSet<&str>) -> Vec<Capacity> {
    let index = Index::new(all);
    let models: BTreeMap<_, _> =
        all.workloads.iter().map(|w| (w.key.as_str(), w.model.as_str())).collect();
    let mut stock = Stock::new(&all.capacities);
    for variant in all.variants.iter().filter(|v| !kept.contains(v.workload.as_str())) {
        let model = models.get(variant.workload.as_str()).copied().unwrap_or_default();
        if let Some(devices) = index.devices_where_it_runs(model, variant) {
            stock.claim(devices.kind, devices.units_per_replica.saturating_mul(held(variant)));
        }
    }
    let mut left = all.capacities.clone();
    for capacity in &mut left {
        let units = stock.left(&capacity.device_type);
        capacity.units = u32::try_from(units).unwrap_or(capacity.units);
    }
    left
}

fn held(variant: &Variant) -> u64 {
    let ordered = variant.observed.current_replicas.or(variant.observed.ready_replicas);
    ordered.filter(|count| is_count(*count)).unwrap_or(0).max(floor(variant)).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::{Accelerator, LatencyModel, Observation, QueueParameters, Workload};

    fn workload(key: &str) -> Workload {
        let (key, model) = (key.to_owned(), format!("model of {key}"));
        Workload { key, model, class: None, priority: 1, ..Workload::default() }
    }

    fn variant(name: &str, workload: &str, current: Option<u32>) -> Variant {
        let observed = Observation { current_replicas: current, ..Observation::default() };
        Variant {
            name: name.to_owned(),
            workload: workload.to_owned(),
            accelerator: Some("A100".to_owned()),
            min_replicas: 2,
            observed,
            ..Variant::default()
        }
    }

    fn profile(model: &str, acc_count: u32) -> Profile {
        let latency = LatencyModel::Queue(QueueParameters {
            alpha_ms: 1.0,
            beta_ms: 1.0,
            gamma_ms: 1.0,
            delta_ms_per_token: 1.0,
        });
        Profile {
            model: model.to_owned(),
            accelerator: "A100".to_owned(),
            variant: None,
            acc_count,
            max_batch: None,
            at_tokens: None,
            memory_mib: None,
            latency,
            source: String::new(),
        }
    }

    fn input() -> PolicyInput {
        let a100 = Accelerator {
            name: "A100".to_owned(),
            device_type: "gpu".to_owned(),
            multiplicity: 2,
            cost_per_hour: None,
            memory_mib: None,
            power: None,
        };
        let snapshot = Snapshot {
            accelerators: vec![a100],
            profiles: vec![profile("model of w1", 1), profile("model of w2", 3)],
            workloads: vec![workload("w1"), workload("w2")],
            variants: vec![
                variant("n/a", "w1", Some(1)),
                variant("n/b", "w2", Some(4)),
                variant("n/c", "w2", None),
            ],
            capacities: vec![Capacity { device_type: "gpu".to_owned(), units: 40 }],
            ..Snapshot::default()
        };
        let memory = ["w1", "w2", "gone"]
            .map(|workload| WorkloadMemory { workload: workload.to_owned(), bytes: vec![1] });
        PolicyInput::of(snapshot, memory.to_vec())
    }

    #[test]
    fn what_is_left_out_keeps_its_devices() {
        let all = input();
        let part = subset(&all.snapshot, &all.memory, &BTreeSet::from(["w1"]));
        let Snapshot { workloads, variants, profiles, capacities, .. } = part.snapshot;
        assert_eq!(workloads, [workload("w1")]);
        assert_eq!(variants, [variant("n/a", "w1", Some(1))]);
        assert_eq!(profiles, [profile("model of w1", 1)]);
        // (4 replicas + a floor of 2) × 3 units × 2 devices are held.
        assert_eq!(capacities.first().map(|capacity| capacity.units), Some(4));
        let remembered: Vec<_> = part.memory.iter().map(|entry| entry.workload.as_str()).collect();
        assert_eq!(remembered, ["w1", "gone"]);
    }

    #[test]
    fn all_of_a_question_is_the_question() {
        let all = input();
        let kept = BTreeSet::from(["w1", "w2"]);
        assert_eq!(subset(&all.snapshot, &all.memory, &kept), all);
    }
}

//! Which decode pools the prompts of a prefill workload are for.

use std::collections::BTreeMap;

use wva_core::snapshot::{Snapshot, Variant, Workload};

use crate::phase::{Phase, Phases};

/// The variants of one prefill workload, and those that its requests go on to, by their place in the
/// snapshot.
#[derive(Clone, Debug, Default)]
pub(super) struct Pair {
    pub(super) prefill: Vec<usize>,
    pub(super) decode: Vec<usize>,
}

/// All prefill workloads. A decode pool belongs to the one of its own class; if there is none, to the
/// first in priority that reads the model's prompts in its namespace.
pub(super) fn pairs(phases: &Phases, snapshot: &Snapshot) -> Vec<Pair> {
    let mut workloads: BTreeMap<&str, &Workload> = BTreeMap::new();
    for workload in &snapshot.workloads {
        workloads.insert(&workload.key, workload);
    }
    let mut pairs: BTreeMap<&str, Pair> = BTreeMap::new();
    let mut readers: BTreeMap<(&str, &str), Vec<&Workload>> = BTreeMap::new();
    for (place, variant) in snapshot.variants.iter().enumerate() {
        let Some(&workload) = workloads.get(variant.workload.as_str()) else { continue };
        if phases.of(&variant.name) == Phase::Prefill {
            pairs.entry(&workload.key).or_default().prefill.push(place);
            readers.entry((namespace(variant), &workload.model)).or_default().push(workload);
        }
    }
    for (place, variant) in snapshot.variants.iter().enumerate() {
        let Some(&workload) = workloads.get(variant.workload.as_str()) else { continue };
        if phases.of(&variant.name) != Phase::Decode {
            continue;
        }
        let own = Phase::Prefill.key(&workload.key);
        let readers = readers.get(&(namespace(variant), &workload.model));
        let first = readers.and_then(|readers| {
            readers.iter().min_by_key(|reader| (reader.key != own, reader.priority, &reader.key))
        });
        if let Some(pair) = first.and_then(|reader| pairs.get_mut(reader.key.as_str())) {
            pair.decode.push(place);
        }
    }
    pairs.into_values().collect()
}

fn namespace(variant: &Variant) -> &str {
    variant.name.split_once('/').map_or("", |(namespace, _)| namespace)
}

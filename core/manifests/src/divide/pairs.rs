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
    let mut first: BTreeMap<(&str, &str), &Workload> = BTreeMap::new();
    for (place, variant) in snapshot.variants.iter().enumerate() {
        let Some(&workload) = workloads.get(variant.workload.as_str()) else { continue };
        if phases.of(&variant.name) == Phase::Prefill {
            pairs.entry(&workload.key).or_default().prefill.push(place);
            let first = first.entry((namespace(variant), &workload.model)).or_insert(workload);
            if (workload.priority, &workload.key) < (first.priority, &first.key) {
                *first = workload;
            }
        }
    }
    for (place, variant) in snapshot.variants.iter().enumerate() {
        let Some(&workload) = workloads.get(variant.workload.as_str()) else { continue };
        if phases.of(&variant.name) != Phase::Decode {
            continue;
        }
        let own = Phase::Prefill.key(&workload.key);
        let first = first.get(&(namespace(variant), &workload.model));
        let reader = if pairs.contains_key(own.as_str()) {
            Some(own.as_str())
        } else {
            first.map(|first| first.key.as_str())
        };
        if let Some(pair) = reader.and_then(|reader| pairs.get_mut(reader)) {
            pair.decode.push(place);
        }
    }
    pairs.into_values().collect()
}

fn namespace(variant: &Variant) -> &str {
    variant.name.split_once('/').map_or("", |(namespace, _)| namespace)
}

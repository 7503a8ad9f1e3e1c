//! The largest question that the contract allows is decided: 20 000 variants that may each use eight
//! accelerators, with names as long as Kubernetes allows (63 + 1 + 253 bytes), and with the memory of
//! the cycle before.

use std::path::Path;

use wva::policy::Policy;
use wva_core::decision::Decision;
use wva_core::params::VARIANTS_MAX;
use wva_core::snapshot::{INTERFACE_VERSION, PolicyInput, Snapshot};
use wva_tests::golden::load::file;
use wva_tests::golden::system::System;

/// The system of 5000 variants, once for each namespace.
fn largest(one: Snapshot) -> Snapshot {
    let (workloads, variants) = (one.workloads.clone(), one.variants.clone());
    let mut all = Snapshot { workloads: Vec::new(), variants: Vec::new(), ..one };
    for namespace in 0..VARIANTS_MAX / variants.len() {
        let named = |name: &str| format!("{namespace:n<63}/{name:m<253}");
        for mut workload in workloads.iter().cloned() {
            workload.key = named(&workload.key);
            all.workloads.push(workload);
        }
        for mut variant in variants.iter().cloned() {
            (variant.name, variant.workload) = (named(&variant.name), named(&variant.workload));
            all.variants.push(variant);
        }
    }
    all
}

#[test]
fn the_largest_question_is_decided_typed_and_as_json() {
    let one = file::<System>(Path::new("golden"), "bench/sys_5000x8.json").unwrap().snapshot();
    let (policy, snapshot) = (Policy::embedded().unwrap(), largest(one));
    assert_eq!((snapshot.variants.len(), snapshot.accelerators.len()), (VARIANTS_MAX, 8));
    let first = policy.decide(&snapshot, &[]).unwrap();
    assert_eq!(first.variants.len(), VARIANTS_MAX);
    let second = policy.decide(&snapshot, &first.memory).unwrap();

    let interface_version = INTERFACE_VERSION.to_owned();
    let question = PolicyInput { interface_version, snapshot, memory: first.memory };
    let answer = policy.decide_json(&serde_json::to_string(&question).unwrap()).unwrap();
    let answer: Decision = serde_json::from_str(&answer).unwrap();
    let desired = |decision: &Decision| -> Vec<Option<u32>> {
        decision.variants.iter().map(|variant| variant.desired_replicas).collect()
    };
    assert_eq!(desired(&answer), desired(&second));
    assert_eq!(answer.memory, second.memory);
}

//! A sentence is a claim: everything that a decision says of its numbers is computed again from the
//! snapshot, with the latency model and nothing else of the engine. What is said on the way (rules of
//! calm, memory) is checked by the scenarios.

mod check;
mod lies;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use wva_core::decide;
use wva_core::snapshot::{Snapshot, WorkloadObservation};
use wva_core::text::render;

use self::check::untrue;
use self::lies::LIES;
use super::worlds::snapshot;

/// The snapshot with nothing that holds a number: a one-off question.
fn plain(mut snapshot: Snapshot) -> Snapshot {
    for variant in &mut snapshot.variants {
        (variant.behavior, variant.retention_s) = (None, Some(0.0));
    }
    for workload in &mut snapshot.workloads {
        workload.observed = WorkloadObservation::default();
    }
    snapshot
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, rng_seed: RngSeed::Fixed(11), ..ProptestConfig::default() })]

    #[test]
    fn nothing_untrue_is_said(snapshot in snapshot()) {
        let snapshot = plain(snapshot);
        let mut decision = decide(&snapshot, &[]).unwrap();
        render(&mut decision, &snapshot.currency);
        let untrue = untrue(&snapshot, &decision);
        prop_assert!(untrue.is_empty(), "{untrue:?}");
    }
}

/// Every lie is told often, and found whenever it is told.
#[test]
fn every_lie_is_found() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;

    let config = ProptestConfig { rng_seed: RngSeed::Fixed(12), ..ProptestConfig::default() };
    let mut runner = TestRunner::new(config);
    let mut told = vec![0; LIES.len()];
    for _ in 0..3000 {
        let snapshot = plain(snapshot().new_tree(&mut runner).unwrap().current());
        let decision = decide(&snapshot, &[]).unwrap();
        for (times, (name, lie)) in told.iter_mut().zip(LIES) {
            let mut changed = decision.clone();
            if !lie(&mut changed) {
                continue;
            }
            render(&mut changed, &snapshot.currency);
            *times += 1;
            assert!(!untrue(&snapshot, &changed).is_empty(), "{name}: {changed:?}");
        }
    }
    for (times, (name, _)) in told.iter().zip(LIES) {
        assert!(*times >= 10, "{name}: told {times} times");
    }
}

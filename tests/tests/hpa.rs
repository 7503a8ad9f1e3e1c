//! The policy beside the real HorizontalPodAutoscaler: the same replicas at every step of its
//! recorded traces.

use std::path::Path;

use wva_core::decide;
use wva_core::snapshot::WorkloadMemory;
use wva_tests::hpa::timelines;

#[test]
fn the_same_replicas_as_the_real_controller() {
    let (mut whole, mut compared) = (0, 0);
    for trace in timelines(&Path::new(env!("CARGO_MANIFEST_DIR")).join("golden")).unwrap() {
        let mut memory: Vec<WorkloadMemory> = Vec::new();
        for sync in &trace.syncs {
            let decision = decide(&sync.snapshot, &memory).unwrap();
            let ours = decision.variants.first().unwrap();
            let place = format!("{} at {}", trace.name, sync.at_s);
            assert_eq!(ours.wanted_replicas, Some(sync.wanted), "{place}");
            assert_eq!(ours.desired_replicas, Some(sync.desired), "{place}");
            compared += 1;
            memory = decision.memory;
        }
        whole += usize::from(trace.whole);
    }
    assert!(whole >= 25, "{whole} traces");
    assert!(compared >= 1400, "only {compared} steps");
}

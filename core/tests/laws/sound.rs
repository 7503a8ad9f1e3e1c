//! The engine's own check refuses no decision of the engine.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use wva_core::decide;
use wva_core::decision::Decision;
use wva_core::snapshot::{Snapshot, WorkloadMemory};

use super::calm::{VARIANTS, advance, history};

/// Latencies that are measured of a variant, beside batches that leave room or do not.
#[derive(Clone, Copy, Debug)]
struct Measured {
    ttft_ms: Option<f64>,
    itl_ms: Option<f64>,
    running_requests: Option<f64>,
}

prop_compose! {
    fn measured()(
        ttft_ms in proptest::option::of(1.0..5000.0_f64),
        itl_ms in proptest::option::of(0.5..200.0_f64),
        running_requests in proptest::option::of(0.0..500.0_f64),
    ) -> Measured {
        Measured { ttft_ms, itl_ms, running_requests }
    }
}

/// Gives every variant its latencies, and lets all replicas serve, so that they are evidence.
fn measure(world: &mut Snapshot, measured: &[Measured]) {
    for (variant, measured) in world.variants.iter_mut().zip(measured) {
        let observed = &mut variant.observed;
        observed.ready_replicas = observed.current_replicas;
        observed.ttft_ms = measured.ttft_ms;
        observed.itl_ms = measured.itl_ms;
        observed.running_requests = measured.running_requests;
        observed.waiting_requests = measured.running_requests.map(|_| 0.0);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, rng_seed: RngSeed::Fixed(7), ..ProptestConfig::default() })]

    #[test]
    fn no_decision_is_unsound(
        (mut world, cycles) in history(),
        measured in vec(measured(), VARIANTS),
        (follow, steady, is_measured) in any::<(bool, bool, bool)>(),
        price in 1.0..200.0_f64,
    ) {
        let (mut memory, mut last): (Vec<WorkloadMemory>, Option<Decision>) = (Vec::new(), None);
        let mut first = None;
        for (at, cycle) in cycles.iter().enumerate() {
            let mut cycle = cycle.clone();
            if steady {
                cycle.seen = first.get_or_insert_with(|| cycle.seen.clone()).clone();
            }
            advance(&mut world, &cycle, last.as_ref(), follow);
            if is_measured {
                measure(&mut world, &measured);
            }
            if at % 4 == 3 && let Some(accelerator) = world.accelerators.first_mut() {
                accelerator.cost_per_hour = accelerator.cost_per_hour.map_or(Some(price), |_| None);
            }
            let decision = decide(&world, &memory).unwrap();
            for one in &decision.variants {
                prop_assert!(one.binds.code != "unsound", "cycle {at}: {}", one.binds.text);
            }
            memory.clone_from(&decision.memory);
            last = Some(decision);
        }
    }
}

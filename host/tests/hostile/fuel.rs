//! Fuel is in proportion to the question: the hardest legal ones are answered too.

use wva::policy::{Fuel, Policy};
use wva_core::decision::Decision;

use crate::worlds::World;

/// Decides: variants that were decided, and the fuel.
fn decided(world: World) -> (usize, Fuel) {
    let (answer, fuel) = Policy::embedded().unwrap().decide_json_metered(&world.input());
    let answer: Decision = serde_json::from_str(&answer.unwrap()).unwrap();
    (answer.variants.iter().filter(|variant| variant.decided).count(), fuel)
}

#[test]
fn the_hardest_input_of_a_hundred_variants_is_decided() {
    let (variants, fuel) = decided(World::worst(100));
    assert_eq!(variants, 100);
    assert!(fuel.used * 2 < fuel.given, "{fuel:?}");
}

#[test]
fn no_size_and_no_target_comes_near_the_end_of_its_fuel() {
    let ordinary = World::ordinary(100);
    for world in [
        World { variants: 0, accelerators: 0, ..ordinary },
        World::ordinary(1),
        ordinary,
        World { capacity: Some(300), accelerators: 5, ..World::ordinary(1000) },
        World { sharing: 1000, accelerators: 5, max_batch: 1, ..World::ordinary(1000) },
        World { accelerators: 1000, variants: 20, ..ordinary },
        World { max_batch: 256, ttft_ms: 1e5, itl_ms: 650.0, ..World::worst(100) },
        World { ttft_ms: 1e7, itl_ms: 600.0, ..World::worst(2) },
        World { percentile: Some(50), ..World::worst(2) },
        World { percentile: None, ..World::worst(2) },
    ] {
        let (_, fuel) = decided(world);
        assert!(fuel.used * 2 < fuel.given, "{world:?}: {fuel:?}");
    }
}

#[test]
fn the_longest_sweep_of_the_largest_batch_is_drawn() {
    let replica = r#"{"latency":{"queue":{"alphaMs":20,"betaMs":0,"gammaMs":5,"deltaMsPerToken":0}},
                      "maxBatch":16384,"maxQueue":262144,"avgInputTokens":128,"avgOutputTokens":512}"#;
    let ask =
        format!(r#"{{"replica":{replica},"fromRatePerS":1,"toRatePerS":1600,"points":1000}}"#);
    assert!(Policy::embedded().unwrap().sweep_json(&ask).is_ok());
}

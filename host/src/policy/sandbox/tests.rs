//! Limits that no test from outside reaches in its time.

use std::time::{Duration, Instant};

use super::*;
use crate::policy::{Policy, engine, sha256};

#[path = "../../../tests/hostile/component.rs"]
mod component;

use component::Parts;

const LOOP: &str = "(loop (br 0)) unreachable";

fn sandbox(engine: &Engine, decide_json: &str) -> Sandbox {
    let component = load::compile(engine, &Parts::asked(decide_json).build()).unwrap();
    Sandbox::new(engine, &component).unwrap()
}

#[test]
fn the_deadline_ends_what_fuel_does_not() {
    let engine = engine::running().unwrap();
    let endless = sandbox(&engine, LOOP);
    let budget = Budget { fuel: u64::MAX, ticks: 2 };
    let start = Instant::now();
    let answer = endless.policy(budget, |guest, store| guest.call_decide_json(store, "{}"));
    assert!(matches!(answer, Err(CallError::Deadline)), "{answer:?}");
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
}

#[test]
fn fuel_ends_it_first_where_both_are_as_they_should_be() {
    let engine = engine::running().unwrap();
    let endless = sandbox(&engine, LOOP);
    let budget = Budget::of_bytes(2);
    let answer = endless.policy(budget, |guest, store| guest.call_decide_json(store, "{}"));
    assert!(matches!(answer, Err(CallError::OutOfFuel { .. })), "{answer:?}");
}

/// All on one engine: what one policy does is nothing to another.
#[test]
#[cfg(feature = "embedded-policy")]
fn a_good_policy_decides_beside_hostile_ones() {
    use crate::policy::embedded;

    let engine = engine::running().unwrap();
    let good = Policy::on(&engine, embedded::WASM).unwrap();
    assert_eq!(good.identity().sha256, sha256(embedded::WASM));
    let input = r#"{"interfaceVersion":"0.1.0","snapshot":{"atUnixS":1,"currency":"","accelerators":[],
                    "profiles":[],"workloads":[],"variants":[]}}"#;
    let expected = good.decide_json(input).unwrap();
    for body in [
        "unreachable",
        LOOP,
        "(loop (drop (memory.grow (i32.const 1000))) (br 0)) unreachable",
        "(call $decide (local.get 0) (local.get 1))",
        "(i32.const -4)",
        "(i32.store (i32.const 100) (i32.const 7)) (i32.const 100)",
    ] {
        let hostile = Policy::on(&engine, &Parts::asked(body).build()).unwrap();
        assert!(hostile.decide_json(input).is_err());
        assert_eq!(good.decide_json(input).unwrap(), expected, "after {body}");
        assert!(hostile.decide_json(input).is_err());
    }
}

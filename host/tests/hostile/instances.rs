//! Policies that do not come to an answer.

use std::time::{Duration, Instant};

use wva::policy::{CallError, Policy, PolicyLoadError};

use crate::component::Parts;
use crate::worlds::World;

/// Longer than any of them may take, on a busy machine.
const LONG: Duration = Duration::from_secs(20);

/// The error of a policy that loads, asked twice: a second instance fails like the first.
fn failed(parts: &Parts) -> CallError {
    let policy = Policy::from_bytes(&parts.build()).unwrap();
    let start = Instant::now();
    let first = policy.decide_json("{}").expect_err("must not answer");
    let second = policy.decide_json("{}").expect_err("must not answer");
    assert_eq!(first.to_string(), second.to_string());
    assert!(start.elapsed() < LONG, "{first}");
    first
}

/// The error of a policy that fails before it can be asked.
fn not_loaded(parts: &Parts) -> CallError {
    match Policy::from_bytes(&parts.build()) {
        Err(PolicyLoadError::Describe { source }) => source,
        other => panic!("{other:?}"),
    }
}

#[test]
fn those_that_do_not_end_run_out_of_fuel() {
    let grown = "(local $n i32) (loop (memory.fill (i32.const 4096) (i32.const 7) \
                 (i32.const 60000)) (br 0)) unreachable";
    let mutual = "(loop (drop (call $decide_once)) (br 0)) unreachable";
    let once = "(func $decide_once (result i32) (i32.const 1))".to_owned();
    for parts in [
        Parts::asked("(loop (br 0)) unreachable"),
        Parts::asked(grown),
        Parts { more: once, ..Parts::asked(mutual) },
    ] {
        let CallError::OutOfFuel { fuel } = failed(&parts) else { panic!("{parts:?}") };
        assert!((1_000_000_000..1_100_000_000).contains(&fuel), "{fuel}");
    }
}

#[test]
fn greed_for_memory_is_told_from_other_traps() {
    let grow = "(loop (drop (memory.grow (i32.const 1000))) (br 0)) unreachable";
    let table = "(loop (drop (table.grow (ref.null func) (i32.const 1000000))) (br 0)) unreachable";
    for parts in
        [Parts::asked(grow), Parts { more: "(table 1 funcref)".to_owned(), ..Parts::asked(table) }]
    {
        let error = failed(&parts);
        assert!(matches!(error, CallError::Memory), "{error}");
    }
    assert!(matches!(not_loaded(&Parts { pages: 60_000, ..Parts::default() }), CallError::Memory));
}

#[test]
fn a_table_that_no_pool_has_room_for_is_refused_before_it_is_made() {
    let parts = Parts { more: "(table 100000000 funcref)".to_owned(), ..Parts::default() };
    let refusal = Policy::from_bytes(&parts.build()).expect_err("must not load");
    assert!(matches!(refusal, PolicyLoadError::Invalid { .. }), "{refusal}");
    assert!(refusal.to_string().contains("minimum element size of 100000000"), "{refusal}");
}

#[test]
fn panics_and_other_traps_say_what_happened() {
    let many = "(local i64)".repeat(2000) + "(call $decide (local.get 0) (local.get 1))";
    for (body, what) in [
        ("unreachable", "wasm `unreachable` instruction executed"),
        ("(call $decide (local.get 0) (local.get 1))", "call stack exhausted"),
        (many.as_str(), "call stack exhausted"),
        ("(i32.div_u (i32.const 1) (i32.const 0))", "integer divide by zero"),
        ("(i32.load (i32.const -4))", "out of bounds memory access"),
        ("(memory.fill (i32.const -9) (i32.const 0) (i32.const 99)) unreachable", "out of bounds"),
    ] {
        let CallError::Trap { message } = failed(&Parts::asked(body)) else { panic!("{body}") };
        assert!(message.contains(what), "{message}");
    }
}

#[test]
fn those_that_fail_before_they_are_asked_are_not_loaded() {
    let start = |body: &str| {
        let more = format!("(func $start {body}) (start $start)");
        not_loaded(&Parts { more, ..Parts::default() })
    };
    assert!(matches!(start("(loop (br 0))"), CallError::OutOfFuel { .. }));
    assert!(matches!(start("unreachable"), CallError::Trap { .. }));
    assert!(matches!(start("(call $start)"), CallError::Trap { .. }));
    let describe = |body: &str| {
        not_loaded(&Parts { describe: body.to_owned(), ..Parts::default() }).to_string()
    };
    assert!(describe("unreachable").contains("unreachable"));
    assert!(describe("(i32.const -1)").contains("invalid"), "{}", describe("(i32.const -1)"));
}

#[test]
fn those_that_fail_after_they_answered_have_not_answered() {
    let world = World { variants: 0, accelerators: 0, ..World::ordinary(0) };
    let answer = r#"{"atUnixS":1.0,"costPerHour":0.0,"variants":[],"memory":[]}"#;
    let answers = Parts::answers(answer);
    let policy = Policy::from_bytes(&answers.build()).unwrap();
    assert_eq!(policy.decide_json(&world.input()).unwrap(), answer);
    for (body, out_of_fuel) in [("unreachable", false), ("(loop (br 0))", true)] {
        let more = format!(
            "{} (func (export \"cabi_post_NAME#decide-json\") (param i32) {body})",
            answers.more
        );
        let policy = Policy::from_bytes(&Parts { more, ..answers.clone() }.build()).unwrap();
        let error = policy.decide_json(&world.input()).unwrap_err();
        assert_eq!(matches!(error, CallError::OutOfFuel { .. }), out_of_fuel, "{error}");
        assert_eq!(matches!(error, CallError::Trap { .. }), !out_of_fuel, "{error}");
    }
}

#[test]
fn room_for_the_question_must_be_there() {
    for realloc in
        ["(i32.const -1)", "(i32.const 65535)", "unreachable", "(loop (br 0)) unreachable"]
    {
        let error = failed(&Parts { realloc: realloc.to_owned(), ..Parts::default() });
        assert!(!matches!(error, CallError::Refused(_)), "{realloc}: {error}");
    }
}

#[test]
fn answers_outside_of_the_memory_or_too_large_are_invalid() {
    let text = |at: i64, bytes: i64| {
        Parts::asked(&format!(
            "(drop (memory.grow (i32.const 2000))) (i32.store (i32.const 104) (i32.const {at})) \
             (i32.store (i32.const 108) (i32.const {bytes})) (i32.const 100)"
        ))
    };
    let neither = Parts::asked("(i32.store (i32.const 100) (i32.const 7)) (i32.const 100)");
    let not_utf8 = Parts::asked(
        "(i32.store (i32.const 200) (i32.const -1)) (i32.store (i32.const 104) (i32.const 200)) \
         (i32.store (i32.const 108) (i32.const 4)) (i32.const 100)",
    );
    for parts in [
        text(-16, 99),
        text(0, -1),
        // More than the host takes of any answer, though the instance may have that much.
        text(0, 100 << 20),
        neither,
        not_utf8,
        Parts::asked("(i32.const -4)"),
        Parts::asked("(i32.const 3)"),
    ] {
        let error = failed(&parts);
        assert!(matches!(error, CallError::InvalidOutput { .. }), "{error}");
    }
}

#[test]
fn a_refusal_is_one_line_whatever_it_says() {
    // err: a text of 60 000 bytes, all of them line ends.
    let fill = "(memory.fill (i32.const 4096) (i32.const 10) (i32.const 60000)) \
                (i32.store (i32.const 100) (i32.const 1)) \
                (i32.store (i32.const 120) (i32.const 4096)) \
                (i32.store (i32.const 124) (i32.const 60000)) (i32.const 100)";
    let error = failed(&Parts::asked(fill));
    assert!(matches!(error, CallError::Refused(_)), "{error}");
    let text = error.to_string();
    assert!(text.lines().count() == 1 && text.len() < 5_000, "{text}");
}

#[test]
fn a_name_is_one_line_whatever_it_is() {
    let describe = "(memory.fill (i32.const 4096) (i32.const 27) (i32.const 60000)) \
                    (i32.store (i32.const 0) (i32.const 4096)) \
                    (i32.store (i32.const 4) (i32.const 60000)) (i32.const 0)";
    let parts = Parts { describe: describe.to_owned(), ..Parts::default() };
    let policy = Policy::from_bytes(&parts.build()).unwrap();
    let name = &policy.identity().description.name;
    assert!(name.len() < 5_000 && !name.contains(char::is_control), "{name}");
}

//! Policies that misbehave, and what becomes of them.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;
use wva::policy::limits::fuel;
use wva::policy::{CallError, Policy, PolicyLoadError};

const CONTRACT: &str = include_str!("../../wit/policy.wit");

/// A world of its own, so that the tests see what a third party's policy is: the first interface only.
const WORLD: &str = "world third-party { export policy; }";

/// A policy whose `decide-json` has the given body, in the text format. It describes itself with
/// empty names: the 44 zero bytes at 0.
fn policy(decide_json: &str, version: &str) -> Vec<u8> {
    let name = format!("wva:policy/policy@{version}");
    let module = format!(
        r#"(module
            (memory (export "memory") 1)
            (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
            (func (export "{name}#describe") (result i32) (i32.const 0))
            (func (export "{name}#decide") (param i32) (result i32) unreachable)
            (func $decide (export "{name}#decide-json") (param i32 i32) (result i32) {decide_json}))"#
    );
    let mut resolve = Resolve::default();
    let contract = CONTRACT.replace("@1.0.0", &format!("@{version}")) + WORLD;
    let package = resolve.push_str("policy.wit", &contract).unwrap();
    let world = resolve.select_world(&[package], Some("third-party")).unwrap();
    let mut module = wat::parse_str(module).unwrap();
    embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8, false).unwrap();
    ComponentEncoder::default().validate(true).module(&module).unwrap().encode().unwrap()
}

fn refused(wasm: &[u8]) -> PolicyLoadError {
    Policy::from_bytes(wasm).expect_err("must not load")
}

fn failed(decide_json: &str) -> CallError {
    let policy = Policy::from_bytes(&policy(decide_json, "1.0.0")).unwrap();
    policy.decide_json("{}").expect_err("must not answer")
}

#[test]
fn only_policies_are_loaded() {
    let core = wat::parse_str("(module)").unwrap();
    assert!(matches!(refused(&core), PolicyLoadError::CoreModule));
    assert!(matches!(refused(b"hello"), PolicyLoadError::Invalid { .. }));
    assert!(matches!(refused(b""), PolicyLoadError::Invalid { .. }));
    assert!(matches!(refused(b"\0asm\x0d\0\x01\0junk"), PolicyLoadError::Invalid { .. }));
    let truncated = policy("unreachable", "1.0.0");
    let truncated = &truncated[..truncated.len() / 2];
    assert!(matches!(refused(truncated), PolicyLoadError::Invalid { .. }));
}

#[test]
fn imports_are_refused_by_name() {
    let wasm = wat::parse_str(r#"(component (import "wasi:clocks/clock@1.0.0" (instance)))"#);
    let PolicyLoadError::Imports { imports } = refused(&wasm.unwrap()) else { panic!() };
    assert_eq!(imports, ["wasi:clocks/clock@1.0.0"]);
}

#[test]
fn another_contract_is_refused() {
    let empty = wat::parse_str("(component)").unwrap();
    assert!(matches!(refused(&empty), PolicyLoadError::NoPolicy { .. }));
    let next = refused(&policy("unreachable", "2.0.0"));
    let text =
        "the policy does not export `wva:policy/policy@1`; it exports `wva:policy/policy@2.0.0`";
    assert_eq!(next.to_string(), text);
}

#[test]
fn any_minor_version_is_taken() {
    let policy = Policy::from_bytes(&policy("unreachable", "1.7.2")).unwrap();
    assert_eq!(policy.identity().exports, ["wva:policy/policy@1.7.2"]);
}

#[test]
fn an_endless_loop_runs_out_of_fuel() {
    let CallError::OutOfFuel { fuel: given } = failed("(loop (br 0)) unreachable") else {
        panic!()
    };
    assert_eq!(given, fuel("{}".len()));
}

#[test]
fn greed_for_memory_is_told_from_other_traps() {
    let greedy = "(loop (drop (memory.grow (i32.const 1000))) (br 0)) unreachable";
    assert!(matches!(failed(greedy), CallError::Memory));
}

#[test]
fn traps_are_reported() {
    let trap = |body| match failed(body) {
        CallError::Trap { message } => message,
        other => panic!("{other}"),
    };
    assert_eq!(trap("unreachable"), "wasm trap: wasm `unreachable` instruction executed");
    let deep = "(call $decide (local.get 0) (local.get 1))";
    assert_eq!(trap(deep), "wasm trap: call stack exhausted");
}

#[test]
fn answers_that_are_none_are_invalid() {
    // A result `ok` with a text far outside of the memory.
    let outside = "(i32.store (i32.const 104) (i32.const -16)) (i32.store (i32.const 108) (i32.const 99)) \
                   (i32.const 100)";
    assert!(matches!(failed(outside), CallError::InvalidOutput { .. }));
    // A result `ok` with an empty text, which is no decision.
    assert!(matches!(failed("(i32.const 100)"), CallError::InvalidOutput { .. }));
    // A result that is neither `ok` nor `err`.
    let neither = "(i32.store (i32.const 100) (i32.const 7)) (i32.const 100)";
    assert!(matches!(failed(neither), CallError::InvalidOutput { .. }));
}

#[test]
fn memory_beyond_the_contract_is_invalid() {
    let answer = |bytes: usize| {
        let bytes = vec!["1"; bytes].join(",");
        let json = format!(
            r#"{{"atUnixS":0,"costPerHour":0,"variants":[],"memory":[{{"workload":"w","bytes":[{bytes}]}}]}}"#
        );
        let (length, escaped) = (json.len(), json.replace('"', "\\\""));
        let body = format!(
            "(i32.store (i32.const 104) (i32.const 2048)) (i32.store (i32.const 108) (i32.const {length})) \
             (i32.const 100)) (data (i32.const 2048) \"{escaped}\""
        );
        Policy::from_bytes(&policy(&body, "1.0.0")).unwrap().decide_json("{}")
    };
    assert!(answer(4096).is_ok());
    let Err(CallError::InvalidOutput { text }) = answer(4097) else { panic!() };
    assert_eq!(text, "4097 bytes of memory for workload `w`, at most 4096");
}

#[test]
fn a_failed_call_does_not_spoil_the_next() {
    let odd = "(if (i32.eq (local.get 1) (i32.const 1)) (then unreachable)) (i32.const 100)";
    let policy = Policy::from_bytes(&policy(odd, "1.0.0")).unwrap();
    assert!(matches!(policy.decide_json("1"), Err(CallError::Trap { .. })));
    assert!(matches!(policy.decide_json("{}"), Err(CallError::InvalidOutput { .. })));
}

#[test]
fn what_is_not_exported_is_said() {
    let policy = Policy::from_bytes(&policy("unreachable", "1.0.0")).unwrap();
    assert!(matches!(policy.size_json("{}"), Err(CallError::NotExported { .. })));
}

//! Which components are policies, and what becomes of a call; `hostile` has those that mean harm.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use wva::policy::{CallError, Policy, PolicyLoadError};

#[path = "hostile/component.rs"]
mod component;

use component::Parts;

fn policy(decide_json: &str, version: &'static str) -> Vec<u8> {
    Parts { version, ..Parts::asked(decide_json) }.build()
}

fn refused(wasm: &[u8]) -> PolicyLoadError {
    Policy::from_bytes(wasm).expect_err("must not load")
}

#[test]
fn only_policies_are_loaded() {
    let core = wat::parse_str("(module)").unwrap();
    assert!(matches!(refused(&core), PolicyLoadError::CoreModule));
    assert!(matches!(refused(b"hello"), PolicyLoadError::Invalid { .. }));
    assert!(matches!(refused(b""), PolicyLoadError::Invalid { .. }));
    assert!(matches!(refused(b"\0asm\x0d\0\x01\0junk"), PolicyLoadError::Invalid { .. }));
    let truncated = policy("unreachable", "0.1.0");
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
    for version in ["1.0.0", "0.2.0"] {
        let text = format!(
            "the policy does not export `wva:policy/policy@0.1`; \
             it exports `wva:policy/policy@{version}`"
        );
        assert_eq!(refused(&policy("unreachable", version)).to_string(), text);
    }
}

#[test]
fn any_patch_is_taken() {
    let policy = Policy::from_bytes(&policy("unreachable", "0.1.7")).unwrap();
    assert_eq!(policy.identity().exports, ["wva:policy/policy@0.1.7"]);
}

#[test]
fn a_failed_call_does_not_spoil_the_next() {
    let odd = "(if (i32.eq (local.get 1) (i32.const 1)) (then unreachable)) (i32.const 100)";
    let policy = Policy::from_bytes(&policy(odd, "0.1.0")).unwrap();
    assert!(matches!(policy.decide_json("1"), Err(CallError::Trap { .. })));
    assert!(matches!(policy.decide_json("{}"), Err(CallError::InvalidOutput { .. })));
}

#[test]
fn what_is_not_exported_is_said() {
    let policy = Policy::from_bytes(&policy("unreachable", "0.1.0")).unwrap();
    assert!(matches!(policy.size_json("{}"), Err(CallError::NotExported { .. })));
}

/// More than the pool has room for: each waits for its turn and gets an answer.
#[test]
fn a_hundred_threads_may_ask_at_once() {
    let policy = Policy::from_bytes(&policy(SPIN, "0.1.0")).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..100 {
            scope.spawn(|| {
                let answer = policy.decide_json("{}");
                assert!(matches!(answer, Err(CallError::Trap { .. })), "{answer:?}");
            });
        }
    });
}

/// Takes a while, so that many calls run at the same time.
const SPIN: &str = "(local $n i32) \
    (loop (br_if 0 (i32.ne (local.tee $n (i32.add (local.get $n) (i32.const 1))) \
                           (i32.const 20000000)))) unreachable";

//! The same through the binary: exit code 3, one line, and what was remembered stays.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::component::Parts;

const DEMO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../deploy/samples/demo");

/// A directory for one test, empty at its start.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Decides the sample: exit code, stdout, stderr.
fn decide(policy: &Path, memory: &Path) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_wva"))
        .args(["decide", "-f", DEMO, "--observations"])
        .arg(Path::new(DEMO).join("observations.yaml"))
        .arg("--policy")
        .arg(policy)
        .arg("--memory")
        .arg(memory)
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn a_hostile_policy_is_code_3_and_one_line_and_memory_stays() {
    let folder = folder("hostile");
    let (policy, memory) = (folder.join("policy.wasm"), folder.join("memory.json"));
    let remembered = r#"[{"workload":"w","bytes":[1,2,3]}]"#;
    let start = |body: &str| Parts {
        more: format!("(func $start {body}) (start $start)"),
        ..Parts::default()
    };
    let empty = r#"{"atUnixS":0.0,"costPerHour":0.0,"variants":[],"memory":[]}"#;
    let cases = [
        (Parts::asked("unreachable"), "the policy failed: wasm trap"),
        (Parts::asked("(loop (br 0)) unreachable"), "the policy used up its"),
        (
            Parts::asked("(loop (drop (memory.grow (i32.const 1000))) (br 0)) unreachable"),
            "the policy wanted more than 805306368 bytes of memory",
        ),
        (Parts::asked("(call $decide (local.get 0) (local.get 1))"), "call stack exhausted"),
        (Parts::answers("hello"), "the policy's answer is invalid: it is not of the documented"),
        (Parts::answers(empty), "the policy's answer is invalid: it is for the time 0, not "),
        (start("(loop (br 0))"), "the policy does not describe itself: the policy used up"),
        (Parts { pages: 65_000, ..Parts::default() }, "the policy does not describe itself"),
    ];
    for (parts, expected) in cases {
        std::fs::write(&policy, parts.build()).unwrap();
        std::fs::write(&memory, remembered).unwrap();
        let (code, out, err) = decide(&policy, &memory);
        assert_eq!((code, out.as_str()), (3, ""), "{err}");
        assert!(err.starts_with("error: ") && err.contains(expected), "{err}");
        assert_eq!(err.lines().count(), 1, "{err}");
        assert_eq!(std::fs::read_to_string(&memory).unwrap(), remembered);
    }
}

/// Two workloads, one replica each, `a` and `b` in namespace `n`.
const TWO: &str = "
kind: VariantAutoscaling
metadata: {name: a, namespace: n}
spec: {modelName: m1, acceleratorType: A100, minReplicas: 1}
---
kind: VariantAutoscaling
metadata: {name: b, namespace: n}
spec: {modelName: m2, acceleratorType: A100, minReplicas: 1}
";

/// A good answer about them; of `b` it asks for so many replicas.
fn about_two(b: u32) -> String {
    let variant = |name: &str, workload: &str, desired: u32| {
        json!({"variant": name, "workload": workload, "decided": true, "accelerator": "A100",
               "currentReplicas": null, "desiredReplicas": desired, "sentence": "",
               "others": [], "warnings": [], "binds": {"code": "itl", "text": "", "values": []}})
    };
    let (w1, w2) = ("n/m1/", "n/m2/");
    let memory = |workload: &str| json!({"workload": workload, "bytes": [9]});
    json!({"atUnixS": 1_769_860_800.0, "costPerHour": 0.0, "memory": [memory(w1), memory(w2)],
           "variants": [variant("n/a", w1, 3), variant("n/b", w2, b)]})
    .to_string()
}

/// Asks about the two workloads: exit code, the number of each, stderr, and what is remembered.
fn decide_two(name: &str, parts: &Parts) -> (i32, Value, String, Value) {
    let folder = folder(name);
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    std::fs::write(path("policy.wasm"), parts.build()).unwrap();
    std::fs::write(path("two.yaml"), TWO).unwrap();
    let remembered = r#"[{"workload":"n/m1/","bytes":[1]},{"workload":"n/m2/","bytes":[2]}]"#;
    std::fs::write(path("memory.json"), remembered).unwrap();
    let seen = "- {variant: n/a, currentReplicas: 2}\n- {variant: n/b, currentReplicas: 2}\n";
    std::fs::write(path("seen.yaml"), seen).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_wva"))
        .args(["decide", "-f", &path("two.yaml"), "--observations", &path("seen.yaml")])
        .args(["--policy", &path("policy.wasm"), "--memory", &path("memory.json")])
        .args(["--at", "2026-01-31T12:00:00Z", "-o", "json"])
        .output()
        .unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    let decision: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
    let numbers = ["/decision/variants/0", "/decision/variants/1"]
        .map(|at| decision.pointer(&format!("{at}/desiredReplicas")).cloned().unwrap_or_default());
    let memory = std::fs::read(path("memory.json")).unwrap();
    let memory: Value = serde_json::from_slice(&memory).unwrap();
    (output.status.code().unwrap(), json!(numbers), err, memory)
}

#[test]
fn a_bad_workload_is_code_1_and_a_line_and_its_memory_stays() {
    let (code, numbers, err, memory) = decide_two("bad", &Parts::answers(&about_two(0)));
    assert_eq!((code, numbers), (1, json!([3, 2])), "{err}");
    let expected = "warning: workload `n/m2/` keeps its replicas and memory: the policy's answer \
                    is invalid: variant `n/b`: desiredReplicas 0 is outside of 1 to 1000000";
    assert!(err.lines().any(|line| line == expected), "{err}");
    let of = |bytes: u32| json!({"workload": "n/m2/", "bytes": [bytes]});
    assert_eq!(memory, json!([{"workload": "n/m1/", "bytes": [9]}, of(2)]));
}

#[test]
fn a_workload_on_which_the_policy_breaks_down_is_found_and_left_out() {
    // It breaks down where the question has `n/b` with its quotes in it, and says the same of `n/a`.
    let alone: Value = serde_json::from_str(&about_two(1)).unwrap();
    let mut alone = alone;
    alone["variants"].as_array_mut().unwrap().truncate(1);
    alone["memory"].as_array_mut().unwrap().truncate(1);
    let answers = Parts::answers(&alone.to_string());
    let mark = u32::from_le_bytes(*b"n/b\"");
    let scan = format!(
        "(local $at i32) (local.set $at (local.get 0)) \
         (loop $next \
           (if (i32.eq (i32.load align=1 (local.get $at)) (i32.const {mark})) (then unreachable)) \
           (local.set $at (i32.add (local.get $at) (i32.const 1))) \
           (br_if $next (i32.lt_u (local.get $at) \
                                  (i32.add (local.get 0) (i32.sub (local.get 1) (i32.const 3))))))"
    );
    let parts = Parts { decide_json: scan + &answers.decide_json, ..answers };
    let (code, numbers, err, memory) = decide_two("poisoned", &parts);
    assert_eq!((code, numbers), (1, json!([3, 2])), "{err}");
    let expected = "warning: workload `n/m2/` keeps its replicas and memory: the policy failed: ";
    assert!(err.lines().any(|line| line.starts_with(expected)), "{err}");
    let of = |key: &str, bytes: u32| json!({"workload": key, "bytes": [bytes]});
    assert_eq!(memory, json!([of("n/m1/", 9), of("n/m2/", 2)]));
}

#[test]
fn one_that_wants_something_of_the_host_is_no_policy() {
    let folder = folder("imports");
    let (policy, memory) = (folder.join("policy.wasm"), folder.join("memory.json"));
    let text = r#"(component (import "wasi:sockets/tcp@0.2.0" (instance)))"#;
    std::fs::write(&policy, wat::parse_str(text).unwrap()).unwrap();
    let (code, out, err) = decide(&policy, &memory);
    assert_ne!(code, 0);
    assert_eq!((out.as_str(), err.lines().count()), ("", 1), "{err}");
    assert!(err.contains("the policy imports `wasi:sockets/tcp@0.2.0`"), "{err}");
    assert!(!memory.exists());
}

#[test]
fn a_file_too_large_is_not_read_whole() {
    let folder = folder("large");
    let large = folder.join("large.yaml");
    std::fs::File::create(&large).unwrap().set_len(100_000_000).unwrap();
    let large = large.to_str().unwrap();
    let sample = format!("{DEMO}/variantautoscalings.yaml");
    let sample = sample.as_str();
    for arguments in [
        ["-f", large, "--currency", "cents"],
        ["-f", sample, "--observations", large],
        ["-f", sample, "--metrics", large],
        ["-f", sample, "--memory", large],
        ["-f", sample, "--policy", large],
        ["--snapshot", large, "--output", "json"],
    ] {
        let output =
            Command::new(env!("CARGO_BIN_EXE_wva")).arg("decide").args(arguments).output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {err}");
        assert!(err.contains(" MiB") || err.contains("more than 33554432 bytes"), "{err}");
        assert!(err.lines().last().unwrap().starts_with("error: "), "{err}");
    }
}

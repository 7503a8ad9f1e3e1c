//! The same through the binary: exit code 3, one line, and what was remembered stays.

use std::path::{Path, PathBuf};
use std::process::Command;

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
            "the policy wanted more than 536870912 bytes of memory",
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

//! The memory from one decision to the next, as a file.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

const DEMO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../deploy/samples/demo");
const OBSERVATIONS: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../deploy/samples/demo/observations.yaml");
const AT: &str = "2026-01-31T12:00:00Z";

fn demo(more: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wva"));
    command.args(["decide", "-f", DEMO, "--observations", OBSERVATIONS, "--at", AT]);
    command.args(more).output().unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

/// A directory for one test, empty at its start.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// `behavior` of the first variant in the snapshot that the arguments save.
fn saved_behavior(name: &str, more: &[&str]) -> Value {
    let file = folder(name).join("snapshot.json");
    demo(&[more, &["--save-snapshot", file.to_str().unwrap()]].concat());
    let saved: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    saved.pointer("/snapshot/variants/0/behavior").unwrap().clone()
}

#[test]
fn only_a_loop_writes_its_calm_into_the_snapshot() {
    assert_eq!(saved_behavior("once", &[]), Value::Null);
    let memory = folder("loop-memory").join("memory.json");
    let written = saved_behavior("loop", &["--memory", memory.to_str().unwrap()]);
    assert_eq!(written["scaleDown"]["stabilizationWindowS"], 300);
    assert_eq!(written["scaleUp"]["stabilizationWindowS"], 0);
}

#[test]
fn memory_is_read_and_written() {
    let file = folder("memory").join("memory.json");
    std::fs::write(&file, "").unwrap();
    let name = file.to_str().unwrap();
    assert_eq!(code(&demo(&["--memory", name])), 0);
    assert!(serde_json::from_slice::<Value>(&std::fs::read(&file).unwrap()).unwrap().is_array());
    assert_eq!(code(&demo(&["--memory", name])), 0);
    std::fs::write(&file, "my thesis").unwrap();
    assert_eq!(code(&demo(&["--memory", name])), 2);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "my thesis");
}

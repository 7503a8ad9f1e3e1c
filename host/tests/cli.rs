//! The binary as it is called: exit codes, streams, formats.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

const DEMO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../deploy/samples/demo");
const OBSERVATIONS: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../deploy/samples/demo/observations.yaml");
const PROFILES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../deploy/samples/demo/profiles.yaml");
const AT: &str = "2026-01-31T12:00:00Z";

fn wva(arguments: &[&str], stdin: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_wva"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // The binary need not read it.
    let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
    child.wait_with_output().unwrap()
}

fn demo(more: &[&str]) -> Output {
    let mut arguments = vec!["decide", "-f", DEMO, "--observations", OBSERVATIONS, "--at", AT];
    arguments.extend(more);
    wva(&arguments, "")
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A directory for one test, empty at its start.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn the_demo_is_decided() {
    let output = demo(&["--explain"]);
    assert_eq!((code(&output), err(&output).as_str()), (0, ""));
    let text = out(&output);
    assert!(text.starts_with("VARIANT"), "{text}");
    assert!(text.contains("llm-inference/llama-8b-premium: "), "{text}");
    let last = text.lines().last().unwrap();
    assert!(last.starts_with("total ") && last.contains(" cents/h, policy wva "), "{text}");
}

#[test]
fn json_and_yaml_say_the_same() {
    let (json, yaml) = (demo(&["-o", "json"]), demo(&["-o", "yaml"]));
    assert_eq!((code(&json), code(&yaml)), (0, 0));
    let json: Value = serde_json::from_str(&out(&json)).unwrap();
    let yaml: Value = serde_yaml::from_str(&out(&yaml)).unwrap();
    assert_eq!(json, yaml);
    assert_eq!(json["policy"]["sha256"].as_str().unwrap().len(), 64);
    assert_eq!(json["decision"]["atUnixS"], 1_769_860_800.0);
    assert_eq!(json["decision"]["variants"].as_array().unwrap().len(), 3);
}

#[test]
fn a_saved_snapshot_gives_the_same_decision() {
    let file = folder("saved").join("snapshot.json");
    let file = file.to_str().unwrap();
    let first = demo(&["-o", "json", "--save-snapshot", file]);
    let again = wva(&["decide", "--snapshot", file, "-o", "json"], "");
    assert_eq!(out(&first), out(&again));
    let saved = std::fs::read_to_string(file).unwrap();
    let piped = wva(&["decide", "--snapshot", "-", "-o", "json"], &saved);
    assert_eq!(out(&first), out(&piped));
    let once_more = wva(&["decide", "--snapshot", "-", "--save-snapshot", file], &saved);
    assert_eq!(code(&once_more), 0);
    assert_eq!(saved, std::fs::read_to_string(file).unwrap());
}

#[test]
fn memory_is_read_and_written() {
    let file = folder("memory").join("memory.json");
    let name = file.to_str().unwrap();
    assert_eq!(code(&demo(&["--memory", name])), 0);
    assert!(serde_json::from_slice::<Value>(&std::fs::read(&file).unwrap()).unwrap().is_array());
    assert_eq!(code(&demo(&["--memory", name])), 0);
    std::fs::write(&file, "my thesis").unwrap();
    assert_eq!(code(&demo(&["--memory", name])), 2);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "my thesis");
}

#[test]
fn stdin_is_read_and_the_undecided_is_counted() {
    let manifest = "
kind: VariantAutoscaling
metadata: {name: llama-8b, namespace: llm}
spec: {modelName: meta/llama-3.1-8b, serviceClass: Premium, acceleratorType: H100}
";
    let output = wva(&["decide", "-f", "-"], manifest);
    assert_eq!(code(&output), 1, "{}", err(&output));
    assert!(out(&output).contains("llm/llama-8b"));
}

#[test]
fn bad_input_is_refused_with_a_reason() {
    let cases: [(&[&str], &str); 9] = [
        (&["decide"], "--filename"),
        (&["decide", "--nonsense"], "--nonsense"),
        (&["decide", "-f", "/nowhere.yaml"], "cannot read `/nowhere.yaml`"),
        (&["decide", "-f", "-"], "stdin:1"),
        (&["decide", "-f", "-", "--observations", "-"], "once only"),
        (&["decide", "-f", DEMO, "--at", "yesterday"], "yesterday"),
        (&["decide", "-f", PROFILES, "--catalogue", "none"], "no catalogue `none`"),
        (&["decide", "--snapshot", "-"], "the policy refuses the input"),
        (&["decide", "--snapshot", "-", "-f", "x"], "--snapshot"),
    ];
    for (arguments, reason) in cases {
        let output = wva(arguments, "]");
        assert_eq!(code(&output), 2, "{arguments:?}: {}", err(&output));
        assert!(err(&output).contains(reason), "{arguments:?}: {}", err(&output));
        assert_eq!(out(&output), "", "{arguments:?}");
    }
}

#[test]
fn a_directory_without_manifests_is_said() {
    let folder = folder("none");
    std::fs::write(folder.join("notes.txt"), "").unwrap();
    std::fs::write(folder.join(".hidden.yaml"), "").unwrap();
    let output = wva(&["decide", "-f", folder.to_str().unwrap()], "");
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains("no *.yaml, *.yml or *.json file"), "{}", err(&output));
}

#[test]
fn a_bad_policy_is_the_policys_failure() {
    let output = demo(&["--policy", OBSERVATIONS]);
    assert_eq!(code(&output), 3);
    assert!(err(&output).contains("not a valid component"), "{}", err(&output));
}

#[test]
fn a_result_that_cannot_be_written_fails() {
    let output = demo(&["--save-snapshot", "/nowhere/snapshot.json"]);
    assert_eq!(code(&output), 3);
    assert!(err(&output).contains("cannot write `/nowhere/snapshot.json`"), "{}", err(&output));
}

#[test]
fn policies_are_inspected() {
    let output = wva(&["policy", "inspect", "-o", "json"], "");
    let policy: Value = serde_json::from_str(&out(&output)).unwrap();
    assert_eq!(policy["imports"], Value::Array(vec![]));
    assert_eq!(policy["exports"][0], "wva:policy/policy@1.0.0");
    assert!(out(&wva(&["policy", "inspect"], "")).contains("imports  none"));
}

#[test]
fn help_lists_the_exit_codes() {
    let output = wva(&["decide", "--help"], "");
    assert_eq!(code(&output), 0);
    assert!(out(&output).contains("Exit codes:"));
}

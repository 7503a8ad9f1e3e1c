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
const GUIDE: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/cases/manifests/guide/variantautoscaling.yaml");
const LIMITED: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/cases/manifests/accepted/limited.yaml");
const WRONG: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/cases/manifests/wrong");
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
fn a_snapshot_of_1_0_0_gives_the_same_decision() {
    let file = folder("older").join("snapshot.json");
    let first = demo(&["-o", "json", "--save-snapshot", file.to_str().unwrap()]);
    let saved = std::fs::read_to_string(file).unwrap();
    let older = saved.replacen(r#""interfaceVersion":"0.1.0""#, r#""interfaceVersion":"1.0.0""#, 1);
    assert_ne!(older, saved);
    assert_eq!(out(&wva(&["decide", "--snapshot", "-", "-o", "json"], &older)), out(&first));
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
fn an_empty_stdin_is_said() {
    for text in ["", "kind: Pod\nmetadata: {name: a}\n"] {
        let output = wva(&["decide", "-f", "-"], text);
        assert_eq!((code(&output), out(&output).as_str()), (2, ""));
        assert!(err(&output).contains("no VariantAutoscaling in stdin;"), "{}", err(&output));
    }
}

#[test]
fn bad_input_is_refused_with_a_reason() {
    let cases: [(&[&str], &str); 15] = [
        (&["decide"], "--filename"),
        (&["decide", "--nonsense"], "--nonsense"),
        (&["decide", "-f", "/nowhere.yaml"], "cannot read `/nowhere.yaml`"),
        (&["decide", "-f", "-"], "stdin:1"),
        (&["decide", "-f", "-", "--observations", "-"], "once only"),
        (&["decide", "-f", DEMO, "--at", "yesterday"], "yesterday"),
        (
            &["decide", "-f", PROFILES, "--at", "0001-01-01T00:00:00Z"],
            "--at: `0001-01-01T00:00:00Z` is before 1970",
        ),
        (&["decide", "-f", PROFILES, "--catalogue", "none"], "no catalogue `none`"),
        (&["decide", "--snapshot", "-"], "`-` is not a snapshot file: expected value at line 1"),
        (&["decide", "--snapshot", "-", "--solver", "greedy"], "--solver"),
        (&["decide", "-f", DEMO, "--solver", "exact"], "[possible values: unlimited, greedy]"),
        (&["decide", "-f", DEMO, "--saturation-policy", "fair"], "priority-round-robin"),
        (
            &["decide", "-f", GUIDE, "--solver", "unlimited", "--delayed-best-effort"],
            "need `--solver greedy`",
        ),
        (&["decide", "-f", PROFILES], "there is nothing to decide: no VariantAutoscaling in"),
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
fn a_file_that_is_no_policy_is_bad_input() {
    for (path, reason) in [
        (OBSERVATIONS, "not a valid component"),
        ("/nowhere.wasm", "cannot read policy `/nowhere.wasm`"),
        (DEMO, "cannot read policy"),
    ] {
        let output = demo(&["--policy", path]);
        assert_eq!(code(&output), 2, "{}", err(&output));
        assert!(err(&output).contains(reason), "{}", err(&output));
    }
}

#[test]
fn a_file_that_cannot_be_written_is_bad_input() {
    for option in ["--save-snapshot", "--memory"] {
        let output = demo(&[option, "/nowhere/file.json"]);
        assert_eq!(code(&output), 2);
        assert!(err(&output).contains("cannot write `/nowhere/file.json`"), "{}", err(&output));
        assert_eq!(out(&output), "");
    }
}

#[test]
#[cfg(unix)]
fn a_link_and_a_device_stay_what_they_are() {
    let folder = folder("links");
    let (file, link) = (folder.join("snapshot.json"), folder.join("link.json"));
    std::fs::write(&file, "").unwrap();
    std::os::unix::fs::symlink("snapshot.json", &link).unwrap();
    assert_eq!(code(&demo(&["--save-snapshot", link.to_str().unwrap()])), 0);
    assert!(link.is_symlink() && std::fs::read_to_string(&file).unwrap().starts_with('{'));
    assert_eq!(code(&demo(&["--save-snapshot", "/dev/null"])), 0);
    assert!(!Path::new("/dev/null").is_file());
}

/// Whoever closes the pipe has seen enough: the decision stands, and so does its exit code.
#[test]
fn a_closed_pipe_changes_no_exit_code() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_wva"))
        .args(["decide", "-f", GUIDE, "-o", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(1));
}

/// The solver of the snapshot that is sent.
fn solver(file: &str, more: &[&str]) -> Value {
    let saved = folder(&format!("solver{}", more.concat())).join("snapshot.json");
    let mut arguments = vec!["decide", "-f", file, "--save-snapshot", saved.to_str().unwrap()];
    arguments.extend(more);
    let output = wva(&arguments, "");
    assert!(code(&output) < 2, "{}", err(&output));
    let saved: Value = serde_json::from_slice(&std::fs::read(&saved).unwrap()).unwrap();
    saved.pointer("/snapshot/solver").unwrap().clone()
}

#[test]
fn the_command_line_chooses_the_solver() {
    let greedy = |policy: &str, delayed: bool| serde_json::json!({"greedy": {"saturationPolicy": policy, "delayedBestEffort": delayed}});
    assert_eq!(solver(GUIDE, &[]), Value::Null);
    assert_eq!(solver(GUIDE, &["--solver", "unlimited"]), "unlimited");
    assert_eq!(solver(GUIDE, &["--solver", "greedy"]), greedy("priorityExhaustive", false));
    assert_eq!(solver(GUIDE, &["--saturation-policy", "none"]), greedy("none", false));
    assert_eq!(solver(LIMITED, &[]), greedy("priorityRoundRobin", true));
    let immediate = ["--delayed-best-effort=false"];
    assert_eq!(solver(LIMITED, &immediate), greedy("priorityRoundRobin", false));
    let round = ["--saturation-policy", "round-robin", "--delayed-best-effort"];
    assert_eq!(solver(LIMITED, &round), greedy("roundRobin", true));
}

#[test]
fn a_catalogue_of_other_models_is_noted() {
    let output = demo(&["--catalogue", "upstream-emulator"]);
    assert_eq!(
        err(&output),
        "note: catalogue `upstream-emulator` has nothing for the models in use, \
         `meta/llama-3.1-8b`; it has `default/default`\n"
    );
}

#[test]
fn large_numbers_stay_short_and_the_total_says_what_it_lacks() {
    let manifest = "
kind: VariantAutoscaling
metadata: {name: a, namespace: llm}
spec: {modelName: m, serviceClass: Premium, acceleratorType: A100}
---
kind: ConfigMap
metadata: {name: serviceclass}
data: {classes: '[{name: Premium, model: m, slo-ttft: 1e300, slo-itl: 1e-300}]'}
";
    let output = wva(&["decide", "-f", "-"], manifest);
    assert_eq!(code(&output), 1, "{}", err(&output));
    assert!(out(&output).contains("  -/1e300  -/1e-300  "), "{}", out(&output));
    let total = "\ntotal 0.00 cents/h without 1 variant of unknown cost, policy wva ";
    assert!(out(&output).contains(total), "{}", out(&output));
}

/// Every file under `tests/cases/manifests/wrong` gives the message stored beside it, and exit
/// code 2. `UPDATE_EXPECTED=1` writes the messages of those that only the binary knows.
#[test]
fn wrong_files_give_the_stored_messages() {
    let mut count = 0;
    for (kind, arguments) in [
        ("manifests", &["-f"][..]),
        ("nothing", &["-f"]),
        ("observations", &["-f", "../../guide/variantautoscaling.yaml", "--observations"]),
        ("metrics", &["-f", "../../guide/variantautoscaling.yaml", "--metrics"]),
        ("snapshot", &["--snapshot"]),
    ] {
        for file in wrong(kind) {
            check_message(&file, arguments);
            count += 1;
        }
    }
    assert!(count >= 30, "{count} wrong files");
}

fn wrong(kind: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(Path::new(WRONG).join(kind)).unwrap();
    let files = entries.map(|entry| entry.unwrap().path());
    files.filter(|path| path.extension().is_some_and(|ending| ending != "expected")).collect()
}

fn check_message(file: &Path, arguments: &[&str]) {
    let output = Command::new(env!("CARGO_BIN_EXE_wva"))
        .arg("decide")
        .args(arguments)
        .arg(file.file_name().unwrap())
        .current_dir(file.parent().unwrap())
        .output()
        .unwrap();
    let message = err(&output).replace("error: the input cannot be used\n", "");
    assert_eq!((code(&output), out(&output).as_str()), (2, ""), "{}: {message}", file.display());
    let stored = file.with_extension("expected");
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        std::fs::write(&stored, &message).unwrap();
    }
    let expected = std::fs::read_to_string(&stored).unwrap_or_default();
    assert_eq!(message, expected, "{}", file.display());
}

#[test]
fn policies_are_inspected() {
    let output = wva(&["policy", "inspect", "-o", "json"], "");
    let policy: Value = serde_json::from_str(&out(&output)).unwrap();
    assert_eq!(policy["imports"], Value::Array(vec![]));
    assert_eq!(policy["exports"][0], "wva:policy/policy@0.1.0");
    assert!(out(&wva(&["policy", "inspect"], "")).contains("imports  none"));
}

#[test]
fn help_lists_the_exit_codes() {
    let output = wva(&["decide", "--help"], "");
    assert_eq!(code(&output), 0);
    assert!(out(&output).contains("Exit codes:"));
}

fn scenario(name: &str, text: &str, more: &[&str]) -> Output {
    let folder = folder(name);
    let world = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/scenarios/manifests");
    for file in ["world.yaml", "one.yaml"] {
        std::fs::copy(world.join(file), folder.join(file)).unwrap();
    }
    let path = folder.join("scenario.yaml");
    std::fs::write(&path, text).unwrap();
    let mut arguments = vec!["decide", "--scenario", path.to_str().unwrap()];
    arguments.extend(more);
    wva(&arguments, "")
}

const STEP: &str = "shows: a step
manifests: [world.yaml, one.yaml]
durationSeconds: 30m
replicas: {llm/a: 1}
load: {llm/a: {avgInputTokens: 512, avgOutputTokens: 128, points: [[0, 10], [600, 10], [600, 50]]}}
expect:
";

#[test]
fn a_scenario_is_shown_and_judged() {
    let holds = format!("{STEP}- {{at: 600, desired: {{llm/a: 3}}}}\n");
    let shown = scenario("holds", &holds, &[]);
    assert_eq!(code(&shown), 0, "{}", err(&shown));
    let text = out(&shown);
    assert!(text.contains("10:00  llm/a     50.00"), "{text}");
    assert!(text.contains("everything holds"), "{text}");
    let chart = text.lines().filter(|line| line.contains('█'));
    assert!(chart.clone().count() >= 3 && chart.clone().all(|line| line.chars().count() <= 80));
    let json = scenario("holds", &holds, &["-o", "json"]);
    let json: Value = serde_json::from_str(&out(&json)).unwrap();
    assert_eq!(json["report"]["summary"]["cycles"], 60);
    assert_eq!(json["policy"]["name"], "wva");
}

#[test]
fn a_scenario_that_does_not_hold_says_what_was() {
    let fails = format!("{STEP}- {{at: 600, desired: {{llm/a: 7}}}}\n");
    let shown = scenario("fails", &fails, &[]);
    assert_eq!(code(&shown), 1);
    assert!(out(&shown).contains("scenario.yaml:7: at 10:00 llm/a: desired 3; expected desired 7"));
    let wrong = scenario("wrong", "shows: x\nmanifests: [nowhere.yaml]\n", &[]);
    assert_eq!(code(&wrong), 2);
    assert!(err(&wrong).contains("nowhere.yaml"));
    let both = scenario("both", &fails, &["--at", "2026-01-31T12:00:00Z"]);
    assert_eq!(code(&both), 2);
}

//! Strangers' texts reach a terminal only escaped, whatever file they come in.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests")]

use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::Value;

const DEMO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../deploy/samples/demo");

/// Clears the screen, sets a title, turns the text round, hides a letter, forges a line.
const EVIL: &str = "x\u{1b}[2J\u{1b}]0;t\u{7}\u{9b}31m\u{202e}\u{200b}\u{3164}\nerror: forged";

/// Runs it in a folder of its own that holds one file; stdout and stderr.
fn shown(file: &str, content: &str, arguments: &[&str]) -> (String, String) {
    static FOLDERS: AtomicU32 = AtomicU32::new(0);
    let folder = format!("terminal-{}", FOLDERS.fetch_add(1, Ordering::Relaxed));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(folder);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(file), content).unwrap();
    let output =
        Command::new(env!("CARGO_BIN_EXE_wva")).args(arguments).current_dir(folder).output();
    let output = output.unwrap();
    (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
}

fn assert_harmless(texts: &(String, String)) {
    for text in [&texts.0, &texts.1] {
        let harmful = |letter: char| {
            letter != '\n' && letter.is_control()
                || ['\u{202e}', '\u{200b}', '\u{3164}'].contains(&letter)
        };
        assert!(!text.contains(harmful), "{text:?}");
        assert!(!text.lines().any(|line| line.starts_with("error: forged")), "{text}");
    }
}

/// The demo's snapshot with every name, class, model and the currency spoiled.
fn snapshot() -> String {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("terminal-demo.json");
    let status = Command::new(env!("CARGO_BIN_EXE_wva"))
        .args(["decide", "-f", DEMO, "--observations"])
        .arg(Path::new(DEMO).join("observations.yaml"))
        .arg("--save-snapshot")
        .arg(&path)
        .output()
        .unwrap();
    assert!(status.status.code().is_some_and(|code| code < 2));
    let mut input: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    spoil(&mut input["snapshot"]);
    input.to_string()
}

fn spoil(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(text) if !["latency", "mode"].contains(&name.as_str()) => {
                        text.push_str(EVIL);
                    }
                    value => spoil(value),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(spoil),
        _ => {}
    }
}

#[test]
fn a_snapshot_reaches_it_escaped_in_every_format() {
    let content = snapshot();
    for format in ["table", "json", "yaml"] {
        let arguments = ["decide", "--snapshot", "s.json", "--explain", "-o", format];
        let shown = shown("s.json", &content, &arguments);
        assert_harmless(&shown);
        assert!(shown.0.contains("x\\u001b[2J"), "{}", shown.0);
    }
}

/// The text is there still, for a program that reads it.
#[test]
fn json_and_yaml_lose_nothing() {
    let content = snapshot();
    let arguments = |format| ["decide", "--snapshot", "s.json", "-o", format];
    let json: Value =
        serde_json::from_str(&shown("s.json", &content, &arguments("json")).0).unwrap();
    let name = json.pointer("/decision/variants/0/variant").and_then(Value::as_str).unwrap();
    assert!(name.ends_with(EVIL), "{name:?}");
    assert_eq!(
        shown("s.json", &content, &arguments("yaml")).0,
        shown("s.json", &content, &arguments("json")).0
    );
}

#[test]
fn manifests_and_their_names_reach_it_escaped() {
    let text = serde_json::to_string(EVIL).unwrap();
    let all = format!(
        "apiVersion: llmd.ai/v1alpha1\nkind: VariantAutoscaling\n\
         metadata: {{name: {text}, namespace: {text}, labels: {{{text}: {text}}}}}\n\
         spec: {{modelName: {text}, modelID: {text}, acceleratorType: {text}, {text}: {text}, \
         scaleTargetRef: {{kind: {text}, name: {text}}}, minReplicas: {text}, variantCost: {text}}}\n"
    );
    let metrics = format!("vllm:num_requests_waiting{{model_name={text}}} x{text}\n");
    assert_harmless(&shown("v.yaml", &all, &["decide", "-f", "."]));
    for file in ["v.yaml", "m.txt", "s.json"] {
        for content in [&all, &metrics, EVIL, &format!("{{{text}: 1}}"), &format!("{text}: [")] {
            for arguments in [
                &["decide", "-f", file][..],
                &["decide", "-f", DEMO, "--observations", file],
                &["decide", "-f", DEMO, "--metrics", file],
                &["decide", "-f", DEMO, "--memory", file],
                &["decide", "--snapshot", file],
                &["decide", "--scenario", file],
                &["policy", "inspect", file],
            ] {
                assert_harmless(&shown(file, content, arguments));
            }
        }
    }
}

#[test]
fn a_file_whose_name_forges_a_line_is_one_line() {
    let file = "a\nerror: forged.yaml";
    for content in ["", "kind: [", "kind: Deployment"] {
        assert_harmless(&shown(file, content, &["decide", "-f", "."]));
        assert_harmless(&shown(file, content, &["decide", "--snapshot", file]));
    }
}

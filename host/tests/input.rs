//! What `wva decide` says of files that are something else, or that lack something.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::path::PathBuf;
use std::process::{Command, Output};

const DEMO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../deploy/samples/demo");

fn wva(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_wva")).arg("decide").args(arguments).output().unwrap()
}

fn of(name: &str) -> String {
    format!("{DEMO}/{name}.yaml")
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn bytes_that_are_no_text_are_named() {
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("bytes.txt");
    for (bytes, said) in [
        (&[0x1f, 0x8b, 0x08, 0xff][..], "is not UTF-8 text; it is compressed with gzip"),
        (&[0xff, 0xfe, 0x76, 0x00], "is not UTF-8 text; it is UTF-16"),
        (&[0x76, 0xff], "is not UTF-8 text\n"),
    ] {
        std::fs::write(&file, bytes).unwrap();
        let output = wva(&[
            "-f",
            DEMO,
            "--observations",
            &of("observations"),
            "--metrics",
            file.to_str().unwrap(),
        ]);
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2));
        assert!(error.contains(said), "{error}");
    }
}

#[test]
fn an_unknown_load_hides_nothing_that_is_missing() {
    let (variants, profiles) = (of("variantautoscalings"), of("profiles"));
    let bare = wva(&["-f", &variants, "--explain"]);
    assert_eq!(out(&bare).matches("unknown-load, no-profile").count(), 3, "{}", out(&bare));
    let said = "not H100: no performance parameters for `meta/llama-3.1-8b` on `H100`";
    let sentence = out(&bare).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(sentence.contains(said), "{sentence}");
    let output = wva(&["-f", &variants, "-f", &profiles]);
    assert!(out(&output).contains("unknown-load, no-service-class"), "{}", out(&output));
}

/// Three pods at three moments: one restarts, and its reset is no other pod's.
#[test]
fn a_directory_holds_the_pages_of_one_moment() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("moments");
    let mut moments = Vec::new();
    for (time, counts) in [[10, 500, 70], [70, 560, 130], [130, 60, 190]].iter().enumerate() {
        let moment = folder.join(format!("t{time}"));
        std::fs::create_dir_all(&moment).unwrap();
        for (pod, count) in ["aaaaa", "bbbbb", "ccccc"].iter().zip(counts) {
            let page = format!("vllm:request_arrival_total{{model_name=\"m\"}} {count}\n");
            std::fs::write(moment.join(format!("chat-7d9f4-{pod}.txt")), page).unwrap();
        }
        moments.push(moment.to_str().unwrap().to_owned());
    }
    let manifest = folder.join("chat.yaml");
    let text = "kind: VariantAutoscaling\nmetadata: {name: chat, namespace: llm}\n\
                spec: {modelName: m, acceleratorType: H100}\n---\nkind: Deployment\n\
                metadata: {name: chat, namespace: llm}\nspec: {replicas: 3}\n";
    std::fs::write(&manifest, text).unwrap();
    let mut arguments = vec!["-f", manifest.to_str().unwrap(), "-o", "json", "--seconds", "60"];
    for moment in &moments {
        arguments.extend(["--metrics", moment]);
    }
    let snapshot = folder.join("snapshot.json");
    arguments.extend(["--save-snapshot", snapshot.to_str().unwrap()]);
    let output = wva(&arguments);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("pod `chat-7d9f4-bbbbb`: restarted between the pages"), "{said}");
    let saved = std::fs::read_to_string(&snapshot).unwrap();
    let saved: serde_json::Value = serde_json::from_str(&saved).unwrap();
    let observed = &saved["snapshot"]["variants"][0]["observed"];
    assert_eq!(observed["arrivalRatePerS"], 3.0);
    assert_eq!(observed["readyReplicas"], 3);
}

//! Data first: every file under `tests/cases/manifests` beside what must come of it.
//!
//! `UPDATE_EXPECTED=1 cargo test -p wva-manifests` writes the expectations anew; the difference
//! is then read like any other change.
#![expect(clippy::expect_used, reason = "a test says by a panic what is wrong")]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use wva_manifests::{
    Manifests, Observations, Problem, Source, parse, parse_observations, parse_partial,
};

const CASES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/cases/manifests");
const DEMO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../deploy/samples/demo");

/// Any moment: the snapshot only carries it.
const AT_UNIX_S: f64 = 1_700_000_000.0;

fn source(path: &Path) -> Source {
    let name = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
    let text = fs::read_to_string(path).expect("the case can be read");
    Source { path: name, text }
}

fn files(directory: &str, endings: &[&str]) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).expect("the directory is there");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    let named = |path: &PathBuf| {
        let name = path.to_string_lossy();
        endings.iter().any(|ending| name.ends_with(ending)) && !name.ends_with(".expected.json")
    };
    files.retain(named);
    files.sort();
    assert!(!files.is_empty(), "{directory} holds no case");
    files
}

fn compare(path: &Path, got: &str) {
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        fs::write(path, got).expect("the expectation can be written");
    }
    let expected = fs::read_to_string(path).unwrap_or_default();
    assert_eq!(got, expected, "{} differs", path.display());
}

fn lines(problems: &[Problem]) -> Vec<String> {
    problems.iter().map(ToString::to_string).collect()
}

fn resolved(manifests: &Manifests, observations: &Observations) -> Value {
    let (snapshot, problems) = manifests.snapshot(observations, AT_UNIX_S, "cents");
    json!({
        "snapshot": snapshot,
        "problemsOfManifests": lines(&manifests.problems),
        "problemsOfSnapshot": lines(&problems),
    })
}

fn pretty(value: &Value) -> String {
    let mut text = serde_json::to_string_pretty(value).expect("JSON can be written");
    text.push('\n');
    text
}

#[test]
fn accepted_files_give_the_stored_snapshots() {
    for path in files(&format!("{CASES}/accepted"), &[".yaml", ".json"]) {
        let manifests = parse(&[source(&path)]).unwrap_or_else(|problems| panic!("{problems}"));
        compare(
            &path.with_extension("expected.json"),
            &pretty(&resolved(&manifests, &Observations::default())),
        );
    }
}

/// The tests of the command line hold the other kinds of wrong files to their messages.
#[test]
fn wrong_files_give_the_stored_messages() {
    for path in files(&format!("{CASES}/wrong/manifests"), &[".yaml", ".json"]) {
        let problems = parse(&[source(&path)]).expect_err("the case is wrong");
        compare(&path.with_extension("expected"), &format!("{problems}\n"));
    }
    for path in files(&format!("{CASES}/wrong/observations"), &[".yaml"]) {
        let problems = parse_observations(&source(&path)).expect_err("the case is wrong");
        compare(&path.with_extension("expected"), &format!("{problems}\n"));
    }
}

#[test]
fn good_observations_keep_every_value() {
    let path = PathBuf::from(format!("{CASES}/observations/good.json"));
    let observations =
        parse_observations(&source(&path)).unwrap_or_else(|problems| panic!("{problems}"));
    let mut got = String::new();
    for observation in &observations.variants {
        let json = serde_json::to_string(&observation.observed).expect("JSON can be written");
        writeln!(got, "{} {json}", observation.variant).expect("a string can be written to");
    }
    for entry in &observations.entries {
        let json = serde_json::to_string(&entry.observed).expect("JSON can be written");
        writeln!(got, "{} {json}", entry.workload).expect("a string can be written to");
    }
    compare(&path.with_extension("expected"), &got);
}

/// Every block of the user guide as it stands, alone and together.
#[test]
fn the_guide_is_accepted_without_a_word() {
    let sources: Vec<Source> =
        files(&format!("{CASES}/guide"), &[".yaml"]).iter().map(|path| source(path)).collect();
    assert_eq!(sources.len(), 3);
    for alone in &sources {
        let manifests =
            parse(std::slice::from_ref(alone)).unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!(lines(&manifests.problems), Vec::<String>::new());
    }
    let manifests = parse(&sources).unwrap_or_else(|problems| panic!("{problems}"));
    let resolved = resolved(&manifests, &Observations::default());
    assert_eq!(resolved["problemsOfSnapshot"], json!([]));
    compare(&PathBuf::from(format!("{CASES}/guide/together.expected.json")), &pretty(&resolved));
}

#[test]
fn the_demo_is_accepted_without_a_word() {
    let (observations, manifests): (Vec<PathBuf>, Vec<PathBuf>) =
        files(DEMO, &[".yaml"]).into_iter().partition(|path| path.ends_with("observations.yaml"));
    let observations =
        observations.first().map(|path| source(path)).expect("the demo has observations");
    let observations =
        parse_observations(&observations).unwrap_or_else(|problems| panic!("{problems}"));
    let manifests: Vec<Source> = manifests.iter().map(|path| source(path)).collect();
    let manifests = parse(&manifests).unwrap_or_else(|problems| panic!("{problems}"));
    let resolved = resolved(&manifests, &observations);
    assert_eq!(resolved["problemsOfManifests"], json!([]));
    assert_eq!(resolved["problemsOfSnapshot"], json!([]));
    assert_eq!(resolved["snapshot"]["variants"].as_array().map(Vec::len), Some(3));
    compare(&PathBuf::from(format!("{CASES}/demo.expected.json")), &pretty(&resolved));
}

/// Files in any order and objects in any order are the same world.
#[test]
fn order_changes_nothing() {
    let mut sources: Vec<Source> = files(DEMO, &[".yaml"])
        .iter()
        .filter(|path| !path.ends_with("observations.yaml"))
        .map(|path| source(path))
        .collect();
    let forward = resolved(&parse_partial(&sources), &Observations::default());
    sources.reverse();
    for source in &mut sources {
        let mut documents: Vec<&str> = source.text.split("\n---\n").collect();
        documents.reverse();
        source.text = documents.join("\n---\n");
    }
    assert_eq!(
        resolved(&parse_partial(&sources), &Observations::default())["snapshot"],
        forward["snapshot"]
    );
}

/// The page of formats shows nothing that is not read without a word.
#[test]
fn the_examples_of_the_documentation_are_accepted() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/formats.md");
    let page = fs::read_to_string(path).expect("the page is there");
    let mut examples = 0;
    for block in page.split("```yaml\n").skip(1) {
        let text = block.split("```").next().unwrap_or_default().to_owned();
        let source = Source { path: format!("example {examples}"), text };
        if source.text.starts_with("- ") {
            let read = parse_observations(&source);
            let entries = read.map(|list| list.variants.len() + list.entries.len());
            assert_eq!(entries, Ok(1));
        } else {
            let manifests = parse(&[source]).unwrap_or_else(|problems| panic!("{problems}"));
            assert_eq!(lines(&manifests.problems), Vec::<String>::new());
        }
        examples += 1;
    }
    assert_eq!(examples, 14);
}

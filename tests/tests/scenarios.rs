//! Every scenario holds, natively and in the sandbox, and both say the same.

#![expect(clippy::panic, clippy::unwrap_used, reason = "a test may fail")]

use std::path::Path;

use wva::policy::Policy;
use wva_core::decide;
use wva_manifests::Source;
use wva_scenario::{Failure, Scenario, play};
use wva_tests::calm::{renewed, table};
use wva_tests::scenarios::all;
use wva_tests::scenarios::random::random;

/// Random time lines that are played; more of them find little more.
const RANDOM_RUNS: u32 = 300;

fn scenarios() -> Vec<(String, Scenario)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let scenarios = all(&root.join("scenarios")).unwrap_or_else(|error| panic!("{error}"));
    assert!(scenarios.len() >= 40, "only {} scenarios", scenarios.len());
    scenarios
}

fn said(name: &str, what: &str, failures: &[Failure]) -> Vec<String> {
    let one = |f: &Failure| {
        let line = f.place.as_ref().and_then(|place| place.line).unwrap_or(0);
        format!(
            "{name}:{line}: {what} at {} s {}: {}; expected {}",
            f.at_s, f.variant, f.was, f.expected
        )
    };
    failures.iter().map(one).collect()
}

#[test]
fn every_scenario_holds() {
    let mut failures = Vec::new();
    for (name, scenario) in scenarios() {
        let report = play(&scenario, |input| decide(&input.snapshot, &input.memory)).unwrap();
        failures.extend(said(&name, "wrong scale-down", &report.wrong_scale_downs));
        failures.extend(said(&name, "broken law", &report.broken_laws));
        failures.extend(said(&name, "expectation", &report.failures));
    }
    assert!(failures.is_empty(), "{} do not hold:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn the_sandbox_says_the_same() {
    let policy = Policy::embedded().unwrap();
    for (name, scenario) in scenarios() {
        let natively = play(&scenario, |input| decide(&input.snapshot, &input.memory)).unwrap();
        let sandboxed = play(&scenario, |input| policy.decide(&input.snapshot, &input.memory));
        assert!(sandboxed.unwrap() == natively, "{name}");
    }
}

/// A scenario says what it shows, where it comes from, and what must come of it.
#[test]
fn every_scenario_says_what_it_is_for() {
    for (name, scenario) in scenarios() {
        assert!(scenario.shows.ends_with('.'), "{name}");
        assert!(scenario.source.is_some(), "{name}");
        assert!(!scenario.expectations.is_empty(), "{name}");
        assert!(scenario.problems.is_empty(), "{name}: {:?}", scenario.problems);
    }
}

#[test]
fn the_page_on_calm_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/calm.md");
    let page = std::fs::read_to_string(path).unwrap();
    let table = table(&scenarios()).unwrap();
    let renewed = renewed(&page, &table).unwrap_or_else(|| panic!("docs/calm.md has no marks"));
    assert!(page == renewed, "run `cargo xtask calm --write`; it gives\n{table}");
}

/// The page shows a scenario that can be read and holds, and names every field of a report.
#[test]
fn the_page_on_scenarios_is_true() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let page = std::fs::read_to_string(root.join("docs/scenarios.md")).unwrap();
    let text = page.split("```yaml\n").nth(1).unwrap().split("```").next().unwrap().to_owned();
    let source = Source { path: "docs/scenarios.md".to_owned(), text };
    let file = |name: &String| {
        let text = std::fs::read_to_string(root.join("tests/scenarios").join(name)).unwrap();
        Source { path: name.clone(), text }
    };
    let files: Vec<Source> = Scenario::files(&source).unwrap().iter().map(file).collect();
    let scenario = Scenario::parse(&source, &files).unwrap_or_else(|error| panic!("{error}"));
    let report = play(&scenario, |input| decide(&input.snapshot, &input.memory)).unwrap();
    assert!(report.holds(), "{:?} {:?}", report.failures, report.summary);
    let report = serde_json::to_value(&report).unwrap();
    let parts = [&report, &report["summary"], &report["events"][0], &report["rows"][0]];
    for field in parts.iter().flat_map(|part| part.as_object().unwrap().keys()) {
        assert!(page.contains(field), "`{field}` is not on the page");
    }
}

/// Whatever happens, nothing is taken away on what is not known, and nothing that is needed.
#[test]
fn random_time_lines_break_no_law() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut wrong = Vec::new();
    for seed in 0..RANDOM_RUNS {
        let text = random(seed);
        let scenario = read(&text, &root);
        let report = play(&scenario, |input| decide(&input.snapshot, &input.memory)).unwrap();
        let name = format!("seed {seed}");
        if !report.holds() {
            // To be looked at with `wva decide --scenario`, beside the manifests it names.
            let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("random-{seed}.yaml"));
            std::fs::write(path, &text).unwrap();
        }
        wrong.extend(said(&name, "wrong scale-down", &report.wrong_scale_downs));
        wrong.extend(said(&name, "broken law", &report.broken_laws));
    }
    assert!(wrong.is_empty(), "{} are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

fn read(text: &str, root: &Path) -> Scenario {
    let source = Source { path: "random".to_owned(), text: text.to_owned() };
    let file = |name: &String| {
        let text = std::fs::read_to_string(root.join(name)).unwrap();
        Source { path: name.clone(), text }
    };
    let files: Vec<Source> = Scenario::files(&source).unwrap().iter().map(file).collect();
    Scenario::parse(&source, &files).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

//! Every scenario holds, natively and in the sandbox, and both say the same.

#![expect(clippy::panic, reason = "a test may fail")]

use std::path::Path;

use wva::policy::Policy;
use wva_core::decide;
use wva_scenario::{Failure, Scenario};
use wva_tests::calm::{renewed, table};
use wva_tests::scenarios::{all, play};

fn scenarios() -> Vec<(String, Scenario)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let scenarios = all(&root.join("scenarios")).unwrap_or_else(|error| panic!("{error}"));
    assert!(scenarios.len() >= 40, "only {} scenarios", scenarios.len());
    scenarios
}

fn said(name: &str, what: &str, failures: &[Failure]) -> Vec<String> {
    let one = |f: &Failure| {
        let line = f.place.as_ref().map_or(0, |place| place.line);
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
    assert_eq!(page, renewed, "run `cargo xtask calm --write`");
}

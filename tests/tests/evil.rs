//! What becomes of each thing that `tests/evil` does, as `tests/evil/expected.txt` says.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::OnceLock;

use serde_json::json;
use wva::policy::{Answer, CallError, Policy};
use wva_core::decision::Decision;
use wva_core::snapshot::{INTERFACE_VERSION, PolicyInput};
use wva_tests::evil::{component, module};

/// Characters of an outcome that are written down.
const SHOWN: usize = 160;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// The component, built once; the target directory is a parent of this program.
fn evil(describes: &str) -> Vec<u8> {
    static MODULE: OnceLock<Vec<u8>> = OnceLock::new();
    let program = std::env::current_exe().unwrap();
    let target = program.ancestors().find(|folder| folder.join("wva").is_dir()).unwrap();
    component(MODULE.get_or_init(|| module(root(), target).unwrap()), describes).unwrap()
}

/// Variants and their workloads: two of two, or what a word is about.
fn asked_about(how: &str) -> &'static [(&'static str, &'static str)] {
    match how {
        _ if how.starts_with("handover-") => &[("ns/a", "w1"), ("ns/h", "w1"), ("ns/z", "w2")],
        _ if how.contains("-on-") => {
            &[("ns/a", "w1"), ("ns/b", "w2"), ("ns/c", "w3"), ("ns/d", "w4"), ("ns/e", "w5")]
        }
        _ => &[("ns/a", "w1"), ("ns/b", "w2")],
    }
}

/// One to three replicas of each variant, of which five run.
fn question(how: &str) -> PolicyInput {
    let variant = |name: &str, workload: &str| {
        json!({"name": name, "workload": workload, "accelerator": "A100", "keepAccelerator": true,
               "minReplicas": 1, "maxReplicas": 3, "observed": {"currentReplicas": 5}})
    };
    let workload = |key: &str| json!({"key": key, "model": "m", "priority": 1});
    let about = asked_about(how);
    let keys: BTreeSet<_> = about.iter().map(|(_, key)| *key).collect();
    let workloads: Vec<_> = keys.into_iter().map(workload).collect();
    let variants: Vec<_> = about.iter().map(|(name, key)| variant(name, key)).collect();
    // Fifteen devices, where they are shared: three for each variant.
    let shared = how.starts_with("share-");
    let capacities = if shared { json!([{"deviceType": "A100", "units": 15}]) } else { json!([]) };
    let snapshot = json!({"atUnixS": 7.0, "currency": how, "accelerators": [], "profiles": [],
        "workloads": workloads, "variants": variants, "capacities": capacities});
    let question =
        json!({"interfaceVersion": INTERFACE_VERSION, "memory": [], "snapshot": snapshot});
    serde_json::from_value(question).unwrap()
}

fn desired(decision: &Decision) -> String {
    let one = |replicas: Option<u32>| replicas.map_or("none".to_owned(), |n| n.to_string());
    let all = decision.variants.iter();
    all.map(|variant| one(variant.desired_replicas)).collect::<Vec<_>>().join(" and ")
}

/// The replicas that are taken, and the first refusal.
fn outcome(answer: Result<Answer, CallError>) -> String {
    match answer {
        Ok(Answer { decision, refused, .. }) => {
            let taken = format!("taken, {} replicas", desired(&decision));
            let keys: Vec<_> = refused.iter().map(|one| one.workload.as_str()).collect();
            match refused.first() {
                Some(first) => format!("{taken}, without {}: {}", keys.join(" and "), first.why),
                None => taken,
            }
        }
        Err(error) => error.to_string(),
    }
}

/// What becomes of an answer in JSON; the second instance knows nothing of the first.
fn asked(policy: &Policy, how: &str) -> String {
    let input = serde_json::to_string(&question(how)).unwrap();
    let outcome = || outcome(policy.answer_json(&input));
    let first = outcome();
    assert_eq!(first, outcome(), "{how}");
    first
}

fn asked_with_types(policy: &Policy, how: &str) -> String {
    let input = question(how);
    outcome(policy.answer(&input.snapshot, &input.memory))
}

/// What becomes of a policy that describes itself so.
fn described(describes: &str) -> String {
    match Policy::from_bytes(&evil(describes)) {
        Ok(policy) => {
            let told = &policy.identity().description;
            let models = told.latency_models.len();
            format!("name `{}`, version `{}`, {models} latency models", told.name, told.version)
        }
        Err(error) => error.to_string(),
    }
}

/// A letter, named where an editor would not show it.
fn visible(letter: char) -> String {
    let shown = letter.is_ascii() || letter == '…';
    if shown { letter.to_string() } else { format!("<U+{:04X}>", u32::from(letter)) }
}

/// Without the amount of fuel, which changes with every field of a snapshot.
fn without_fuel(outcome: &str) -> String {
    match outcome.split_once("used up its ") {
        Some((before, after)) => {
            let after = after.trim_start_matches(|letter: char| letter.is_ascii_digit());
            format!("{before}used up its{after}")
        }
        None => outcome.to_owned(),
    }
}

/// A line `call how: outcome` as it is now.
fn now(policy: &Policy, line: &str) -> String {
    let (what, _) = line.split_once(": ").unwrap_or((line, ""));
    let (call, how) = what.split_once(' ').unwrap();
    let outcome = match call {
        "describe" => described(how),
        "decide" => asked_with_types(policy, how),
        _ => asked(policy, how),
    };
    assert_eq!(outcome.lines().count(), 1, "{outcome}");
    assert!(outcome.len() < 5_000, "{outcome}");
    let start: String = without_fuel(&outcome).chars().take(SHOWN).map(visible).collect();
    format!("{what}: {start}\n")
}

#[test]
fn every_harm_is_refused_or_does_none() {
    let path = root().join("tests/evil/expected.txt");
    let mut expected = std::fs::read_to_string(&path).unwrap();
    let policy = Policy::from_bytes(&evil("ordinary")).unwrap();
    let mut found = String::new();
    for line in expected.lines() {
        found += &now(&policy, line);
    }
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        std::fs::write(&path, &found).unwrap();
        expected.clone_from(&found);
    }
    assert_eq!(found, expected);
}

/// A behaviour of the source without a line would not be tested.
#[test]
fn every_word_of_the_source_has_its_line() {
    let source = root().join("tests/evil/src");
    let expected = std::fs::read_to_string(root().join("tests/evil/expected.txt")).unwrap();
    for file in ["answer.rs", "describe.rs", "lib.rs"] {
        let text = std::fs::read_to_string(source.join(file)).unwrap();
        for arm in text.lines().filter(|line| line.trim_start().starts_with('"')) {
            let Some((words, _)) = arm.split_once(" =>") else { continue };
            for word in words.split('|').map(|word| word.trim().trim_matches('"')) {
                let line = format!(" {word}: ");
                assert!(expected.contains(&line), "{file}: `{word}`");
            }
        }
    }
}

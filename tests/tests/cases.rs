//! Manifests and observations go the whole way; every variant's sentence is the expected one.

#![expect(clippy::unwrap_used, clippy::format_push_string, reason = "a test may fail")]

use std::path::{Path, PathBuf};

use wva_core::decide;
use wva_core::text::render;
use wva_tests::parity::decide_case;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn sentences(case: &Path) -> String {
    let given = decide_case(root(), case).unwrap();
    let (manifests, observations) = (&given.manifests, &given.observations);
    let (snapshot, problems) = manifests.snapshot(observations, 0.0, "cents");
    let mut decision = decide(&snapshot, &[]).unwrap();
    render(&mut decision, &snapshot.currency);
    let mut text = String::new();
    for problem in manifests.problems.iter().chain(&problems) {
        text += &format!("{problem}\n");
    }
    for variant in &decision.variants {
        let numbers = (variant.wanted_replicas, variant.desired_replicas);
        text += &format!("{} {numbers:?} {}\n", variant.binds.code, variant.sentence);
    }
    text
}

#[test]
fn every_case_says_what_is_expected() {
    let folder = root().join("tests/cases/decide");
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut cases: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
    cases.sort();
    assert!(cases.len() >= 15, "only {} cases", cases.len());
    for case in cases {
        let (ours, expected) = (sentences(&case), case.join("expected.txt"));
        if std::env::var_os("UPDATE_EXPECTED").is_some() {
            std::fs::write(&expected, &ours).unwrap();
        }
        let expected = std::fs::read_to_string(&expected).unwrap_or_default();
        assert_eq!(ours, expected, "{}", case.display());
    }
}

//! Manifests and observations go the whole way; every variant's sentence is the expected one.

#![expect(clippy::unwrap_used, clippy::format_push_string, reason = "a test may fail")]

use std::path::{Path, PathBuf};

use wva_core::decide;
use wva_manifests::{Source, parse, parse_observations};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn source(path: &Path) -> Source {
    Source {
        path: path.file_name().unwrap().to_string_lossy().into_owned(),
        text: std::fs::read_to_string(path).unwrap(),
    }
}

/// The sample's files, unless the case brings a `ConfigMap` of that meaning itself.
fn base(own: &Source) -> Vec<Source> {
    let demo = root().join("deploy/samples/demo");
    let files = [
        ("accelerators.yaml", "accelerator-unit"),
        ("profiles.yaml", "wva-profiles"),
        ("serviceclasses.yaml", "service-classes-config"),
    ];
    let used = files.iter().filter(|(_, name)| !own.text.contains(name));
    used.map(|(file, _)| source(&demo.join(file))).collect()
}

fn sentences(case: &Path) -> String {
    let own = source(&case.join("manifests.yaml"));
    let mut sources = base(&own);
    sources.push(own);
    let observed = case.join("observations.yaml");
    let observations = if observed.is_file() {
        parse_observations(&source(&observed)).unwrap()
    } else {
        Vec::new()
    };
    let manifests = parse(&sources).unwrap();
    let (snapshot, problems) = manifests.snapshot(&observations, 0.0, "cents");
    let decision = decide(&snapshot, &[]).unwrap();
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

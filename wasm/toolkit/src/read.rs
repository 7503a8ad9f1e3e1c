//! Texts to a snapshot: manifests and observations in any files, also mixed in one.

use serde::{Deserialize, Serialize};
use wva_core::snapshot::Snapshot;
use wva_manifests::{
    Observations, Problem, Source, merge_observations, parse_partial, read_observations,
};

/// A text and what to call it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// Its name in messages.
    pub path: String,
    /// YAML or JSON, one or more documents.
    pub text: String,
}

/// What the texts say, without what is wrong in them.
#[derive(Debug, Serialize)]
pub struct Parsed {
    /// The state of the world.
    pub snapshot: Snapshot,
    /// Errors, warnings and notes, in the order of the texts.
    pub problems: Vec<Problem>,
}

/// Reads all files together.
#[must_use]
pub fn read(files: &[File], currency: &str, at_unix_s: f64) -> Parsed {
    let mut manifests = parse_partial(&sources(files, false));
    let mut problems = std::mem::take(&mut manifests.problems);
    let mut observations = Observations::default();
    for source in sources(files, true) {
        let (read, found) = read_observations(&source);
        observations = merge_observations(observations, read);
        problems.extend(found);
    }
    let (snapshot, found) = manifests.snapshot(&observations, at_unix_s, currency);
    problems.extend(found);
    Parsed { snapshot, problems }
}

/// The files with what in them are observations, or with all else; none that is empty then.
fn sources(files: &[File], observations: bool) -> Vec<Source> {
    let mut sources = Vec::new();
    for File { path, text } in files {
        let text = only(text, observations);
        if !text.trim().is_empty() {
            sources.push(Source { path: path.clone(), text });
        }
    }
    sources
}

/// The documents that are observations, or all the others; every line stays where it was.
fn only(text: &str, observations: bool) -> String {
    let mut kept = String::with_capacity(text.len());
    for document in documents(text) {
        if is_observations(document) == observations {
            kept.push_str(document);
        } else {
            document.bytes().filter(|byte| *byte == b'\n').for_each(|_| kept.push('\n'));
        }
    }
    kept
}

/// The text, cut before each line that begins a document.
fn documents(text: &str) -> Vec<&str> {
    let mut documents = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("\n---") {
        let (document, next) = rest.split_at(at + 1);
        documents.push(document);
        rest = next;
    }
    documents.push(rest);
    documents
}

/// Observations are a list, or an object of that name; nothing else that is read is either.
fn is_observations(document: &str) -> bool {
    let lines = document.lines().map(|line| line.trim_start_matches("---").trim_start());
    let mut telling = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    telling.next().is_some_and(|line| {
        line.starts_with("- ") || line.starts_with('[') || line.starts_with("observations:")
    })
}

#[cfg(test)]
mod tests {
    use wva_manifests::Severity;

    use super::*;

    const MIXED: &str = "\
# Both in one text.
kind: VariantAutoscaling
metadata: {name: a, namespace: llm}
spec: {modelName: m, acceleratorType: H100}
---
# What was measured.
- variant: llm/a
  arrivalRatePerS: 3
---
kind: VariantAutoscaling
metadata: {name: b, namespace: llm}
spec: {modelName: m, acceleratorType: H100, maxBatchSize: lots}
";

    fn parsed(text: &str) -> Parsed {
        read(&[File { path: "x.yaml".to_owned(), text: text.to_owned() }], "cents", 7.0)
    }

    #[test]
    fn observations_are_told_apart_and_errors_keep_their_line() {
        let Parsed { snapshot, problems } = parsed(MIXED);
        let [only] = snapshot.variants.as_slice() else { panic!("{snapshot:?}") };
        assert_eq!(only.observed.arrival_rate_per_s, Some(3.0));
        let error = problems.iter().find(|problem| problem.severity == Severity::Error).unwrap();
        assert_eq!((error.line, error.field.as_deref()), (Some(12), Some("spec.maxBatchSize")));
        let wrong = parsed(&MIXED.replace("arrivalRatePerS: 3", "arrivalRatePerS: much"));
        assert!(wrong.problems.iter().any(|problem| problem.line == Some(8)), "{wrong:?}");
    }

    #[test]
    fn json_is_yaml_too() {
        let observed = r#"[{"variant": "llm/a", "arrivalRatePerS": 3}]"#;
        assert_eq!(only(observed, true), observed);
        assert_eq!(only("{\"kind\": \"List\"}", true), "");
        assert_eq!(only("---\nobservations:\n- variant: a/b\n", false), "\n\n\n");
    }

    #[test]
    fn nothing_is_an_empty_world() {
        let Parsed { snapshot, problems } = parsed("\n# nothing\n");
        assert!(snapshot.variants.is_empty() && problems.is_empty());
    }
}

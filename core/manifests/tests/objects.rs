//! Objects that were never a text are read as texts are, except that they have no lines.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail")]

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use wva_manifests::document::Node;
use wva_manifests::{Manifests, Observations, Problem, Source, parse_objects, parse_partial};

/// The cases of manifests, right ones and wrong ones.
fn cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases/manifests");
    let mut cases = Vec::new();
    for folder in ["accepted", "guide", "wrong/manifests"] {
        let entries = std::fs::read_dir(root.join(folder)).unwrap();
        cases.extend(entries.map(|entry| entry.unwrap().path()));
    }
    cases.retain(|path| !path.to_string_lossy().contains(".expected"));
    // A JSON value keeps neither the order of fields nor how a number was written (`1e3`), and the
    // messages of these two show it.
    cases.retain(|path| !path.ends_with("no-spec-indent.yaml") && !path.ends_with("replicas.yaml"));
    cases.sort();
    cases
}

/// In any order, and without lines.
fn comparable(manifests: &Manifests) -> Value {
    let mut all = serde_json::to_value(manifests).unwrap();
    strip(&mut all);
    for list in all.as_object_mut().unwrap().values_mut().filter_map(Value::as_array_mut) {
        list.sort_by_key(Value::to_string);
    }
    all["problems"] = manifests.problems.iter().map(without_line).collect();
    all["problems"].as_array_mut().unwrap().sort_by_key(Value::to_string);
    let (snapshot, _) = manifests.snapshot(&Observations::default(), 0.0, "cents");
    json!([all, snapshot])
}

fn without_line(problem: &Problem) -> Value {
    let problem = Problem { line: None, column: None, ..problem.clone() };
    let words = problem.to_string();
    // Other places that the text names.
    let words = words.split(", first on line ").next().unwrap_or_default();
    let lines =
        words.split(".yaml:").map(|part| part.trim_start_matches(|c: char| c.is_ascii_digit()));
    lines.collect::<Vec<_>>().join(".yaml").into()
}

fn strip(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|name, _| !["line", "column"].contains(&name.as_str()));
            fields.values_mut().for_each(strip);
        }
        Value::Array(items) => items.iter_mut().for_each(strip),
        _ => {}
    }
}

#[test]
fn objects_and_texts_say_the_same() {
    let options = serde_yaml::options! { strict_booleans: true };
    let mut compared = 0;
    for case in cases() {
        let text = std::fs::read_to_string(&case).unwrap();
        let path = case.file_name().unwrap().to_string_lossy().into_owned();
        let objects = serde_yaml::from_multiple_with_options(&text, options.clone());
        // A text that is wrong in how it is written is no objects.
        let Ok::<Vec<Value>, _>(objects) = objects else { continue };
        let nodes = objects.iter().map(|object| (path.clone(), Node::from_json(object)));
        let of_objects = parse_objects(nodes);
        assert!(of_objects.problems.iter().all(|problem| problem.line.is_none()));
        let of_text = parse_partial(&[Source { path, text }]);
        let (left, right) = (comparable(&of_objects), comparable(&of_text));
        assert_eq!(left[0]["problems"], right[0]["problems"], "{}", case.display());
        assert_eq!(left, right, "{}", case.display());
        compared += 1;
    }
    assert!(compared >= 40, "only {compared} cases were compared");
}

#[test]
fn a_kustomization_is_left_alone() {
    let text = "resources:\n- variants.yaml\n".to_owned();
    let of = |path: &str| parse_partial(&[Source { path: path.to_owned(), text: text.clone() }]);
    let said = of("overlay/kustomization.yaml").problems;
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].to_string().contains("expected what `kubectl kustomize` makes of it"));
    assert!(of("other.yaml").problems[0].to_string().contains("expected `kind` and `metadata`"));
}

#[test]
fn a_target_in_another_namespace_is_said() {
    let variant = "apiVersion: llmd.ai/v1alpha1\nkind: VariantAutoscaling\nmetadata: {name: chat, \
                   namespace: a}\nspec: {modelID: m, scaleTargetRef: {kind: Deployment, name: chat}}\n";
    let target = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: chat, namespace: b}\n\
                  spec: {replicas: 2}\n";
    let source = Source { path: "all.yaml".to_owned(), text: format!("{variant}---\n{target}") };
    let said = parse_partial(&[source]).problems;
    let said = said.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    assert!(said.contains("chat scales `chat` of namespace `a`"), "{said}");
}

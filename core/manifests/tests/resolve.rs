//! What wins where two sources say something of the same variant.
#![expect(clippy::panic, clippy::indexing_slicing, reason = "a test says by a panic what is wrong")]

use wva_core::snapshot::Observation;
use wva_manifests::{Manifests, Observations, Severity, Source, VariantObservation, parse};

const VARIANT: &str = "
kind: VariantAutoscaling
metadata: {name: a, namespace: llm}
spec: {modelName: m, acceleratorType: A100}
status:
  currentAlloc: {accelerator: H100, numReplicas: 2, load: {arrivalRate: '120', avgInputTokens: '10'}}
---
";
const DEPLOYMENT: &str = "
kind: Deployment
metadata: {name: a, namespace: llm}
spec:
  replicas: 3
  template: {spec: {containers: [{name: proxy}, {name: vllm, args: [--model, m, --max-num-seqs, '64']}]}}
";

fn manifests(text: &str) -> Manifests {
    let source = Source { path: "x.yaml".to_owned(), text: text.to_owned() };
    parse(&[source]).unwrap_or_else(|problems| panic!("{problems}"))
}

fn observed(text: &str, given: &[VariantObservation]) -> Observation {
    let (snapshot, _) =
        manifests(text).snapshot(&Observations::of_variants(given.to_vec()), 0.0, "cents");
    snapshot.variants[0].observed.clone()
}

fn given(observed: Observation) -> [VariantObservation; 1] {
    [VariantObservation { variant: "llm/a".to_owned(), observed, place: None }]
}

#[test]
fn a_status_says_only_where_its_replicas_run() {
    let expected = Observation { accelerator: Some("H100".to_owned()), ..Observation::default() };
    assert_eq!(observed(VARIANT, &[]), expected);
}

#[test]
fn a_target_says_its_replicas_and_its_batch() {
    let seen = observed(&format!("{VARIANT}{DEPLOYMENT}"), &[]);
    assert_eq!((seen.current_replicas, seen.max_batch_size), (Some(3), Some(64)));
    assert_eq!(seen.arrival_rate_per_s, None);
}

#[test]
fn observations_win_field_by_field() {
    assert_eq!(observed(VARIANT, &given(Observation::default())), observed(VARIANT, &[]));
    let text = format!("{VARIANT}{DEPLOYMENT}");
    let mine = Observation {
        current_replicas: Some(0),
        arrival_rate_per_s: Some(0.0),
        ..Observation::default()
    };
    let expected = Observation {
        max_batch_size: Some(64),
        accelerator: Some("H100".to_owned()),
        ..mine.clone()
    };
    assert_eq!(observed(&text, &given(mine)), expected);
}

#[test]
fn an_observation_of_nobody_is_reported() {
    let stray =
        VariantObservation { variant: "llm/aa".to_owned(), ..VariantObservation::default() };
    let (_, problems) =
        manifests(VARIANT).snapshot(&Observations::of_variants(vec![stray]), 0.0, "cents");
    assert_eq!(problems[0].severity, Severity::Warning);
    assert_eq!(
        problems[0].to_string(),
        "warning: variant: there is no variant `llm/aa`; did you mean `llm/a`"
    );
}

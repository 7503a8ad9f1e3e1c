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

#[test]
fn the_node_selector_names_the_accelerator() {
    let text = |product: &str| {
        format!(
            "kind: VariantAutoscaling\nmetadata: {{name: chat, namespace: llm}}\n\
             spec: {{modelID: m, scaleTargetRef: {{kind: Deployment, name: chat}}}}\n---\n\
             kind: ConfigMap\nmetadata: {{name: accelerator-unit-costs}}\n\
             data: {{H100: '{{\"device\": \"NVIDIA-H100-80GB-HBM3\", \"cost\": \"40\"}}'}}\n---\n\
             kind: Deployment\nmetadata: {{name: chat, namespace: llm}}\n\
             spec: {{template: {{spec: {{nodeSelector: {{nvidia.com/gpu.product: {product}}}}}}}}}\n"
        )
    };
    let read = |product: &str| {
        let source = Source { path: "all.yaml".to_owned(), text: text(product) };
        let manifests = parse(&[source]).unwrap();
        let said = manifests.problems.iter().map(ToString::to_string).collect::<Vec<_>>();
        (manifests.variants[0].accelerator.clone(), said.join("\n"))
    };
    let (accelerator, said) = read("NVIDIA-H100-80GB-HBM3");
    assert_eq!(accelerator.as_deref(), Some("H100"));
    assert!(said.contains("note: VariantAutoscaling llm/chat: accelerator `H100`: the pods of Deployment `chat` select `NVIDIA-H100-80GB-HBM3`"), "{said}");
    let (accelerator, said) = read("NVIDIA-L4");
    assert_eq!(accelerator, None);
    assert!(said.contains("no single one fits `NVIDIA-L4`"), "{said}");
}

//! The built-in policy: all ways of asking it agree.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use wva::policy::{CallError, Policy};
use wva_core::decision::{Decision, Prediction};
use wva_core::model::{Replica, Sizing};
use wva_core::snapshot::{
    INTERFACE_VERSION, LatencyModel, LatencyTarget, PolicyInput, QueueParameters, Targets,
};
use wva_core::text::render;
use wva_manifests::{Source, parse, parse_observations};

fn replica() -> Replica {
    let parameters = QueueParameters {
        alpha_ms: 7.47,
        beta_ms: 0.044,
        gamma_ms: 15.415,
        delta_ms_per_token: 0.000_337,
    };
    Replica {
        latency: LatencyModel::Queue(parameters),
        max_batch: 64,
        max_queue: None,
        avg_input_tokens: 128.0,
        avg_output_tokens: 512.0,
    }
}

fn demo() -> PolicyInput {
    let file = |name: &str| {
        let path = format!("{}/../deploy/samples/demo/{name}.yaml", env!("CARGO_MANIFEST_DIR"));
        Source { text: std::fs::read_to_string(&path).unwrap(), path }
    };
    let names = ["accelerators", "profiles", "serviceclasses", "variantautoscalings"];
    let manifests = parse(&names.map(file)).unwrap();
    let observations = parse_observations(&file("observations")).unwrap();
    let (snapshot, _) = manifests.snapshot(&observations, 1_769_860_800.0, "cents");
    PolicyInput { interface_version: INTERFACE_VERSION.to_owned(), snapshot, memory: Vec::new() }
}

#[test]
fn typed_and_json_decisions_agree() {
    let (policy, input) = (Policy::embedded().unwrap(), demo());
    let json = policy.decide_json(&serde_json::to_string(&input).unwrap()).unwrap();
    let mut typed = policy.decide(&input.snapshot, &input.memory).unwrap();
    assert_eq!(wva_core::decide(&input.snapshot, &input.memory).unwrap(), typed);
    render(&mut typed, &input.snapshot.currency);
    assert_eq!(serde_json::from_str::<Decision>(&json).unwrap(), typed);
    assert_eq!(serde_json::to_string(&typed).unwrap(), json);
}

#[test]
fn typed_and_json_answers_of_the_model_agree() {
    let (policy, replica) = (Policy::embedded().unwrap(), replica());
    let json = policy.evaluate_json(&format!(
        r#"{{"replica":{},"arrivalRatePerS":5.5}}"#,
        serde_json::to_string(&replica).unwrap()
    ));
    let typed = policy.evaluate(&replica, 5.5).unwrap();
    assert_eq!(serde_json::from_str::<Prediction>(&json.unwrap()).unwrap(), typed);

    let itl = Some(LatencyTarget { at_most_ms: 9.0, percentile: None });
    let targets = Targets { itl, ..Targets::default() };
    let json = policy.size_json(&format!(
        r#"{{"replica":{},"targets":{}}}"#,
        serde_json::to_string(&replica).unwrap(),
        serde_json::to_string(&targets).unwrap()
    ));
    let typed = policy.size(&replica, &targets).unwrap();
    assert_eq!(serde_json::from_str::<Sizing>(&json.unwrap()).unwrap(), typed);
}

#[test]
fn a_sweep_has_both_ends() {
    let replica = serde_json::to_string(&replica()).unwrap();
    let ask = format!(r#"{{"replica":{replica},"fromRatePerS":1,"toRatePerS":3,"points":5}}"#);
    let curve = Policy::embedded().unwrap().sweep_json(&ask).unwrap();
    let curve: Vec<Prediction> = serde_json::from_str(&curve).unwrap();
    let rates: Vec<_> = curve.iter().map(|point| point.arrival_rate_per_s).collect();
    assert_eq!(rates, [1.0, 1.5, 2.0, 2.5, 3.0]);
}

#[test]
fn a_refusal_names_the_field() {
    let policy = Policy::embedded().unwrap();
    let refusal = |input: &str| match policy.decide_json(input) {
        Err(CallError::Refused(error)) => (error.code.to_string(), error.field),
        other => panic!("{other:?}"),
    };
    let of = |code: &str, field: &str| (code.to_owned(), field.to_owned());
    assert_eq!(
        refusal(r#"{"interfaceVersion":"2.0.0"}"#),
        of("unsupported-version", "interfaceVersion")
    );
    assert_eq!(
        refusal(r#"{"interfaceVersion":"0.1.0","snapshot":{"atUnixS":"x"}}"#),
        of("invalid-input", "snapshot.atUnixS")
    );
    assert_eq!(refusal("]").0, "invalid-input");
}

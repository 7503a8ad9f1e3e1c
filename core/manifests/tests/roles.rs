//! Prefill and decode pools of one model are sized apart, whichever way they say what they are.
#![expect(clippy::panic, clippy::unwrap_used, reason = "a test says by a panic what is wrong")]

use wva_core::decide;
use wva_core::decision::Decision;
use wva_core::snapshot::{Observation, Snapshot, Workload};
use wva_manifests::{Observations, Phase, Severity, Source, VariantObservation, parse};

const WORLD: &str = r#"
kind: ConfigMap
metadata: {name: accelerator-unit-costs}
data:
  H100: '{"device": "H100", "cost": "80"}'
---
kind: ConfigMap
metadata: {name: service-classes-config}
data:
  gold: '{"name": "Gold", "priority": 1, "data": [{"model": "m", "slo-tpot": 24, "slo-ttft": 500}]}'
  tin: '{"name": "Tin", "priority": 9, "data": [{"model": "m", "slo-tpot": 60, "slo-ttft": 900}]}'
---
kind: ConfigMap
metadata: {name: wva-profiles}
data:
  profiles: |
    - {model: m, accelerator: H100, accCount: 1, maxBatchSize: 128, alphaMs: 7, betaMs: 0.04, gammaMs: 15, deltaMsPerToken: 0.04}
"#;

/// A variant with its Deployment.
struct Pool {
    name: &'static str,
    class: &'static str,
    label: Option<&'static str>,
    kv_role: Option<&'static str>,
}

const fn pool(name: &'static str) -> Pool {
    Pool { name, class: "Gold", label: None, kv_role: None }
}

impl Pool {
    const fn labelled(self, label: &'static str) -> Self {
        Self { label: Some(label), ..self }
    }

    const fn with_kv_role(self, kv_role: &'static str) -> Self {
        Self { kv_role: Some(kv_role), ..self }
    }

    fn objects(&self) -> String {
        let Self { name, class, label, kv_role } = self;
        let labels = label.map_or(String::new(), |label| format!("llm-d.ai/role: {label}"));
        let args = kv_role.map_or(String::new(), |role| {
            format!(
                r#"--kv-transfer-config, '{{"kv_connector":"NixlConnector","kv_role":"{role}"}}'"#
            )
        });
        format!(
            "
---
kind: VariantAutoscaling
metadata: {{name: {name}, namespace: n}}
spec: {{modelID: m, serviceClass: {class}, acceleratorType: H100, minReplicas: 0}}
---
kind: Deployment
metadata: {{name: {name}, namespace: n}}
spec:
  replicas: 3
  template:
    metadata: {{labels: {{{labels}}}}}
    spec: {{containers: [{{name: vllm, args: [{args}], resources: {{limits: {{nvidia.com/gpu: 1}}}}}}]}}
"
        )
    }
}

/// Measured at three ready replicas.
fn seen(rate_per_s: Option<f64>, input: Option<f64>, output: Option<f64>) -> Observation {
    Observation {
        arrival_rate_per_s: rate_per_s,
        avg_input_tokens: input,
        avg_output_tokens: output,
        ready_replicas: Some(3),
        ..Observation::default()
    }
}

fn snapshot(pools: &[Pool], observed: &[(&str, Observation)]) -> Snapshot {
    let text = pools.iter().fold(WORLD.to_owned(), |text, pool| text + &pool.objects());
    let source = Source { path: "x.yaml".to_owned(), text };
    let manifests = parse(&[source]).unwrap_or_else(|problems| panic!("{problems}"));
    let observed: Vec<VariantObservation> = observed
        .iter()
        .map(|(name, observed)| VariantObservation {
            variant: format!("n/{name}"),
            observed: observed.clone(),
            place: None,
        })
        .collect();
    manifests.snapshot(&Observations::of_variants(observed), 0.0, "cents").0
}

fn wanted(decision: &Decision, variant: &str) -> u32 {
    let of_it = decision.variants.iter().find(|decided| decided.variant == format!("n/{variant}"));
    of_it.unwrap().wanted_replicas.unwrap()
}

/// Replicas that are wanted of the prefill and of the decode pool.
fn both(input: f64, output: f64) -> (u32, u32) {
    let pools = [pool("p").labelled("prefill"), pool("d").labelled("decode")];
    let observed = [
        ("p", seen(Some(60.0), Some(input), Some(1.0))),
        ("d", seen(Some(60.0), Some(input), Some(output))),
    ];
    let decision = decide(&snapshot(&pools, &observed), &[]).unwrap();
    (wanted(&decision, "p"), wanted(&decision, "d"))
}

fn workload<'s>(snapshot: &'s Snapshot, variant: &str) -> &'s Workload {
    let name = format!("n/{variant}");
    let variant = snapshot.variants.iter().find(|variant| variant.name == name).unwrap();
    snapshot.workloads.iter().find(|workload| workload.key == variant.workload).unwrap()
}

fn observed<'s>(snapshot: &'s Snapshot, variant: &str) -> &'s Observation {
    let name = format!("n/{variant}");
    &snapshot.variants.iter().find(|variant| variant.name == name).unwrap().observed
}

#[test]
fn longer_prompts_move_the_prefill_pool_alone() {
    for (input, output) in [(1000.0, 200.0), (2000.0, 300.0), (4000.0, 50.0)] {
        let ((prefill, decode), (more, same)) = (both(input, output), both(2.0 * input, output));
        assert!(more > prefill, "{input}: {more} after {prefill}");
        assert_eq!(same, decode);
    }
}

#[test]
fn longer_answers_move_the_decode_pool_alone() {
    for (input, output) in [(1000.0, 200.0), (2000.0, 300.0), (4000.0, 100.0)] {
        let ((prefill, decode), (same, more)) = (both(input, output), both(input, 2.0 * output));
        assert!(more > decode, "{output}: {more} after {decode}");
        assert_eq!(same, prefill);
    }
}

#[test]
fn every_spelling_is_understood() {
    let spellings = [
        [pool("p").labelled("prefill"), pool("d").labelled("decode")],
        [pool("p").labelled("prefill"), pool("d")],
        [pool("p").labelled("prefill"), pool("d").labelled("both")],
        [pool("p").labelled("prefill"), pool("d").labelled("prefill-decode")],
        [pool("p").labelled("prefill").with_kv_role("kv_both"), pool("d").with_kv_role("kv_both")],
        [pool("p").with_kv_role("kv_producer"), pool("d").with_kv_role("kv_consumer")],
        [pool("p").with_kv_role("kv_producer"), pool("d").with_kv_role("kv_both")],
        [pool("p").with_kv_role("kv_producer"), pool("d")],
    ];
    for (number, pools) in spellings.iter().enumerate() {
        let snapshot = snapshot(pools, &[]);
        assert_eq!(workload(&snapshot, "p").key, "n/m/Gold#prefill", "spelling {number}");
        assert_eq!(workload(&snapshot, "d").key, "n/m/Gold", "spelling {number}");
    }
}

#[test]
fn pools_that_serve_whole_requests_are_alternatives() {
    for pools in [
        [pool("p").with_kv_role("kv_both"), pool("d").with_kv_role("kv_both")],
        [pool("p").labelled("both"), pool("d").labelled("both")],
        [pool("p").labelled("decode"), pool("d").labelled("decode")],
        [pool("p"), pool("d")],
    ] {
        let snapshot = snapshot(&pools, &[("p", seen(Some(1.0), Some(9.0), Some(9.0)))]);
        assert_eq!(workload(&snapshot, "p").key, workload(&snapshot, "d").key);
        assert_eq!(observed(&snapshot, "p").avg_output_tokens, Some(9.0));
    }
}

#[test]
fn each_phase_has_its_own_targets() {
    let snapshot = snapshot(&[pool("p").labelled("prefill"), pool("d")], &[]);
    let [prefill, decode] =
        ["p", "d"].map(|name| workload(&snapshot, name).targets.unwrap_or_default());
    assert_eq!(prefill.itl, None);
    assert_eq!(decode.itl.map(|itl| itl.at_most_ms), Some(24.0));
    let ttft_ms = [prefill.ttft, decode.ttft].map(|ttft| ttft.unwrap().at_most_ms);
    assert!(ttft_ms[0] > 8.0 * ttft_ms[1] && (ttft_ms[0] + ttft_ms[1] - 500.0).abs() < 1e-9);
}

#[test]
fn a_request_is_counted_once() {
    let pools = [pool("p").labelled("prefill"), pool("d"), pool("e")];
    let of_d = seen(Some(60.0), Some(1000.0), Some(200.0));
    let of_e = seen(Some(40.0), Some(3000.0), Some(100.0));
    let seen_by = |prefill| {
        let observed = [("p", prefill), ("d", of_d.clone()), ("e", of_e.clone())];
        let snapshot = snapshot(&pools, &observed);
        let decision = decide(&snapshot, &[]).unwrap();
        let of_p = observed_load(&decision, "p");
        (of_p, observed_load(&decision, "d"))
    };
    // Known or not: each request that decodes had its prompt read.
    for prefill in [
        Observation { ready_replicas: Some(3), ..Observation::default() },
        seen(Some(0.0), None, None),
        seen(Some(70.0), None, None),
        seen(None, None, None),
        Observation { sample_age_s: Some(900.0), ..seen(Some(5.0), None, None) },
    ] {
        let ((rate_per_s, input), (all_per_s, none)) = seen_by(prefill);
        assert!((rate_per_s - 100.0).abs() < 1e-9 && (all_per_s - 100.0).abs() < 1e-9);
        assert!((input - 1800.0).abs() < 1e-9, "prompts of both decode pools, {input}");
        assert!(none.abs() <= 0.0, "decode reads no prompts");
    }
    // Prompts are measured where they are read.
    let ((_, input), _) = seen_by(seen(Some(100.0), Some(2500.0), Some(1.0)));
    assert!((input - 2500.0).abs() < 1e-9);
}

/// Rate and prompt length that a variant was sized for.
fn observed_load(decision: &Decision, variant: &str) -> (f64, f64) {
    let name = format!("n/{variant}");
    let decided = decision.variants.iter().find(|decided| decided.variant == name).unwrap();
    let load = decided.load.as_ref().unwrap();
    (load.arrival_rate_per_s, load.avg_input_tokens)
}

#[test]
fn what_decode_does_not_know_prefill_bounds() {
    let pools = [pool("p").labelled("prefill"), pool("d")];
    let of_p = seen(Some(60.0), Some(1000.0), Some(1.0));
    let snapshot = snapshot(&pools, &[("p", of_p), ("d", seen(None, None, Some(200.0)))]);
    let of_d = observed(&snapshot, "d");
    assert_eq!((of_d.arrival_rate_per_s, of_d.arrivals_at_least_per_s), (None, Some(60.0)));
    assert_eq!(observed(&snapshot, "p").arrival_rate_per_s, Some(60.0));
}

#[test]
fn nothing_arrives_while_the_other_pool_is_down() {
    let pools = [pool("p").labelled("prefill"), pool("d")];
    let idle = seen(Some(0.0), None, None);
    let down = Observation { ready_replicas: Some(0), ..idle.clone() };
    let left = snapshot(&pools, &[("p", idle.clone()), ("d", down.clone())]);
    assert_eq!(observed(&left, "p").arrival_rate_per_s, None);
    let right = snapshot(&pools, &[("p", down), ("d", idle.clone())]);
    assert_eq!(observed(&right, "d").arrival_rate_per_s, None);
    let neither = snapshot(&pools, &[("p", idle.clone()), ("d", idle)]);
    assert_eq!(observed(&neither, "p").arrival_rate_per_s, Some(0.0));
}

#[test]
fn a_zero_beside_running_requests_says_nothing_of_the_other_pool() {
    let pools = [pool("p").labelled("prefill"), pool("d")];
    let busy = Observation { running_requests: Some(40.0), ..seen(Some(0.0), None, None) };
    let snapshot = snapshot(&pools, &[("p", seen(None, None, None)), ("d", busy)]);
    assert_eq!(observed(&snapshot, "p").arrival_rate_per_s, None);
}

#[test]
fn prompts_that_are_read_wake_a_decode_pool() {
    let pools = [pool("p").labelled("prefill"), pool("d")];
    let off = Observation {
        current_replicas: Some(0),
        ready_replicas: Some(0),
        ..seen(None, None, Some(200.0))
    };
    let read = seen(Some(60.0), Some(1000.0), Some(1.0));
    let snapshot = snapshot(&pools, &[("p", read), ("d", off)]);
    assert_eq!(observed(&snapshot, "d").arrivals_at_least_per_s, Some(60.0));
}

#[test]
fn decode_is_not_judged_by_ttft() {
    let pools = [pool("p").labelled("prefill"), pool("d")];
    let late = Observation {
        ttft_ms: Some(5000.0),
        waiting_requests: Some(50.0),
        ..seen(Some(60.0), Some(1000.0), Some(200.0))
    };
    let waiting = snapshot(&pools, &[("p", late.clone()), ("d", late.clone())]);
    assert_eq!(observed(&waiting, "p").ttft_ms, Some(5000.0));
    assert_eq!(observed(&waiting, "d").ttft_ms, None);
    let prompt = Observation { waiting_requests: Some(0.0), ..late };
    assert_eq!(observed(&snapshot(&pools, &[("d", prompt)]), "d").ttft_ms, Some(0.0));
}

#[test]
fn waiting_requests_wake_both_pools() {
    let pools = [pool("p").labelled("prefill"), pool("d")];
    let off = Observation {
        current_replicas: Some(0),
        ready_replicas: None,
        ..seen(None, Some(1000.0), Some(200.0))
    };
    let queue = Observation { waiting_requests: Some(8.0), ..off.clone() };
    for observed in [[("p", off.clone()), ("d", queue.clone())], [("p", queue), ("d", off)]] {
        let decision = decide(&snapshot(&pools, &observed), &[]).unwrap();
        assert_eq!((wanted(&decision, "p"), wanted(&decision, "d")), (1, 1));
    }
}

#[test]
fn a_decode_pool_of_another_class_has_its_prompts_read_too() {
    let pools = [pool("p").labelled("prefill"), pool("d"), Pool { class: "Tin", ..pool("other") }];
    let observed = [
        ("d", seen(Some(60.0), Some(1000.0), Some(200.0))),
        ("other", seen(Some(40.0), Some(1000.0), Some(200.0))),
    ];
    let decision = decide(&snapshot(&pools, &observed), &[]).unwrap();
    assert!((observed_load(&decision, "p").0 - 100.0).abs() < 1e-9);
    assert!((observed_load(&decision, "d").0 - 60.0).abs() < 1e-9);
}

#[test]
fn an_encode_pool_is_held_and_it_is_said() {
    let pools = [pool("e").labelled("encode"), pool("d")];
    let text = pools.iter().fold(WORLD.to_owned(), |text, pool| text + &pool.objects());
    let manifests = parse(&[Source { path: "x.yaml".to_owned(), text }]).unwrap();
    assert_eq!(manifests.phases().of("n/e"), Phase::Encode);
    let observed = seen(Some(9.0), Some(9.0), Some(9.0));
    let given = VariantObservation { variant: "n/e".to_owned(), observed, place: None };
    let (snapshot, problems) =
        manifests.snapshot(&Observations::of_variants(vec![given]), 0.0, "cents");
    let said = |text: &str| problems.iter().any(|p| p.text.contains(text));
    assert!(problems.iter().any(|p| p.severity == Severity::Warning) && said("role encode"));
    let decision = decide(&snapshot, &[]).unwrap();
    let held = decision.variants.iter().find(|decided| decided.variant == "n/e").unwrap();
    assert_eq!((held.decided, held.desired_replicas), (false, Some(3)));
}

#[test]
fn the_roles_of_a_disaggregated_set_are_targets() {
    let pool = |name: &str, role: &str| {
        format!(
            "
---
kind: VariantAutoscaling
metadata: {{name: {name}, namespace: n}}
spec:
  modelID: m
  serviceClass: Gold
  acceleratorType: H100
  scaleTargetRef: {{kind: DisaggregatedSetRoleScaler, name: set-{role}}}
"
        )
    };
    let role = |name: &str, gpus: u32| {
        format!(
            "
  - name: {name}
    spec:
      replicas: {gpus}
      leaderWorkerTemplate:
        workerTemplate: {{spec: {{containers: [{{resources: {{limits: {{nvidia.com/gpu: {gpus}}}}}}}]}}}}"
        )
    };
    let set = "\n---\nkind: DisaggregatedSet\nmetadata: {name: set, namespace: n}\nspec:\n  roles:";
    let text = [
        WORLD.to_owned(),
        pool("p", "prefill"),
        pool("d", "decode"),
        set.to_owned(),
        role("prefill", 1),
        role("decode", 4),
    ]
    .concat();
    let manifests = parse(&[Source { path: "x.yaml".to_owned(), text }]).unwrap();
    assert_eq!(manifests.problems, []);
    let (snapshot, _) = manifests.snapshot(&Observations::default(), 0.0, "cents");
    assert_eq!(workload(&snapshot, "p").key, "n/m/Gold#prefill");
    assert_eq!(observed(&snapshot, "d").current_replicas, Some(4));
    let devices = snapshot.variants.iter().map(|variant| variant.devices_per_replica);
    assert_eq!(devices.collect::<Vec<_>>(), [Some(4), Some(1)]);
}

#[test]
fn a_name_alone_is_no_role_and_it_is_said() {
    let pools = [pool("p-prefill"), pool("p-decode")];
    let text = pools.iter().fold(WORLD.to_owned(), |text, pool| text + &pool.objects());
    let manifests = parse(&[Source { path: "x.yaml".to_owned(), text }]).unwrap();
    let (snapshot, problems) = manifests.snapshot(&Observations::default(), 0.0, "cents");
    assert_eq!(workload(&snapshot, "p-prefill").key, workload(&snapshot, "p-decode").key);
    let said = problems.iter().filter(|p| p.severity == Severity::Warning);
    let said: Vec<&str> = said.map(|problem| problem.text.as_str()).collect();
    assert_eq!(said.len(), 1);
    assert!(said.iter().all(|text| text.contains("llm-d.ai/role")));
}

//! The policy beside the real HorizontalPodAutoscaler: the same replicas at every step of its
//! recorded traces.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::path::Path;

use serde::Deserialize;
use wva_core::decide;
use wva_core::model::{Replica, size};
use wva_core::snapshot::{
    Accelerator, Behavior, LatencyModel, Observation, Profile, QueueParameters, ScalingKind,
    ScalingPolicy, ScalingRules, SelectPolicy, Snapshot, Targets, Variant, Workload,
    WorkloadMemory,
};

const OUTPUT_TOKENS: f64 = 100.0;

const LATENCY: LatencyModel = LatencyModel::Queue(QueueParameters {
    alpha_ms: 10.0,
    beta_ms: 0.0,
    gamma_ms: 0.0,
    delta_ms_per_token: 0.0,
});

/// What one replica serves at most.
fn capacity_per_s() -> f64 {
    let replica = Replica {
        latency: LATENCY,
        max_batch: 1,
        max_queue: None,
        avg_input_tokens: 0.0,
        avg_output_tokens: OUTPUT_TOKENS,
    };
    size(&replica, &Targets::default()).unwrap().at.throughput_per_s
}

#[derive(Deserialize)]
struct Recording {
    source: Source,
    traces: Vec<Trace>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Source {
    /// The controller's own scale-down window, where the behavior has none.
    downscale_stabilization_s: u32,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Trace {
    name: String,
    min_replicas: u32,
    max_replicas: u32,
    tolerance: f64,
    behavior: Option<RecordedBehavior>,
    steps: Vec<Step>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Step {
    at_s: f64,
    wanted: u32,
    current_replicas: u32,
    desired_replicas: u32,
    /// Where newer versions of Kubernetes answer otherwise.
    current_kubernetes_desired: Option<u32>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RecordedBehavior {
    scale_up: Option<RecordedRules>,
    scale_down: Option<RecordedRules>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RecordedRules {
    stabilization_window_seconds: Option<u32>,
    policies: Option<Vec<RecordedPolicy>>,
    select_policy: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RecordedPolicy {
    #[serde(rename = "type")]
    kind: String,
    value: u32,
    period_seconds: u32,
}

fn rules(recorded: Option<&RecordedRules>, tolerance: f64, window_s: u32) -> ScalingRules {
    let policy = |p: &RecordedPolicy| ScalingPolicy {
        kind: if p.kind == "Pods" { ScalingKind::Pods } else { ScalingKind::Percent },
        value: p.value,
        period_s: p.period_seconds,
    };
    let select = |name: &String| match name.as_str() {
        "Max" => SelectPolicy::Max,
        "Min" => SelectPolicy::Min,
        "Disabled" => SelectPolicy::Disabled,
        other => panic!("selectPolicy `{other}`"),
    };
    ScalingRules {
        stabilization_window_s: recorded
            .and_then(|r| r.stabilization_window_seconds)
            .or(Some(window_s)),
        policies: recorded
            .and_then(|r| r.policies.as_ref())
            .map(|policies| policies.iter().map(policy).collect()),
        select_policy: recorded.and_then(|r| r.select_policy.as_ref()).map(select),
        tolerance: Some(tolerance),
    }
}

/// A world in which `wanted` replicas are needed.
fn world(trace: &Trace, behavior: &RecordedBehavior, step: &Step, down_s: u32) -> Snapshot {
    let variant = Variant {
        name: "n/v".to_owned(),
        workload: "w".to_owned(),
        accelerator: Some("A".to_owned()),
        keep_accelerator: true,
        min_replicas: trace.min_replicas,
        max_replicas: Some(trace.max_replicas),
        behavior: Some(Behavior {
            scale_up: rules(behavior.scale_up.as_ref(), trace.tolerance, 0),
            scale_down: rules(behavior.scale_down.as_ref(), trace.tolerance, down_s),
        }),
        observed: Observation {
            arrival_rate_per_s: Some((f64::from(step.wanted) - 0.5).max(0.0) * capacity_per_s()),
            avg_input_tokens: Some(0.0),
            avg_output_tokens: Some(OUTPUT_TOKENS),
            current_replicas: Some(step.current_replicas),
            // None that make before break would keep; where nothing arrives one serves, for of
            // replicas that do not serve no arrivals are unknown arrivals.
            ready_replicas: Some(u32::from(step.wanted == 0)),
            ..Observation::default()
        },
        ..Variant::default()
    };
    Snapshot {
        at_unix_s: 1_750_000_000.0 + step.at_s,
        currency: "cents".to_owned(),
        accelerators: vec![Accelerator {
            name: "A".to_owned(),
            device_type: "A".to_owned(),
            multiplicity: 1,
            cost_per_hour: Some(1.0),
            memory_mib: None,
            power: None,
        }],
        profiles: vec![Profile {
            model: "m".to_owned(),
            accelerator: "A".to_owned(),
            variant: None,
            acc_count: 1,
            max_batch: Some(1),
            at_tokens: None,
            memory_mib: None,
            latency: LATENCY,
            source: "one request at a time".to_owned(),
        }],
        workloads: vec![Workload {
            key: "w".to_owned(),
            model: "m".to_owned(),
            class: None,
            priority: 1,
            targets: Some(Targets::default()),
        }],
        variants: vec![variant],
        ..Snapshot::default()
    }
}

#[test]
fn the_same_replicas_as_the_real_controller() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/hpa.json");
    let text = std::fs::read_to_string(path).unwrap();
    let recording: Recording = serde_json::from_str(&text).unwrap();
    let (mut whole, mut compared) = (0, 0);
    for trace in &recording.traces {
        // Without a behavior the controller's command line decides; here nothing is stabilized.
        let Some(behavior) = &trace.behavior else { continue };
        let down_s = recording.source.downscale_stabilization_s;
        let mut memory: Vec<WorkloadMemory> = Vec::new();
        // From the first step on which later versions differ, the trace is another one for them.
        let steps = trace.steps.iter().take_while(|step| step.current_kubernetes_desired.is_none());
        let steps: Vec<_> = steps.collect();
        for step in &steps {
            let decision = decide(&world(trace, behavior, step, down_s), &memory).unwrap();
            let ours = decision.variants.first().unwrap();
            let place = format!("{} at {}", trace.name, step.at_s);
            assert_eq!(ours.wanted_replicas, Some(step.wanted), "{place}");
            assert_eq!(ours.desired_replicas, Some(step.desired_replicas), "{place}");
            compared += 1;
            memory = decision.memory;
        }
        whole += usize::from(steps.len() == trace.steps.len());
    }
    assert!(whole >= 25, "{whole} traces");
    assert!(compared >= 1400, "only {compared} steps");
}

//! What the real HorizontalPodAutoscaler answered, and the worlds in which the policy is asked the same.

use std::path::Path;

use serde::Deserialize;
use wva_core::error::PolicyError;
use wva_core::model::{Replica, size};
use wva_core::snapshot::{
    Accelerator, Behavior, LatencyModel, Observation, Profile, QueueParameters, ScalingKind,
    ScalingPolicy, ScalingRules, SelectPolicy, Snapshot, Targets, Variant, Workload,
    WorkloadObservation,
};

const OUTPUT_TOKENS: f64 = 100.0;

const LATENCY: LatencyModel = LatencyModel::Queue(QueueParameters {
    alpha_ms: 10.0,
    beta_ms: 0.0,
    gamma_ms: 0.0,
    delta_ms_per_token: 0.0,
});

/// Why there are no recorded traces.
#[derive(Debug, thiserror::Error)]
pub enum HpaError {
    /// The recording cannot be read.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// The recording is wrong.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// One replica has no capacity.
    #[error(transparent)]
    Model(#[from] PolicyError),
}

/// One recorded trace, as far as current versions of Kubernetes answer the same.
#[derive(Debug)]
pub struct Timeline {
    /// The trace's name.
    pub name: String,
    /// One question for each sync.
    pub syncs: Vec<Sync>,
    /// Whether that is the whole trace.
    pub whole: bool,
}

/// One sync of the controller.
#[derive(Debug)]
pub struct Sync {
    /// Seconds since the first sync.
    pub at_s: f64,
    /// The world, without memory.
    pub snapshot: Snapshot,
    /// What the metric recommended.
    pub wanted: u32,
    /// What the controller ordered.
    pub desired: u32,
}

/// All traces with a behavior. Without one the controller's command line decides; here nothing is
/// stabilized.
///
/// # Errors
/// If the recording cannot be read.
pub fn timelines(golden: &Path) -> Result<Vec<Timeline>, HpaError> {
    let text = std::fs::read_to_string(golden.join("hpa.json"))?;
    let recording: Recording = serde_json::from_str(&text)?;
    let (down_s, capacity_per_s) = (recording.source.downscale_stabilization_s, capacity_per_s()?);
    let mut all = Vec::new();
    for trace in &recording.traces {
        let Some(behavior) = &trace.behavior else { continue };
        // From the first step on which later versions differ, the trace is another one for them.
        let steps = trace.steps.iter().take_while(|step| step.current_kubernetes_desired.is_none());
        let sync = |step: &Step| Sync {
            at_s: step.at_s,
            snapshot: world(trace, behavior, step, (down_s, capacity_per_s)),
            wanted: step.wanted,
            desired: step.desired_replicas,
        };
        let syncs: Vec<_> = steps.map(sync).collect();
        let whole = syncs.len() == trace.steps.len();
        all.push(Timeline { name: trace.name.clone(), syncs, whole });
    }
    Ok(all)
}

/// What one replica serves at most.
fn capacity_per_s() -> Result<f64, PolicyError> {
    let replica = Replica {
        latency: LATENCY,
        max_batch: 1,
        max_queue: None,
        avg_input_tokens: 0.0,
        avg_output_tokens: OUTPUT_TOKENS,
    };
    Ok(size(&replica, &Targets::default())?.at.throughput_per_s)
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
    select_policy: Option<Select>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RecordedPolicy {
    #[serde(rename = "type")]
    kind: Kind,
    value: u32,
    period_seconds: u32,
}

#[derive(Deserialize)]
enum Kind {
    Pods,
    Percent,
}

#[derive(Clone, Copy, Deserialize)]
enum Select {
    Max,
    Min,
    Disabled,
}

fn rules(recorded: Option<&RecordedRules>, tolerance: f64, window_s: u32) -> ScalingRules {
    let policy = |p: &RecordedPolicy| ScalingPolicy {
        kind: match p.kind {
            Kind::Pods => ScalingKind::Pods,
            Kind::Percent => ScalingKind::Percent,
        },
        value: p.value,
        period_s: p.period_seconds,
    };
    let select = |select: Select| match select {
        Select::Max => SelectPolicy::Max,
        Select::Min => SelectPolicy::Min,
        Select::Disabled => SelectPolicy::Disabled,
    };
    ScalingRules {
        stabilization_window_s: recorded
            .and_then(|r| r.stabilization_window_seconds)
            .or(Some(window_s)),
        policies: recorded
            .and_then(|r| r.policies.as_ref())
            .map(|policies| policies.iter().map(policy).collect()),
        select_policy: recorded.and_then(|r| r.select_policy).map(select),
        tolerance: Some(tolerance),
    }
}

/// A world in which `wanted` replicas are needed.
fn world(
    trace: &Trace,
    behavior: &RecordedBehavior,
    step: &Step,
    (down_s, capacity_per_s): (u32, f64),
) -> Snapshot {
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
            arrival_rate_per_s: Some((f64::from(step.wanted) - 0.5).max(0.0) * capacity_per_s),
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
            observed: WorkloadObservation::default(),
        }],
        variants: vec![variant],
        ..Snapshot::default()
    }
}

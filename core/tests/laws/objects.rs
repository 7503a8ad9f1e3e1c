//! One bad object harms only itself: whatever is wrong with a variant, its profile, its accelerator or its
//! service class, the other workloads are decided as if it were not, and every number is one.

use wva_core::decide;
use wva_core::decision::{Decision, VariantDecision};
use wva_core::snapshot::{
    Accelerator, Capacity, LatencyModel, LatencyTarget, Observation, Power, Profile,
    QueueParameters, Snapshot, Targets, Variant, Workload, WorkloadObservation,
};
use wva_core::text::render;

pub(super) fn accelerator(name: &str) -> Accelerator {
    Accelerator {
        name: name.to_owned(),
        device_type: "gpu".to_owned(),
        multiplicity: 1,
        cost_per_hour: Some(40.0),
        memory_mib: Some(80_000.0),
        power: Some(Power { idle_w: 50.0, mid_w: 150.0, full_w: 350.0, mid_utilization: 0.4 }),
    }
}

pub(super) fn profile(model: &str, accelerator: &str) -> Profile {
    Profile {
        model: model.to_owned(),
        accelerator: accelerator.to_owned(),
        variant: None,
        acc_count: 1,
        max_batch: Some(64),
        at_tokens: None,
        memory_mib: Some(40_000.0),
        latency: LatencyModel::Queue(QueueParameters {
            alpha_ms: 13.2,
            beta_ms: 0.16,
            gamma_ms: 24.0,
            delta_ms_per_token: 0.0012,
        }),
        source: String::new(),
    }
}

pub(super) fn workload(key: &str, model: &str, priority: u32) -> Workload {
    let target = |at_most_ms| Some(LatencyTarget { at_most_ms, percentile: None });
    Workload {
        key: key.to_owned(),
        model: model.to_owned(),
        class: Some("class".to_owned()),
        priority,
        targets: Some(Targets { ttft: target(500.0), itl: target(24.0), tps_tokens_per_s: None }),
        observed: WorkloadObservation::default(),
    }
}

fn variant(name: &str, workload: &str, accelerator: &str) -> Variant {
    Variant {
        name: name.to_owned(),
        workload: workload.to_owned(),
        accelerator: Some(accelerator.to_owned()),
        keep_accelerator: true,
        min_replicas: 1,
        max_replicas: Some(20),
        observed: Observation {
            arrival_rate_per_s: Some(45.0),
            avg_input_tokens: Some(512.0),
            avg_output_tokens: Some(128.0),
            current_replicas: Some(2),
            ready_replicas: Some(2),
            waiting_requests: Some(0.0),
            running_requests: Some(20.0),
            ttft_ms: Some(60.0),
            itl_ms: Some(18.0),
            sample_age_s: Some(5.0),
            ..Observation::default()
        },
        ..Variant::default()
    }
}

/// A good workload, and one of which something will be wrong; it is served last.
fn world() -> Snapshot {
    Snapshot {
        at_unix_s: 1e9,
        currency: "cents".to_owned(),
        accelerators: vec![accelerator("A"), accelerator("B")],
        profiles: vec![profile("good", "A"), profile("bad", "B")],
        workloads: vec![workload("good", "good", 1), workload("bad", "bad", 2)],
        variants: vec![variant("n/good", "good", "A"), variant("n/bad", "bad", "B")],
        capacities: vec![Capacity { device_type: "gpu".to_owned(), units: 100 }],
        ..Snapshot::default()
    }
}

type Change<T> = (&'static str, fn(&mut Snapshot, T));

const COUNTS: [Change<u32>; 13] = [
    ("rank", |s, n| s.workloads[1].observed.rank = Some(n)),
    ("devicesPerReplica", |s, n| s.variants[1].devices_per_replica = Some(n)),
    ("minReplicas", |s, n| s.variants[1].min_replicas = n),
    ("maxReplicas", |s, n| s.variants[1].max_replicas = Some(n)),
    ("maxBatch", |s, n| s.variants[1].max_batch = Some(n)),
    ("currentReplicas", |s, n| s.variants[1].observed.current_replicas = Some(n)),
    ("readyReplicas", |s, n| s.variants[1].observed.ready_replicas = Some(n)),
    ("startingReplicas", |s, n| s.variants[1].observed.starting_replicas = Some(n)),
    ("maxBatchSize", |s, n| s.variants[1].observed.max_batch_size = Some(n)),
    ("accCount", |s, n| s.profiles[1].acc_count = n),
    ("profile.maxBatch", |s, n| s.profiles[1].max_batch = Some(n)),
    ("multiplicity", |s, n| s.accelerators[1].multiplicity = n),
    ("priority", |s, n| s.workloads[1].priority = n),
];

const NUMBERS: [Change<f64>; 27] = [
    ("arrivalRatePerS at entry", |s, x| s.workloads[1].observed.arrival_rate_per_s = Some(x)),
    ("queuedRequests", |s, x| s.workloads[1].observed.queued_requests = Some(x)),
    ("turnedAwayPerS", |s, x| s.workloads[1].observed.turned_away_per_s = Some(x)),
    ("sampleAgeS at entry", |s, x| s.workloads[1].observed.sample_age_s = Some(x)),
    ("backlogClearS", |s, x| s.calm.backlog_clear_s = Some(x)),
    ("arrivalRatePerS", |s, x| s.variants[1].observed.arrival_rate_per_s = Some(x)),
    ("avgInputTokens", |s, x| s.variants[1].observed.avg_input_tokens = Some(x)),
    ("avgOutputTokens", |s, x| s.variants[1].observed.avg_output_tokens = Some(x)),
    ("waitingRequests", |s, x| s.variants[1].observed.waiting_requests = Some(x)),
    ("runningRequests", |s, x| s.variants[1].observed.running_requests = Some(x)),
    ("ttftMs", |s, x| s.variants[1].observed.ttft_ms = Some(x)),
    ("itlMs", |s, x| s.variants[1].observed.itl_ms = Some(x)),
    ("sampleAgeS", |s, x| s.variants[1].observed.sample_age_s = Some(x)),
    ("arrivalsAtLeastPerS", |s, x| s.variants[1].observed.arrivals_at_least_per_s = Some(x)),
    ("currentCostPerHour", |s, x| s.variants[1].observed.current_cost_per_hour = Some(x)),
    ("variantCost", |s, x| s.variants[1].cost_per_hour = Some(x)),
    ("retentionS", |s, x| s.variants[1].retention_s = Some(x)),
    ("startUpS", |s, x| s.variants[1].start_up_s = Some(x)),
    ("costPerHour", |s, x| s.accelerators[1].cost_per_hour = Some(x)),
    ("memoryMib", |s, x| s.accelerators[1].memory_mib = Some(x)),
    ("idleW", |s, x| power(s).idle_w = x),
    ("midUtilization", |s, x| power(s).mid_utilization = x),
    ("profile.memoryMib", |s, x| s.profiles[1].memory_mib = Some(x)),
    ("alphaMs", |s, x| queue(s).alpha_ms = x),
    ("deltaMsPerToken", |s, x| queue(s).delta_ms_per_token = x),
    ("itl target", |s, x| targets(s).itl = Some(LatencyTarget { at_most_ms: x, percentile: None })),
    ("tps target", |s, x| targets(s).tps_tokens_per_s = Some(x)),
];

const NAMES: [Change<String>; 10] = [
    ("variant", |s, n| s.variants[1].name = n),
    ("workload of the variant", |s, n| s.variants[1].workload = n),
    ("workload", |s, n| {
        s.workloads[1].key.clone_from(&n);
        s.variants[1].workload = n;
    }),
    ("model", |s, n| s.workloads[1].model = n),
    ("class", |s, n| s.workloads[1].class = Some(n)),
    ("acceleratorType", |s, n| s.variants[1].accelerator = Some(n)),
    ("observed accelerator", |s, n| s.variants[1].observed.accelerator = Some(n)),
    ("accelerator", |s, n| s.accelerators[1].name = n),
    ("deviceType", |s, n| s.accelerators[1].device_type = n),
    ("profile's accelerator", |s, n| s.profiles[1].accelerator = n),
];

fn power(snapshot: &mut Snapshot) -> &mut Power {
    snapshot.accelerators[1].power.as_mut().unwrap()
}

fn queue(snapshot: &mut Snapshot) -> &mut QueueParameters {
    let LatencyModel::Queue(queue) = &mut snapshot.profiles[1].latency;
    queue
}

fn targets(snapshot: &mut Snapshot) -> &mut Targets {
    snapshot.workloads[1].targets.as_mut().unwrap()
}

fn decided(snapshot: &Snapshot) -> Decision {
    let mut decision = decide(snapshot, &[]).unwrap();
    render(&mut decision, &snapshot.currency);
    decision
}

fn of<'d>(decision: &'d Decision, name: &str) -> &'d VariantDecision {
    decision.variants.iter().find(|decided| decided.variant == name).unwrap()
}

/// The faults of a decision on a world of which something is wrong.
fn faults(what: &str, world: &Snapshot, clean: &Decision) -> Vec<String> {
    let decision = decided(world);
    let mut faults = Vec::new();
    if of(&decision, "n/good") != of(clean, "n/good") {
        faults.push(format!("{what}: the other becomes {}", of(&decision, "n/good").sentence));
    }
    // Of a number that is none JSON has only `null`, which is then no number again.
    let json = serde_json::to_string(&decision).unwrap();
    if serde_json::from_str::<Decision>(&json).ok().as_ref() != Some(&decision) {
        faults.push(format!("{what}: not all numbers are numbers"));
    }
    let bad = decision.variants.iter().find(|decided| decided.variant != "n/good").unwrap();
    if bad.desired_replicas.is_some_and(|desired| desired > 1000) {
        faults.push(format!("{what}: {:?} replicas", bad.desired_replicas));
    }
    if bad.sentence.len() > 8000 {
        faults.push(format!("{what}: a sentence of {} bytes", bad.sentence.len()));
    }
    faults
}

fn all_faults<T: Clone + std::fmt::Debug>(changes: &[Change<T>], values: &[T]) -> Vec<String> {
    let clean = decided(&world());
    let mut all = Vec::new();
    for (what, change) in changes {
        for value in values {
            let mut world = world();
            change(&mut world, value.clone());
            let shown: String = format!("{value:?}").chars().take(20).collect();
            all.extend(faults(&format!("{what} {shown}"), &world, &clean));
        }
    }
    all
}

#[test]
fn an_absurd_number_harms_only_itself() {
    let mut all = all_faults(&COUNTS, &[0, 1_000_001, i32::MAX as u32, u32::MAX]);
    let numbers = [f64::NAN, f64::INFINITY, -1.0, 0.0, 1e-300, 1e15, 1e306, f64::MAX];
    all.extend(all_faults(&NUMBERS, &numbers));
    assert!(all.is_empty(), "{} faults:\n{}", all.len(), all.join("\n"));
}

#[test]
fn an_absurd_name_harms_only_itself() {
    let names = [String::new(), "n".repeat(600), "n".repeat(40_000), "\u{1b}[2J".to_owned()];
    let all = all_faults(&NAMES, &names);
    assert!(all.is_empty(), "{} faults:\n{}", all.len(), all.join("\n"));
}

/// The number of a variant with a faulty object is held, and never below a minimum that there can be.
#[test]
fn a_variant_with_a_faulty_object_keeps_its_replicas() {
    let mut world = world();
    world.variants[1].min_replicas = 3;
    world.workloads[1].priority = 0;
    let bad = of(&decided(&world), "n/bad").clone();
    assert_eq!((bad.decided, bad.desired_replicas), (false, Some(3)));
    assert_eq!(bad.binds.code, "invalid-configuration");
    assert_eq!(bad.binds.text, "priority `0` of service class `class` is outside 1 to 100");
    world.workloads[1].priority = 2;
    world.variants[1].min_replicas = u32::MAX;
    world.variants[1].max_replicas = None;
    let bad = of(&decided(&world), "n/bad").clone();
    assert_eq!((bad.decided, bad.desired_replicas), (false, Some(2)));
}

//! Small worlds whose plans are changed: workload `a` with two variants, and workload `b` with one.

use crate::snapshot::{
    Accelerator, Capacity, LatencyModel, LatencyTarget, Observation, Power, Profile,
    QueueParameters, Snapshot, Targets, Variant, Workload, WorkloadObservation,
};

fn accelerator(name: &str, cost_per_hour: f64) -> Accelerator {
    Accelerator {
        name: name.to_owned(),
        device_type: format!("{name}-type"),
        multiplicity: 2,
        cost_per_hour: Some(cost_per_hour),
        memory_mib: None,
        power: Some(Power { idle_w: 50.0, mid_w: 150.0, full_w: 350.0, mid_utilization: 0.4 }),
    }
}

fn profile(model: &str, accelerator: &str, alpha_ms: f64) -> Profile {
    Profile {
        model: model.to_owned(),
        accelerator: accelerator.to_owned(),
        variant: None,
        acc_count: 2,
        max_batch: None,
        at_tokens: None,
        memory_mib: None,
        latency: LatencyModel::Queue(QueueParameters {
            alpha_ms,
            beta_ms: 0.3,
            gamma_ms: 20.0,
            delta_ms_per_token: 0.01,
        }),
        source: "test".to_owned(),
    }
}

fn workload(key: &str, model: &str) -> Workload {
    Workload {
        key: key.to_owned(),
        model: model.to_owned(),
        class: Some("Premium".to_owned()),
        priority: 1,
        targets: Some(Targets {
            ttft: Some(LatencyTarget { at_most_ms: 500.0, percentile: None }),
            itl: Some(LatencyTarget { at_most_ms: 14.0, percentile: None }),
            tps_tokens_per_s: None,
        }),
        observed: WorkloadObservation::default(),
    }
}

fn variant(name: &str, workload: &str, accelerator: &str, arrival_rate_per_s: f64) -> Variant {
    Variant {
        name: name.to_owned(),
        workload: workload.to_owned(),
        accelerator: Some(accelerator.to_owned()),
        min_replicas: 1,
        max_replicas: Some(30),
        observed: Observation {
            arrival_rate_per_s: Some(arrival_rate_per_s),
            avg_input_tokens: Some(300.0),
            avg_output_tokens: Some(200.0),
            current_replicas: Some(2),
            ready_replicas: Some(2),
            ..Observation::default()
        },
        ..Variant::default()
    }
}

/// `a/small` carries `a` on the L40S, where it is cheapest.
pub(crate) fn unlimited() -> Snapshot {
    let mut large = variant("a/large", "a", "H100", 0.0);
    large.min_replicas = 0;
    large.observed.current_replicas = Some(0);
    large.observed.ready_replicas = Some(0);
    Snapshot {
        at_unix_s: 1_700_000_000.0,
        accelerators: vec![accelerator("L40S", 20.0), accelerator("H100", 150.0)],
        profiles: vec![
            profile("m", "L40S", 8.0),
            profile("m", "H100", 5.0),
            profile("n", "L40S", 7.0),
        ],
        workloads: vec![workload("a", "m"), workload("b", "n")],
        variants: vec![
            large,
            variant("a/small", "a", "L40S", 30.0),
            variant("b/small", "b", "L40S", 20.0),
        ],
        ..Snapshot::default()
    }
}

/// The H100 has become cheap, and `a/small` carries until it has been so for long enough.
pub(crate) fn patient() -> Snapshot {
    let mut snapshot = unlimited();
    snapshot.accelerators[1].cost_per_hour = Some(1.0);
    for variant in &mut snapshot.variants {
        variant.keep_accelerator = true;
    }
    snapshot
}

/// `a` comes before `b` and has fewer L40S than it needs.
pub(crate) fn limited() -> Snapshot {
    let mut snapshot = unlimited();
    snapshot.variants.remove(0);
    for variant in &mut snapshot.variants {
        variant.keep_accelerator = true;
    }
    snapshot.workloads[1].priority = 2;
    snapshot.capacities = vec![Capacity { device_type: "L40S-type".to_owned(), units: 18 }];
    snapshot
}

/// `a/small` carries and none of its replicas serves yet; two of `a/large` do.
pub(crate) fn handing_over() -> Snapshot {
    let mut snapshot = unlimited();
    let [large, small, _] = snapshot.variants.as_mut_slice() else { panic!("three variants") };
    (large.observed.current_replicas, large.observed.ready_replicas) = (Some(2), Some(2));
    (small.observed.current_replicas, small.observed.ready_replicas) = (Some(9), Some(0));
    large.keep_accelerator = true;
    small.keep_accelerator = true;
    snapshot.accelerators[1].cost_per_hour = Some(1000.0);
    snapshot
}

/// Nothing arrives for `a`, whose last replica waits for its retention.
pub(crate) fn idle() -> Snapshot {
    let mut snapshot = unlimited();
    let small = &mut snapshot.variants[1];
    small.min_replicas = 0;
    small.observed.arrival_rate_per_s = Some(0.0);
    snapshot
}

/// The arrivals of `a/small` are unknown.
pub(crate) fn blind() -> Snapshot {
    let mut snapshot = unlimited();
    let small = &mut snapshot.variants[1];
    small.observed.arrival_rate_per_s = None;
    small.observed.current_replicas = Some(12);
    snapshot
}

/// The model of `a` has no profile.
pub(crate) fn undecided() -> Snapshot {
    let mut snapshot = unlimited();
    snapshot.profiles.retain(|profile| profile.model == "n");
    snapshot
}

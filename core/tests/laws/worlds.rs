//! Random snapshots.

use proptest::collection::vec;
use proptest::prelude::*;
use wva_core::snapshot::{
    Accelerator, Behavior, Calm, Capacity, Greedy, LatencyModel, LatencyTarget, Observation,
    Profile, QueueParameters, SaturationPolicy, ScalingKind, ScalingPolicy, ScalingRules,
    SelectPolicy, Snapshot, Solver, Targets, Variant, Workload, WorkloadObservation,
};

const MODELS: usize = 3;
const ACCELERATORS: usize = 4;

pub(crate) fn snapshot() -> impl Strategy<Value = Snapshot> {
    let profiles: Vec<_> = (0..MODELS)
        .flat_map(|m| {
            (0..ACCELERATORS).map(move |a| proptest::option::weighted(0.8, profile(m, a)))
        })
        .collect();
    let things = (vec(accelerator(), ACCELERATORS), profiles, vec(workload(), 1..4));
    (things, vec(variant(), 1..8), limits()).prop_map(
        |((accelerators, profiles, workloads), variants, (capacities, solver))| Snapshot {
            at_unix_s: 1_700_000_000.0,
            currency: "cents".to_owned(),
            accelerators: named(accelerators, |a, i| a.name = format!("acc-{i}")),
            profiles: profiles.into_iter().flatten().collect(),
            capacities,
            solver,
            calm: Calm::default(),
            variants: named(variants, |v, i| {
                v.name = format!("ns/variant-{i}");
                v.workload = format!("workload-{}", i % workloads.len());
            }),
            workloads: named(workloads.clone(), |w, i| w.key = format!("workload-{i}")),
        },
    )
}

/// Half of the worlds are limited, with any solver.
fn limits() -> impl Strategy<Value = (Vec<Capacity>, Option<Solver>)> {
    let policy = prop_oneof![
        Just(SaturationPolicy::None),
        Just(SaturationPolicy::PriorityExhaustive),
        Just(SaturationPolicy::PriorityRoundRobin),
        Just(SaturationPolicy::RoundRobin),
    ];
    let greedy = (policy, any::<bool>()).prop_map(|(saturation_policy, delayed_best_effort)| {
        Solver::Greedy(Greedy { saturation_policy, delayed_best_effort })
    });
    let capacity = (0..80_u32).prop_map(|units| Capacity { device_type: "T".to_owned(), units });
    let solver = proptest::option::weighted(0.8, greedy);
    prop_oneof![
        Just((Vec::new(), None)),
        (capacity, solver).prop_map(|(capacity, solver)| (vec![capacity], solver)),
    ]
}

fn named<T>(mut items: Vec<T>, mut name: impl FnMut(&mut T, usize)) -> Vec<T> {
    for (i, item) in items.iter_mut().enumerate() {
        name(item, i);
    }
    items
}

prop_compose! {
    fn accelerator()(
        cost in proptest::option::weighted(0.9, 1.0..200.0_f64),
        memory in proptest::option::of(20_000.0..200_000.0_f64),
        multiplicity in 1..5_u32,
    ) -> Accelerator {
        Accelerator {
            name: String::new(), device_type: "T".to_owned(), multiplicity,
            cost_per_hour: cost, memory_mib: memory, power: None,
        }
    }
}

fn profile(model: usize, accelerator: usize) -> impl Strategy<Value = Profile> {
    let parameters = (1.0..60.0_f64, 0.0..2.0_f64, 0.0..300.0_f64, 0.0..0.05_f64);
    let batch = (proptest::option::of(1..64_u32), proptest::option::of(64..1024_u32));
    (parameters, batch, 0..4_u32).prop_map(
        move |((alpha, beta, gamma, delta), (max_batch, at_tokens), acc_count)| Profile {
            model: format!("model-{model}"),
            accelerator: format!("acc-{accelerator}"),
            variant: None,
            acc_count,
            max_batch,
            at_tokens,
            memory_mib: None,
            latency: LatencyModel::Queue(QueueParameters {
                alpha_ms: alpha,
                beta_ms: beta,
                gamma_ms: gamma,
                delta_ms_per_token: delta,
            }),
            source: "random".to_owned(),
        },
    )
}

prop_compose! {
    fn workload()(
        model in 0..MODELS,
        priority in 1..=100_u32,
        ttft in proptest::option::of(target(10.0..3000.0)),
        itl in proptest::option::of(target(2.0..150.0)),
        tps in proptest::option::weighted(0.2, 10.0..5000.0_f64),
        classed in proptest::bool::weighted(0.9),
        entry in proptest::option::weighted(0.3, entry()),
    ) -> Workload {
        Workload {
            key: String::new(),
            model: format!("model-{model}"),
            class: classed.then(|| "Premium".to_owned()),
            priority,
            targets: classed.then_some(Targets { ttft, itl, tps_tokens_per_s: tps }),
            observed: entry.unwrap_or_default(),
        }
    }
}

prop_compose! {
    /// Measurements where requests come in, also nonsense and old ones.
    fn entry()(
        arrival_rate_per_s in proptest::option::weighted(0.8, prop_oneof![
            9 => 0.0..100.0_f64, 1 => Just(f64::NAN), 1 => Just(-1.0),
        ]),
        rank in proptest::option::of(0..6_u32),
        queued_requests in proptest::option::of(0.0..500.0_f64),
        turned_away_per_s in proptest::option::weighted(0.3, 0.0..50.0_f64),
        sample_age_s in proptest::option::weighted(0.3, 0.0..400.0_f64),
    ) -> WorkloadObservation {
        WorkloadObservation {
            arrival_rate_per_s, rank, queued_requests, turned_away_per_s, sample_age_s,
        }
    }
}

fn target(ms: std::ops::Range<f64>) -> impl Strategy<Value = LatencyTarget> {
    (ms, proptest::option::of(prop_oneof![Just(50.0), Just(90.0), Just(95.0), Just(99.0)]))
        .prop_map(|(at_most_ms, percentile)| LatencyTarget { at_most_ms, percentile })
}

prop_compose! {
    fn variant()(
        accelerator in proptest::option::weighted(0.9, 0..ACCELERATORS),
        keep_accelerator: bool,
        min_replicas in 0..3_u32,
        max_replicas in proptest::option::of(0..20_u32),
        max_batch in proptest::option::of(1..64_u32),
        cost_per_hour in proptest::option::of(1.0..100.0_f64),
        devices_per_replica in proptest::option::of(0..5_u32),
        (behavior, retention_s, start_up_s) in calm(),
        observed in observation(),
    ) -> Variant {
        Variant {
            name: String::new(), workload: String::new(),
            accelerator: accelerator.map(|a| format!("acc-{a}")),
            keep_accelerator, min_replicas, max_replicas, max_batch, cost_per_hour, observed,
            behavior, retention_s, start_up_s, devices_per_replica,
        }
    }
}

/// Behavior, retention and start-up time.
fn calm() -> impl Strategy<Value = (Option<Behavior>, Option<f64>, Option<f64>)> {
    let behavior =
        (rules(), rules()).prop_map(|(scale_up, scale_down)| Behavior { scale_up, scale_down });
    (
        proptest::option::weighted(0.4, behavior),
        proptest::option::of(0.0..600.0_f64),
        proptest::option::of(0.0..300.0_f64),
    )
}

fn rules() -> impl Strategy<Value = ScalingRules> {
    let kind = prop_oneof![Just(ScalingKind::Pods), Just(ScalingKind::Percent)];
    let policy = (kind, 1..100_u32, 1..600_u32).prop_map(|(kind, value, period_s)| ScalingPolicy {
        kind,
        value,
        period_s,
    });
    let select =
        prop_oneof![Just(SelectPolicy::Max), Just(SelectPolicy::Min), Just(SelectPolicy::Disabled)];
    (
        proptest::option::of(0..600_u32),
        proptest::option::of(vec(policy, 0..3)),
        proptest::option::of(select),
        proptest::option::of(0.0..0.3_f64),
    )
        .prop_map(|(stabilization_window_s, policies, select_policy, tolerance)| {
            ScalingRules { stabilization_window_s, policies, select_policy, tolerance }
        })
}

prop_compose! {
    pub(crate) fn observation()(
        rate in proptest::option::weighted(0.8, prop_oneof![Just(0.0), 0.001..50.0_f64]),
        input in proptest::option::weighted(0.9, 0.0..4000.0_f64),
        output in proptest::option::weighted(0.9, 0.0..1000.0_f64),
        current in proptest::option::weighted(0.8, 0..20_u32),
        ready in proptest::option::of(0..20_u32),
    ) -> Observation {
        Observation {
            arrival_rate_per_s: rate, avg_input_tokens: input, avg_output_tokens: output,
            current_replicas: current, ready_replicas: ready, ..Observation::default()
        }
    }
}

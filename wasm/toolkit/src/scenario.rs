//! A made-up world: models, accelerators, classes and variants that could be.

use wva_core::order::sort_by;
use wva_core::snapshot::{
    Accelerator, LatencyModel, LatencyTarget, Observation, Profile, QueueParameters, Snapshot,
    Targets, Variant, Workload, WorkloadObservation,
};

use crate::random::Random;

/// 2026-01-31T12:00:00Z.
const AT_UNIX_S: f64 = 1_769_860_800.0;

struct Device {
    name: &'static str,
    hardware: &'static str,
    cents_per_hour: f64,
    memory_mib: f64,
    /// Times of a model of 8 billion parameters: α, β, γ in ms, δ in ms per token.
    times: [f64; 4],
    max_batch: u32,
}

/// Round numbers of the order of upstream's samples.
const DEVICES: [Device; 4] = [
    Device {
        name: "A100",
        hardware: "NVIDIA-A100-PCIE-80GB",
        cents_per_hour: 40.0,
        memory_mib: 81_920.0,
        times: [12.0, 0.08, 25.0, 0.000_8],
        max_batch: 256,
    },
    Device {
        name: "H100",
        hardware: "NVIDIA-H100-80GB-HBM3",
        cents_per_hour: 80.0,
        memory_mib: 81_920.0,
        times: [7.5, 0.044, 15.0, 0.000_34],
        max_batch: 512,
    },
    Device {
        name: "L40S",
        hardware: "NVIDIA-L40S",
        cents_per_hour: 32.0,
        memory_mib: 49_152.0,
        times: [22.0, 0.18, 60.0, 0.002],
        max_batch: 256,
    },
    Device {
        name: "MI300X",
        hardware: "AMD-MI300X-192GB",
        cents_per_hour: 70.0,
        memory_mib: 196_608.0,
        times: [8.5, 0.05, 18.0, 0.000_4],
        max_batch: 512,
    },
];

struct Model {
    name: &'static str,
    /// Times compared with the model of 8 billion parameters.
    slower: f64,
    acc_count: u32,
}

const MODELS: [Model; 4] = [
    Model { name: "meta/llama-3.1-8b", slower: 1.0, acc_count: 1 },
    Model { name: "qwen/qwen-2.5-14b", slower: 1.6, acc_count: 1 },
    Model { name: "mistralai/mistral-small-24b", slower: 1.5, acc_count: 2 },
    Model { name: "meta/llama-3.3-70b", slower: 2.2, acc_count: 4 },
];

/// Name, short name, priority, TTFT and ITL of the model of 8 billion parameters in ms.
const CLASSES: [(&str, &str, u32, f64, f64); 3] = [
    ("Premium", "premium", 1, 500.0, 30.0),
    ("Standard", "standard", 5, 1000.0, 50.0),
    ("Freemium", "freemium", 10, 2000.0, 100.0),
];

/// The world of a seed.
#[must_use]
pub fn scenario(seed: u32) -> Snapshot {
    let mut random = Random::new(seed);
    let source = format!("made up, seed {seed}");
    let first = random.whole(0, 3);
    let models: Vec<_> =
        (0..random.whole(1, 3)).filter_map(|i| MODELS.get((first + i) as usize % 4)).collect();
    let accelerators = DEVICES.iter().map(|device| accelerator(device, &mut random)).collect();
    let mut snapshot = Snapshot {
        at_unix_s: AT_UNIX_S,
        currency: "cents".to_owned(),
        accelerators,
        ..Snapshot::default()
    };
    for model in models {
        snapshot.profiles.extend(DEVICES.iter().map(|device| profile(model, device, &source)));
        for class in CLASSES {
            if random.chance(0.7) || snapshot.variants.is_empty() {
                let (workload, variant) = server(model, class, &mut random);
                snapshot.workloads.push(workload);
                snapshot.variants.push(variant);
            }
        }
    }
    sort(&mut snapshot);
    snapshot
}

/// As it would be read from manifests.
fn sort(snapshot: &mut Snapshot) {
    sort_by(&mut snapshot.profiles, |a, b| {
        (&a.model, &a.accelerator).cmp(&(&b.model, &b.accelerator))
    });
    sort_by(&mut snapshot.workloads, |a, b| a.key.cmp(&b.key));
    sort_by(&mut snapshot.variants, |a, b| a.name.cmp(&b.name));
}

fn accelerator(device: &Device, random: &mut Random) -> Accelerator {
    Accelerator {
        name: device.name.to_owned(),
        device_type: device.hardware.to_owned(),
        multiplicity: 1,
        cost_per_hour: Some(round(device.cents_per_hour * random.ratio_between(0.7, 1.4))),
        memory_mib: Some(device.memory_mib),
        power: None,
    }
}

fn profile(model: &Model, device: &Device, source: &str) -> Profile {
    let [alpha_ms, beta_ms, gamma_ms, delta_ms_per_token] =
        device.times.map(|time| round(time * model.slower));
    Profile {
        model: model.name.to_owned(),
        accelerator: device.name.to_owned(),
        variant: None,
        acc_count: model.acc_count,
        max_batch: Some(device.max_batch),
        at_tokens: None,
        memory_mib: None,
        latency: LatencyModel::Queue(QueueParameters {
            alpha_ms,
            beta_ms,
            gamma_ms,
            delta_ms_per_token,
        }),
        source: source.to_owned(),
    }
}

fn server(
    model: &Model,
    (class, short, priority, ttft_ms, itl_ms): (&str, &str, u32, f64, f64),
    random: &mut Random,
) -> (Workload, Variant) {
    let percentile = random.chance(0.3).then_some(95.0);
    let mut target = |ms: f64| LatencyTarget {
        at_most_ms: round(ms * model.slower * random.ratio_between(0.8, 1.5)),
        percentile,
    };
    let (ttft, itl) = (target(ttft_ms), target(itl_ms));
    let workload = Workload {
        key: format!("llm/{}/{class}", model.name),
        model: model.name.to_owned(),
        class: Some(class.to_owned()),
        priority,
        targets: Some(Targets { ttft: Some(ttft), itl: Some(itl), tps_tokens_per_s: None }),
        observed: WorkloadObservation::default(),
    };
    let accelerator = DEVICES.get(random.whole(0, 3) as usize).map(|device| device.name.to_owned());
    let replicas = random.whole(1, 4);
    let short_model = model.name.rsplit('/').next().unwrap_or_default();
    let variant = Variant {
        name: format!("llm/{short_model}-{short}"),
        workload: workload.key.clone(),
        accelerator,
        keep_accelerator: random.chance(0.4),
        min_replicas: 1,
        max_replicas: Some(random.whole(2, 8) * 5),
        observed: Observation {
            arrival_rate_per_s: Some(round(random.ratio_between(0.5, 60.0))),
            avg_input_tokens: Some(round(random.ratio_between(64.0, 2048.0))),
            avg_output_tokens: Some(round(random.ratio_between(64.0, 1024.0))),
            current_replicas: Some(replicas),
            ready_replicas: Some(replicas),
            ..Observation::default()
        },
        ..Variant::default()
    };
    (workload, variant)
}

/// To two digits, as people write such numbers.
fn round(value: f64) -> f64 {
    let digits = format!("{value:.1e}");
    digits.parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_one_world() {
        assert_eq!(scenario(3), scenario(3));
        assert_ne!(scenario(3), scenario(4));
    }

    /// What the page shows first must be worth looking at.
    #[test]
    fn every_world_can_be_decided_and_most_targets_can_be_met() {
        let (mut met, mut all) = (0, 0);
        for seed in 0..300 {
            let decision = wva_core::decide(&scenario(seed), &[]).unwrap();
            assert!(!decision.variants.is_empty());
            all += decision.variants.len();
            met += decision.variants.iter().filter(|v| v.meets_targets == Some(true)).count();
            assert!(decision.variants.iter().all(|v| v.decided), "seed {seed}: {decision:?}");
        }
        assert!(met * 10 > all * 7, "{met} of {all}");
    }

    #[test]
    fn numbers_are_short() {
        let written = [12.345, 0.000_338, 1999.0].map(|value| round(value).to_string());
        assert_eq!(written, ["12", "0.00034", "2000"]);
    }
}

//! A snapshot as Kubernetes objects.

use wva_core::snapshot::{
    Accelerator, LatencyModel, LatencyTarget, Profile, Snapshot, Targets, Variant, Workload,
};
use wva_manifests::Phase;
use wva_manifests::params::DECODE_TTFT_RATIO;

use crate::behavior::behavior;
use crate::config_map::list;
use crate::optimizer::optimizer;
use crate::yaml::Lines;

/// All objects, one document each.
pub(crate) fn objects(snapshot: &Snapshot) -> Vec<String> {
    let mut objects = vec![accelerators(snapshot), classes(snapshot), profiles(snapshot)];
    objects.extend(optimizer(snapshot));
    objects.extend(snapshot.variants.iter().map(|variant| resource(variant, snapshot)));
    objects
}

fn accelerators(snapshot: &Snapshot) -> String {
    list("accelerator-unitcost", "accelerators", &snapshot.accelerators, |accelerator, lines| {
        let Accelerator { name, device_type, multiplicity, cost_per_hour, memory_mib, power } =
            accelerator;
        let mut capacities = snapshot.capacities.iter();
        let capacity = capacities.find(|capacity| capacity.device_type == *device_type);
        lines.text("name", name.as_str());
        lines.text("type", device_type.as_str());
        lines.maybe("cost", *cost_per_hour);
        lines.maybe("memSize", *memory_mib);
        lines.maybe("multiplicity", Some(*multiplicity).filter(|number| *number != 1));
        lines.maybe("capacity", capacity.map(|capacity| capacity.units));
        if let Some(power) = power {
            lines.nested("power", |lines| {
                lines.field("idle", power.idle_w);
                lines.field("midPower", power.mid_w);
                lines.field("full", power.full_w);
                lines.field("midUtil", power.mid_utilization);
            });
        }
    })
}

fn classes(snapshot: &Snapshot) -> String {
    let mut promises: Vec<&Workload> = Vec::new();
    for workload in &snapshot.workloads {
        let promised = workload.class.is_some() && workload.targets.is_some();
        if promised && !promises.iter().any(|other| is_same_promise(other, workload)) {
            promises.push(workload);
        }
    }
    list("serviceclass", "serviceClasses", &promises, |workload, lines| {
        let targets = whole_targets(workload, snapshot);
        lines.text("name", workload.class.as_deref());
        lines.text("model", workload.model.as_str());
        lines.field("priority", workload.priority);
        target(lines, "slo-itl", targets.itl);
        target(lines, "slo-ttft", targets.ttft);
        lines.maybe("slo-tps", targets.tps_tokens_per_s);
    })
}

fn is_same_promise(one: &Workload, other: &Workload) -> bool {
    (&one.class, &one.model) == (&other.class, &other.model)
}

/// The targets of a class for a model; its phases have parts of them.
fn whole_targets(workload: &Workload, snapshot: &Snapshot) -> Targets {
    let same = snapshot.workloads.iter().filter(|other| is_same_promise(workload, other));
    let mut phases = same.filter_map(|other| Some((Phase::of_key(&other.key), other.targets?)));
    let own = workload.targets.unwrap_or_default();
    let Some((_, prefill)) = phases.clone().find(|(phase, _)| *phase == Phase::Prefill) else {
        return own;
    };
    let ttft = prefill.ttft.map(|part| LatencyTarget {
        at_most_ms: part.at_most_ms / (1.0 - DECODE_TTFT_RATIO),
        ..part
    });
    let decode = phases.find(|(phase, _)| *phase == Phase::Whole);
    Targets { ttft, ..decode.map_or(own, |(_, targets)| targets) }
}

fn target(lines: &mut Lines, name: &str, target: Option<LatencyTarget>) {
    lines.maybe(name, target.map(|target| target.at_most_ms));
    lines.maybe(&format!("{name}-percentile"), target.and_then(|target| target.percentile));
}

fn profiles(snapshot: &Snapshot) -> String {
    let general: Vec<_> = snapshot.profiles.iter().filter(|p| p.variant.is_none()).collect();
    list("wva-profiles", "profiles", &general, |profile, lines| {
        let LatencyModel::Queue(queue) = profile.latency;
        lines.text("model", profile.model.as_str());
        lines.text("accelerator", profile.accelerator.as_str());
        sizes(profile, lines);
        lines.field("alphaMs", queue.alpha_ms);
        lines.field("betaMs", queue.beta_ms);
        lines.field("gammaMs", queue.gamma_ms);
        lines.field("deltaMsPerToken", queue.delta_ms_per_token);
        lines.text("source", profile.source.as_str());
    })
}

fn sizes(profile: &Profile, lines: &mut Lines) {
    lines.maybe("accCount", Some(profile.acc_count).filter(|number| *number > 0));
    lines.maybe("maxBatchSize", profile.max_batch);
    lines.maybe("atTokens", profile.at_tokens);
    lines.maybe("memoryMib", profile.memory_mib);
}

fn resource(variant: &Variant, snapshot: &Snapshot) -> String {
    let workload = snapshot.workloads.iter().find(|workload| workload.key == variant.workload);
    let own: Vec<_> = snapshot
        .profiles
        .iter()
        .filter(|profile| profile.variant.as_deref() == Some(variant.name.as_str()))
        .collect();
    let (namespace, name) = variant.name.split_once('/').unwrap_or(("default", &variant.name));
    let mut lines = Lines::default();
    lines.line("apiVersion: llmd.ai/v1alpha1");
    lines.line("kind: VariantAutoscaling");
    lines.nested("metadata", |lines| {
        lines.text("name", name);
        lines.text("namespace", namespace);
    });
    lines.nested("spec", |lines| {
        lines.text("modelName", workload.map(|workload| workload.model.as_str()));
        lines.text("serviceClass", workload.and_then(|workload| workload.class.as_deref()));
        lines.text("role", role(variant));
        lines.text("acceleratorType", variant.accelerator.as_deref());
        lines.maybe("acceleratorCount", accelerator_count(variant, snapshot));
        lines.field("keepAccelerator", variant.keep_accelerator);
        lines.field("minReplicas", variant.min_replicas);
        lines.maybe("maxReplicas", variant.max_replicas);
        lines.maybe("maxBatchSize", variant.max_batch);
        lines.number_text("variantCost", variant.cost_per_hour);
        lines.maybe("scaleToZeroRetentionSeconds", variant.retention_s);
        lines.maybe("startUpSeconds", variant.start_up_s);
        if let Some(given) = &variant.behavior {
            behavior(given, lines);
        }
        if !own.is_empty() {
            lines.nested("modelProfile", |lines| {
                lines.nested("accelerators", |lines| {
                    for profile in &own {
                        lines.item(|lines| own_profile(profile, lines));
                    }
                });
            });
        }
    });
    lines.into_text()
}

/// The role of a variant whose workload is a phase; all others beside it decode.
fn role(variant: &Variant) -> Option<&'static str> {
    match Phase::of_key(&variant.workload) {
        Phase::Prefill => Some("prefill"),
        Phase::Encode => Some("encode"),
        Phase::Whole | Phase::Decode => None,
    }
}

/// The devices of a replica in units of the accelerator that the variant runs on.
fn accelerator_count(variant: &Variant, snapshot: &Snapshot) -> Option<u32> {
    let devices = variant.devices_per_replica.filter(|devices| *devices > 0)?;
    let accelerator = snapshot
        .accelerators
        .iter()
        .find(|accelerator| Some(accelerator.name.as_str()) == variant.running_on());
    Some(devices.div_ceil(accelerator.map_or(1, |found| found.multiplicity.max(1))))
}

fn own_profile(profile: &Profile, lines: &mut Lines) {
    let LatencyModel::Queue(queue) = profile.latency;
    lines.text("acc", profile.accelerator.as_str());
    sizes(profile, lines);
    lines.nested("perfParms", |lines| {
        lines.nested("decodeParms", |lines| {
            lines.number_text("alpha", Some(queue.alpha_ms));
            lines.number_text("beta", Some(queue.beta_ms));
        });
        lines.nested("prefillParms", |lines| {
            lines.number_text("gamma", Some(queue.gamma_ms));
            lines.number_text("delta", Some(queue.delta_ms_per_token));
        });
    });
}

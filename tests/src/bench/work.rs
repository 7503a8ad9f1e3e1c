//! What is measured.

use std::path::Path;
use std::process::{Command, Stdio};

use wva::policy::Policy;
use wva_component::json;
use wva_core::candidates::enumerate;
use wva_core::decide;
use wva_core::demand::demand;
use wva_core::group::{Group, groups};
use wva_core::index::Index;
use wva_core::model::{Replica, evaluate, size};

use wva_core::recall::Recalled;
use wva_core::snapshot::{
    INTERFACE_VERSION, LatencyModel, LatencyTarget, PolicyInput, QueueParameters, Snapshot, Targets,
};
use wva_core::solve::{Entry, solve};
use wva_core::stock::Stock;

use super::{Measured, measure};
use crate::golden::load::{LoadError, file};
use crate::golden::system::System;

/// Upstream's benchmark case: N 256, queue 2560, 512 tokens in, 256 out.
#[must_use]
pub fn replica() -> Replica {
    Replica {
        latency: LatencyModel::Queue(QueueParameters {
            alpha_ms: 7.47,
            beta_ms: 0.044,
            gamma_ms: 15.415,
            delta_ms_per_token: 0.000_337,
        }),
        max_batch: 256,
        max_queue: Some(2560),
        avg_input_tokens: 512.0,
        avg_output_tokens: 256.0,
    }
}

/// Its targets: TTFT 500 ms, ITL 14 ms, as means.
#[must_use]
pub fn targets() -> Targets {
    let mean = |at_most_ms| Some(LatencyTarget { at_most_ms, percentile: None });
    Targets { ttft: mean(500.0), itl: mean(14.0), tps_tokens_per_s: None }
}

fn at_percentile(targets: &Targets, percentile: f64) -> Targets {
    let at = |target: Option<LatencyTarget>| {
        target.map(|target| LatencyTarget { percentile: Some(percentile), ..target })
    };
    Targets { ttft: at(targets.ttft), itl: at(targets.itl), ..*targets }
}

/// Evaluating and sizing one replica.
#[must_use]
pub fn model(policy: &Policy) -> Vec<Measured> {
    let (replica, means) = (replica(), targets());
    let p95 = at_percentile(&means, 95.0);
    let Ok(model) = replica.model() else { return Vec::new() };
    let rate = model.max_rate_per_s() * 0.8;
    vec![
        measure("evaluate: means, native", || model.means(rate)),
        measure("evaluate: means and percentiles, native", || model.predict(rate)),
        measure("evaluate: whole call, native", || evaluate(&replica, rate).is_ok()),
        measure("evaluate: whole call, wasmtime", || policy.evaluate(&replica, rate).is_ok()),
        measure("size: mean targets, whole call, native", || size(&replica, &means).is_ok()),
        measure("size: mean targets, whole call, wasmtime", || {
            policy.size(&replica, &means).is_ok()
        }),
        measure("size: p95 targets, whole call, native", || size(&replica, &p95).is_ok()),
        measure("size: p95 targets, whole call, wasmtime", || policy.size(&replica, &p95).is_ok()),
    ]
}

/// Instantiating and calling, without work.
#[must_use]
pub fn call(policy: &Policy) -> Vec<Measured> {
    let empty = Snapshot { currency: "cents".to_owned(), ..Snapshot::default() };
    let name = "instantiate and decide nothing, wasmtime";
    vec![measure(name, || policy.decide(&empty, &[]).is_ok())]
}

/// Deciding for one of the systems; every batch is `max_batch` if that is given.
///
/// # Errors
/// If the system cannot be read.
pub fn system(
    policy: &Policy,
    dir: &Path,
    name: &str,
    max_batch: Option<u32>,
) -> Result<Vec<Measured>, LoadError> {
    let mut snapshot = file::<System>(dir, &format!("bench/{name}.json"))?.snapshot();
    for variant in &mut snapshot.variants {
        variant.max_batch = max_batch.or(variant.max_batch);
    }
    let suffix = max_batch.map_or_else(String::new, |batch| format!(", max batch {batch}"));
    let label = |what: &str| format!("{name}{suffix}: {what}");
    let input = PolicyInput {
        interface_version: INTERFACE_VERSION.to_owned(),
        snapshot: snapshot.clone(),
        memory: Vec::new(),
    };
    let text = serde_json::to_string(&input).unwrap_or_default();
    Ok(vec![
        measure(label("candidates and choice, native"), || plans(&snapshot)),
        measure(label("decide, native"), || decide(&snapshot, &[]).is_ok()),
        measure(label("decide, typed, wasmtime"), || policy.decide(&snapshot, &[]).is_ok()),
        measure(label("decide, JSON, native"), || json::decide(&text).is_ok()),
        measure(label("decide, JSON, wasmtime"), || policy.decide_json(&text).is_ok()),
    ])
}

/// Candidates and choice, without the explanation.
fn plans(snapshot: &Snapshot) -> usize {
    let index = Index::new(snapshot);
    let variants: Vec<_> = snapshot.variants.iter().map(Recalled::as_seen).collect();
    let all = groups(snapshot, &variants);
    let known = |group| Some((group, demand(&Group::clone(group).variants, 0.0).ok()?));
    let (groups, found): (Vec<_>, Vec<_>) = all
        .iter()
        .filter_map(known)
        .map(|(group, demand)| (group, enumerate(&index, group, &demand.load)))
        .unzip();
    let stock = Stock::new(&snapshot.capacities);
    let mut entries = Vec::with_capacity(groups.len());
    for (group, found) in groups.iter().zip(&found) {
        let (workload, options) = (group.workload, found.candidates.iter().collect());
        entries.push(Entry::new(&workload.key, workload.priority, options));
    }
    solve(&entries.iter().collect::<Vec<_>>(), &stock, snapshot.solver()).iter().flatten().count()
}

/// From starting the binary to its decision.
#[must_use]
pub fn warm_start(binary: &Path, arguments: &[&str]) -> Measured {
    measure("start the binary, decide the sample, print", || {
        let run = Command::new(binary).args(arguments).stdout(Stdio::null()).status();
        run.is_ok_and(|status| status.success())
    })
}

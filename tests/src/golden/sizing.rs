//! `sizing.json`: the largest load of one replica for targets.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use wva_core::model::{Replica, Sizing, size};
use wva_core::snapshot::{LatencyTarget, Targets};

use super::Report;
use super::compare::Differences;
use super::load::{LoadError, Number, cases};
use super::queue_analysis::{Metrics, NEAR_THE_ROOT, Shape, metrics};

#[derive(Deserialize)]
struct Case {
    id: String,
    input: Input,
    upstream: Upstream,
    reference_f64: Option<Reference>,
    reference_f64_error: Option<String>,
    #[serde(default)]
    accept_interval_rps: BTreeMap<String, (f64, f64)>,
    #[serde(default)]
    flags: Vec<String>,
}

#[derive(Deserialize)]
struct Input {
    #[serde(flatten)]
    shape: Shape,
    target_ttft_ms: f64,
    target_itl_ms: f64,
    target_tps_tokens_per_s: f64,
}

#[derive(Deserialize)]
struct Upstream {
    error: Option<String>,
}

#[derive(Deserialize)]
struct Reference {
    rate_target_ttft_rps: Number,
    rate_target_itl_rps: Number,
    rate_target_tps_rps: Number,
    metrics: Metrics,
    achieved_ttft_ms: Number,
    achieved_itl_ms: Number,
}

impl Input {
    /// The targets; 0 means none. A negative one is kept, so that it is refused.
    fn targets(&self) -> Targets {
        let latency =
            |ms: f64| (ms != 0.0).then_some(LatencyTarget { at_most_ms: ms, percentile: None });
        Targets {
            ttft: latency(self.target_ttft_ms),
            itl: latency(self.target_itl_ms),
            tps_tokens_per_s: (self.target_tps_tokens_per_s != 0.0)
                .then_some(self.target_tps_tokens_per_s),
        }
    }
}

/// Compares all cases of the folder.
///
/// # Errors
/// If the file cannot be read.
pub fn run(dir: &Path) -> Result<Report, LoadError> {
    let mut report = Report::default();
    for case in cases::<Case>(dir, "sizing.json")? {
        compare(&case, &mut report);
    }
    Ok(report)
}

/// Replica and targets of every case that ours can write.
///
/// # Errors
/// If the file cannot be read.
pub fn questions(dir: &Path) -> Result<Vec<(Replica, Targets)>, LoadError> {
    let cases = cases::<Case>(dir, "sizing.json")?;
    let question = |case: &Case| Some((case.input.shape.replica()?, case.input.targets()));
    Ok(cases.iter().filter_map(question).collect())
}

/// A rule that takes a case out of the comparison with the references; what is right there is
/// decided by value instead.
fn decided_by_value(case: &Case, replica: &Replica) -> Option<&'static str> {
    let shape = &case.input.shape;
    let flagged = |flag: &str| case.flags.iter().any(|f| f.starts_with(flag));
    let itl_target = case.input.target_itl_ms > 0.0;
    let itl_flat = shape.decode_beta_ms <= 0.0 || shape.max_batch_size == 1;
    let batch_fixed = shape.prefill_flat() || shape.max_batch_size == 1;
    let ttft_flat = batch_fixed && replica.max_queue == Some(0);
    if shape.gamma_subtracted() && itl_target {
        Some("in_tokens = 0 and gamma > 0: ITL target decided by value")
    } else if shape.batch_undefined() {
        Some("service time without a batch term: upstream's batch is 0/0, decided by value")
    } else if shape.avg_output_tokens <= 1.0 && itl_target {
        Some("avg_output_tokens = 1: ITL target ill-conditioned, decided by value")
    } else if itl_flat && itl_target || ttft_flat || flagged("flat_") {
        Some("curve that does not rise (beta <= 0, max batch 1, no queue): decided by value")
    } else if flagged("upstream_hang") || flagged("status_differs_in_f64") {
        Some("upstream_hang, status_differs_in_f64: decided by value")
    } else {
        None
    }
}

fn compare(case: &Case, report: &mut Report) {
    let targets = case.input.targets();
    let replica = case.input.shape.replica();
    let ours = replica.and_then(|replica| size(&replica, &targets).ok());
    let mut differences = Differences::default();
    if let Some((replica, rule)) =
        replica.and_then(|r| decided_by_value(case, &r).map(|rule| (r, rule)))
    {
        report.rule(rule);
        by_value(&mut differences, &replica, &targets, ours.as_ref());
    } else {
        against_references(&mut differences, case, ours.as_ref());
    }
    report.case(&case.id, &differences.0);
}

fn against_references(differences: &mut Differences, case: &Case, ours: Option<&Sizing>) {
    differences.equal("answered (upstream)", ours.is_some(), case.upstream.error.is_none());
    differences.equal("answered", ours.is_some(), case.reference_f64_error.is_none());
    let (Some(ours), Some(theirs)) = (ours, &case.reference_f64) else { return };
    for (name, ours, theirs) in [
        ("rate_target_ttft_rps", &ours.ttft_rate, theirs.rate_target_ttft_rps),
        ("rate_target_itl_rps", &ours.itl_rate, theirs.rate_target_itl_rps),
        ("rate_target_tps_rps", &ours.tps_rate, theirs.rate_target_tps_rps),
    ] {
        let rate = ours.rate_per_s;
        let accepted = case
            .accept_interval_rps
            .get(name)
            .is_some_and(|(low, high)| (*low..=*high).contains(&rate));
        if !accepted {
            differences.number(name, rate, theirs.0, 1e-9, 0.0);
        }
    }
    let same_rate = (ours.at.throughput_per_s / theirs.metrics.throughput() - 1.0).abs() < 1e-9;
    if same_rate && !case.input.shape.gamma_subtracted() {
        metrics(differences, &case.input.shape, &ours.at, &theirs.metrics, &NEAR_THE_ROOT);
        differences.number(
            "achieved ttft",
            ours.at.ttft.mean_ms,
            theirs.achieved_ttft_ms.0,
            1e-6,
            1e-9,
        );
        let itl = if case.input.shape.avg_output_tokens <= 1.0 { f64::INFINITY } else { 1e-6 };
        differences.number("achieved itl", ours.at.itl.mean_ms, theirs.achieved_itl_ms.0, itl, 0.0);
    }
}

/// The right answer without a reference: the rate keeps every target, 0.1 % more does not, and no
/// answer means that even the smallest rate misses one.
fn by_value(
    differences: &mut Differences,
    replica: &Replica,
    targets: &Targets,
    ours: Option<&Sizing>,
) {
    let Ok(model) = replica.model() else {
        differences.require(ours.is_none(), || "answered outside the model's domain".to_owned());
        return;
    };
    let misses = |rate: f64| {
        let at = model.means(rate);
        let missed = |target: Option<LatencyTarget>, ms: f64| {
            target.is_some_and(|t| ms > t.at_most_ms * (1.0 + 1e-9))
        };
        missed(targets.ttft, at.ttft_ms) || missed(targets.itl, at.itl_ms)
    };
    match ours {
        None => differences
            .require(misses(model.min_rate_per_s()) && misses(model.max_rate_per_s()), || {
                "refused, but a rate keeps the targets".to_owned()
            }),
        Some(sizing) => {
            let rate = sizing.at.arrival_rate_per_s;
            differences.require(!misses(rate), || format!("{rate} per s misses a target"));
            let more = rate * 1.001;
            let bound =
                more > model.max_rate_per_s() || targets.tps_tokens_per_s.is_some() || misses(more);
            differences.require(bound, || format!("{more} per s would keep the targets too"));
        }
    }
}

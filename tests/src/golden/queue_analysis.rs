//! `queue_analysis.json`: one replica at one load.

use std::path::Path;

use serde::Deserialize;
use wva_core::decision::Prediction;
use wva_core::model::{Replica, evaluate};
use wva_core::snapshot::{LatencyModel, QueueParameters};

use super::Report;
use super::compare::Differences;
use super::load::{LoadError, Number, cases};
use super::rule::{CASES, Rule};

#[derive(Deserialize)]
struct Case {
    id: String,
    input: Input,
    upstream: Upstream,
    reference_f64: Option<Metrics>,
    reference_f64_error: Option<String>,
    #[serde(default)]
    flags: Vec<String>,
}

/// One replica serving requests of one shape, as the vectors write it.
#[derive(Debug, Deserialize)]
pub struct Shape {
    decode_alpha_ms: f64,
    pub(super) decode_beta_ms: f64,
    pub(super) prefill_gamma_ms: f64,
    prefill_delta_ms: f64,
    pub(super) max_batch_size: i64,
    max_queue_size: i64,
    pub(super) avg_input_tokens: f64,
    pub(super) avg_output_tokens: f64,
}

#[derive(Deserialize)]
struct Input {
    #[serde(flatten)]
    shape: Shape,
    request_rate_rps: f64,
}

#[derive(Deserialize)]
struct Upstream {
    error: Option<String>,
    metrics: Option<Metrics>,
    rate_min_rps: Option<Number>,
    rate_max_rps: Option<Number>,
}

/// What a load gives, as the vectors write it.
#[derive(Deserialize)]
pub(super) struct Metrics {
    throughput_rps: Number,
    avg_resp_time_ms: Number,
    avg_wait_time_ms: Number,
    avg_num_in_service: Number,
    avg_prefill_time_ms: Number,
    avg_token_time_ms: Number,
    max_rate_rps: Number,
    rho: Number,
}

impl Metrics {
    /// Wait and prefill.
    pub(super) fn ttft_ms(&self) -> f64 {
        self.avg_wait_time_ms.0 + self.avg_prefill_time_ms.0
    }
}

impl Shape {
    /// The replica; `None` if a count is negative, which ours cannot even write.
    #[must_use]
    pub fn replica(&self) -> Option<Replica> {
        Some(Replica {
            latency: LatencyModel::Queue(QueueParameters {
                alpha_ms: self.decode_alpha_ms,
                beta_ms: self.decode_beta_ms,
                gamma_ms: self.prefill_gamma_ms,
                delta_ms_per_token: self.prefill_delta_ms,
            }),
            max_batch: u32::try_from(self.max_batch_size).ok()?,
            max_queue: Some(u32::try_from(self.max_queue_size).ok()?),
            avg_input_tokens: self.avg_input_tokens,
            avg_output_tokens: self.avg_output_tokens,
        })
    }

    /// Prefill that does not grow with the batch.
    pub(super) fn prefill_flat(&self) -> bool {
        self.avg_input_tokens <= 0.0 || self.prefill_delta_ms <= 0.0
    }

    pub(super) fn no_queue(&self) -> bool {
        self.max_queue_size == 0
    }

    /// δ·I + (O−1)·β = 0: upstream divides by it to find the batch.
    pub(super) fn batch_undefined(&self) -> bool {
        let no_decode = self.avg_output_tokens <= 1.0 || self.decode_beta_ms.abs() <= 0.0;
        self.prefill_flat() && no_decode
    }

    /// The vectors' token time is another one than ours, by its formula.
    pub(super) fn no_token_time(&self) -> bool {
        self.gamma_subtracted() || self.batch_undefined()
    }

    /// Upstream subtracts a γ that was never added.
    pub(super) fn gamma_subtracted(&self) -> bool {
        self.avg_input_tokens <= 0.0 && self.prefill_gamma_ms > 0.0
    }
}

const NON_FINITE: Rule = Rule::given(CASES, "non_finite: ours must be finite or refused");

const STATUS: Rule = Rule::given(CASES, "status_differs_in_f64: compared with reference_f64 only");

const GAMMA: Rule = Rule::given(CASES, "in_tokens = 0 and gamma > 0: token time not compared");

const UNDEFINED: Rule = Rule::given(
    CASES,
    "service time without a batch term: batch is 0/0, token time not compared, prefill if a number",
);

const ONE_TOKEN: Rule = Rule::given(
    CASES,
    "avg_output_tokens = 1: token time with reference_f64 only, prefill and it within 1e-4",
);

/// Compares all cases of the folder.
///
/// # Errors
/// If the file cannot be read.
pub fn run(dir: &Path) -> Result<Report, LoadError> {
    let mut report = Report::default();
    for case in cases::<Case>(dir, "queue_analysis.json")? {
        let mut differences = Differences::default();
        report.unit(CASES);
        compare(&case, &mut differences, &mut report);
        report.case(&case.id, &differences.0);
    }
    Ok(report.closed())
}

fn compare(case: &Case, differences: &mut Differences, report: &mut Report) {
    let shape = &case.input.shape;
    let replica = shape.replica();
    let ours = replica.and_then(|replica| evaluate(&replica, case.input.request_rate_rps).ok());
    let flagged = |flag: &str| case.flags.iter().any(|f| f == flag);
    if flagged("non_finite") {
        report.rule(&NON_FINITE);
        differences.require(ours.is_none_or(|p| finite(&p)), || "not finite".to_owned());
        return;
    }
    range(differences, replica.as_ref(), &case.upstream);
    if flagged("status_differs_in_f64") {
        report.rule(&STATUS);
    } else {
        let theirs = case.upstream.metrics.as_ref().filter(|_| case.upstream.error.is_none());
        both(differences, "upstream", shape, ours.as_ref(), theirs, &AGAINST_UPSTREAM);
    }
    let theirs = case.reference_f64.as_ref().filter(|_| case.reference_f64_error.is_none());
    both(differences, "f64", shape, ours.as_ref(), theirs, &AGAINST_F64);
    if ours.is_some() && shape.gamma_subtracted() {
        report.rule(&GAMMA);
    } else if ours.is_some() && shape.batch_undefined() {
        report.rule(&UNDEFINED);
    } else if ours.is_some() && shape.avg_output_tokens <= 1.0 {
        report.rule(&ONE_TOKEN);
    }
}

/// The rates between which upstream answers.
fn range(differences: &mut Differences, replica: Option<&Replica>, theirs: &Upstream) {
    let Some(model) = replica.and_then(|replica| replica.model().ok()) else { return };
    for (name, ours, theirs) in [
        ("smallest rate", model.min_rate_per_s(), theirs.rate_min_rps),
        ("largest rate", model.max_rate_per_s(), theirs.rate_max_rps),
    ] {
        match theirs {
            Some(theirs) => differences.number(name, ours, theirs.0, 1e-4, 0.0),
            None => differences.0.push(format!("the vector has no {name}")),
        }
    }
}

/// Relative tolerances of one reference.
pub(super) struct Tolerance {
    pub(super) metrics: f64,
    pub(super) one_token: f64,
}

pub(super) const AGAINST_UPSTREAM: Tolerance =
    Tolerance { metrics: 1e-4, one_token: f64::INFINITY };
pub(super) const AGAINST_F64: Tolerance = Tolerance { metrics: 1e-9, one_token: 1e-4 };

fn both(
    differences: &mut Differences,
    who: &str,
    shape: &Shape,
    ours: Option<&Prediction>,
    theirs: Option<&Metrics>,
    tolerance: &Tolerance,
) {
    let mut found = Differences::default();
    match (ours, theirs) {
        (Some(ours), Some(theirs)) => metrics(&mut found, shape, ours, theirs, tolerance),
        (ours, theirs) => found.equal("answered", ours.is_some(), theirs.is_some()),
    }
    differences.under(who, found);
}

pub(super) fn metrics(
    differences: &mut Differences,
    shape: &Shape,
    ours: &Prediction,
    theirs: &Metrics,
    tolerance: &Tolerance,
) {
    let t = tolerance.metrics;
    let token = if shape.avg_output_tokens <= 1.0 { tolerance.one_token } else { t };
    let mut number = |name, ours, theirs: Number, relative, absolute| {
        differences.number(name, ours, theirs.0, relative, absolute);
    };
    number("throughput", ours.throughput_per_s, theirs.throughput_rps, t, 0.0);
    number("response", ours.response_ms, theirs.avg_resp_time_ms, t, 0.0);
    number("wait", ours.wait_ms, theirs.avg_wait_time_ms, 0.0, t * theirs.avg_resp_time_ms.0);
    number("in service", ours.in_service, theirs.avg_num_in_service, t, 0.0);
    if !(shape.batch_undefined() && theirs.avg_prefill_time_ms.0.is_nan()) {
        let prefill = if token.is_finite() { t.max(token) } else { t };
        number("prefill", ours.prefill_ms, theirs.avg_prefill_time_ms, prefill, 0.0);
    }
    number("max rate", ours.max_rate_per_s, theirs.max_rate_rps, t, 0.0);
    number("utilization", ours.utilization, theirs.rho, t, 0.0);
    if token.is_finite() && !shape.no_token_time() {
        number("token time", ours.itl.mean_ms, theirs.avg_token_time_ms, token, 0.0);
    }
}

fn finite(p: &Prediction) -> bool {
    [
        p.throughput_per_s,
        p.ttft.mean_ms,
        p.ttft.p99_ms,
        p.itl.mean_ms,
        p.itl.p99_ms,
        p.wait_ms,
        p.response_ms,
    ]
    .iter()
    .all(|x| x.is_finite())
}

//! `sizing.json`: the largest load of one replica for targets.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use wva_core::model::{Model, Replica, Sizing, size};
use wva_core::snapshot::{LatencyTarget, Targets};

use super::Report;
use super::by_value::{self, TARGETS, Target};
use super::compare::Differences;
use super::load::{LoadError, Number, cases};
use super::queue_analysis::{AGAINST_F64, AGAINST_UPSTREAM, Metrics, Shape, Tolerance, metrics};
use super::rule::{CASES, Rule};

#[derive(Deserialize)]
struct Case {
    id: String,
    input: Input,
    upstream: Upstream,
    reference_f64: Option<Answer>,
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
    result: Option<Answer>,
}

#[derive(Deserialize)]
struct Answer {
    rate_target_ttft_rps: Number,
    rate_target_itl_rps: Number,
    rate_target_tps_rps: Number,
    metrics: Metrics,
    achieved_ttft_ms: Number,
    achieved_itl_ms: Number,
    achieved_tps_tokens_per_s: Number,
}

impl Answer {
    fn rate(&self, target: Target) -> f64 {
        match target {
            Target::Ttft => self.rate_target_ttft_rps.0,
            Target::Itl => self.rate_target_itl_rps.0,
            Target::Tps => self.rate_target_tps_rps.0,
        }
    }

    /// The rate at which the metrics were taken.
    fn least_rate(&self) -> f64 {
        TARGETS.iter().map(|target| self.rate(*target)).fold(f64::INFINITY, f64::min)
    }
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
        let mut differences = Differences::default();
        report.unit(CASES);
        compare(&case, &mut differences, &mut report);
        report.case(&case.id, &differences.0);
    }
    Ok(report.closed())
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

const GAMMA_ITL: Rule =
    Rule::given(CASES, "in_tokens = 0 and gamma > 0: ITL target decided by value");

const UNDEFINED: Rule = Rule::given(
    CASES,
    "service time without a batch term: upstream's batch is 0/0, targets decided by value",
);

const ONE_TOKEN: Rule =
    Rule::given(CASES, "avg_output_tokens = 1: ITL ill-conditioned, its target decided by value");

const FLAT: Rule = Rule::given(
    CASES,
    "curve that does not rise (beta <= 0, max batch 1, no queue, flat_*): decided by value",
);

const STATUS: Rule = Rule::given(
    CASES,
    "upstream_hang, status_differs_in_f64: feasibility decided by value, rates where answered",
);

const OUTSIDE: Rule = Rule::given(
    CASES,
    "outside_accept_*: upstream's rate outside, its metrics at that rate compared",
);

const NO_TOKEN_TIME: Rule = Rule::given(
    CASES,
    "token time by another formula (in_tokens = 0 and gamma > 0, batch 0/0): not compared; prefill if a number",
);

const ONE_TOKEN_UPSTREAM: Rule = Rule::given(
    CASES,
    "avg_output_tokens = 1: token time with reference_f64 only, prefill and it within 1e-4",
);

impl Case {
    fn flagged(&self, flag: &str) -> bool {
        self.flags.iter().any(|f| f == flag)
    }

    /// The rule by which the rate of a target is decided by value.
    fn doubt(&self, target: Target) -> Option<&'static Rule> {
        let shape = &self.input.shape;
        let one = shape.max_batch_size == 1;
        match target {
            Target::Tps => None,
            _ if !target.is_set(&self.input.targets()) => None,
            _ if shape.batch_undefined() => Some(&UNDEFINED),
            Target::Itl if shape.gamma_subtracted() => Some(&GAMMA_ITL),
            Target::Itl if shape.avg_output_tokens <= 1.0 => Some(&ONE_TOKEN),
            Target::Itl if shape.decode_beta_ms <= 0.0 || one || self.flagged("flat_itl") => {
                Some(&FLAT)
            }
            Target::Ttft
                if self.flagged("flat_ttft")
                    || shape.no_queue() && (one || shape.prefill_flat()) =>
            {
                Some(&FLAT)
            }
            _ => None,
        }
    }
}

fn compare(case: &Case, differences: &mut Differences, report: &mut Report) {
    let targets = case.input.targets();
    let replica = case.input.shape.replica();
    let model = replica.and_then(|replica| replica.model().ok());
    let ours = replica.and_then(|replica| size(&replica, &targets).ok());
    let doubts: BTreeMap<_, _> =
        TARGETS.iter().filter_map(|t| Some((*t, case.doubt(*t)?))).collect();
    let rules: BTreeMap<_, _> = doubts.values().map(|rule| (rule.text, *rule)).collect();
    for rule in rules.values() {
        report.rule(rule);
    }
    if doubts.is_empty() {
        status(differences, case, ours.is_some(), report);
    }
    let Some(model) = model else {
        differences.require(ours.is_none(), || "answered outside the model's domain".to_owned());
        return;
    };
    by_value::refusal(differences, &model, &targets, ours.as_ref());
    if let Some(ours) = &ours {
        at_the_least_rate(differences, &model, ours);
        for target in TARGETS {
            rate(case, &model, (target, doubts.contains_key(&target)), ours, differences, report);
        }
    }
    answers(case, &model, differences, report);
}

/// Who answered, unless upstream's noise decides that.
fn status(differences: &mut Differences, case: &Case, answered: bool, report: &mut Report) {
    if case.flagged("upstream_hang") || case.flagged("status_differs_in_f64") {
        report.rule(&STATUS);
        return;
    }
    differences.equal("answered (upstream)", answered, case.upstream.error.is_none());
    differences.equal("answered (f64)", answered, case.reference_f64_error.is_none());
    differences.equal("result", case.upstream.result.is_some(), case.upstream.error.is_none());
    differences.equal("f64", case.reference_f64.is_some(), case.reference_f64_error.is_none());
}

/// Our prediction is that of the least of our rates.
fn at_the_least_rate(differences: &mut Differences, model: &Model, ours: &Sizing) {
    let rates = TARGETS.iter().map(|target| target.rate(ours));
    let rate = rates.fold(f64::INFINITY, f64::min);
    differences.require(ours.at == model.predict(rate), || {
        format!("the prediction is not that of the least rate {rate}")
    });
}

/// One rate of ours: by its latency, and against the rates and the interval of the vector.
fn rate(
    case: &Case,
    model: &Model,
    (target, doubted): (Target, bool),
    ours: &Sizing,
    differences: &mut Differences,
    report: &mut Report,
) {
    let targets = case.input.targets();
    by_value::rate(differences, model, target, &targets, target.rate(ours));
    if doubted {
        return;
    }
    let (name, ours) = (target.field(), target.rate(ours));
    let interval = case.accept_interval_rps.get(name);
    if let Some(theirs) = &case.reference_f64 {
        by_value::close(differences, model, target, &targets, (ours, theirs.rate(target)));
        differences.equal(&format!("interval of {name}"), interval.is_some(), {
            target != Target::Tps && target.is_set(&targets)
        });
    }
    if let Some(interval) = interval {
        by_value::interval(differences, model, target, &targets, (ours, *interval));
    }
    let Some(theirs) = &case.upstream.result else { return };
    if case.flagged(&format!("outside_accept_{name}")) {
        report.rule(&OUTSIDE);
        return;
    }
    let theirs = theirs.rate(target);
    match interval {
        Some((low, high)) => differences.require(*low <= theirs && theirs <= *high, || {
            format!("{name}: upstream's {theirs} is outside")
        }),
        None => differences.number(&format!("{name} (upstream)"), ours, theirs, 1e-5, 0.0),
    }
}

/// Both answers' metrics, each at its own rate.
fn answers(case: &Case, model: &Model, differences: &mut Differences, report: &mut Report) {
    let shape = &case.input.shape;
    if shape.no_token_time() && (case.upstream.result.is_some() || case.reference_f64.is_some()) {
        report.rule(&NO_TOKEN_TIME);
    } else if case.upstream.result.is_some() && shape.avg_output_tokens <= 1.0 {
        report.rule(&ONE_TOKEN_UPSTREAM);
    }
    for (who, answer, tolerance) in [
        ("upstream", &case.upstream.result, AGAINST_UPSTREAM),
        ("f64", &case.reference_f64, AGAINST_F64),
    ] {
        let Some(answer) = answer else { continue };
        let mut found = Differences::default();
        achieved(&mut found, shape, model, answer, &tolerance);
        differences.under(who, found);
    }
}

fn achieved(
    differences: &mut Differences,
    shape: &Shape,
    model: &Model,
    theirs: &Answer,
    tolerance: &Tolerance,
) {
    let ours = model.predict(theirs.least_rate());
    metrics(differences, shape, &ours, &theirs.metrics, tolerance);
    let t = tolerance.metrics;
    let ttft = theirs.achieved_ttft_ms.0;
    if !(shape.batch_undefined() && ttft.is_nan()) {
        // Both parts of theirs are compared with ours above.
        differences.number("achieved ttft", theirs.metrics.ttft_ms(), ttft, 1e-6, 0.0);
    }
    let tokens = ours.throughput_per_s * shape.avg_output_tokens;
    differences.number("achieved tps", tokens, theirs.achieved_tps_tokens_per_s.0, t, 0.0);
    let t = if shape.avg_output_tokens <= 1.0 { tolerance.one_token } else { t };
    if t.is_finite() && !shape.no_token_time() {
        differences.number("achieved itl", ours.itl.mean_ms, theirs.achieved_itl_ms.0, t, 0.0);
    }
}

//! The decision for one variant as a sentence.

use crate::decision::{Latency, Prediction, Rejected, VariantDecision};
use crate::number::{apart, short};
use crate::params::NAME_BYTES_MAX;
use crate::reason::Code;
use crate::snapshot::LatencyTarget;

/// Rejected candidates that are named; the rest is counted.
const REJECTED_NAMED: usize = 3;

/// The decision in one sentence.
#[must_use]
pub(super) fn sentence(decision: &VariantDecision, currency: &str) -> String {
    let mut clauses = vec![head(decision)];
    clauses.extend(decision.expected.as_ref().map(|expected| latency(decision, expected)));
    clauses
        .extend(decision.cost_per_hour.map(|cost| format!("costs {} {currency}/h", short(cost))));
    clauses.extend(decision.power_w.map(|watts| format!("draws {} W", short(watts))));
    clauses.extend(recommendation(decision, currency));
    clauses.extend(runner_up(decision, currency));
    clauses.extend(rejections(decision));
    clauses.extend(load_source(decision));
    clauses.extend(decision.warnings.iter().map(|warning| warning.text.clone()));
    format!("{}: {}", beginning(&decision.variant), clauses.join("; "))
}

/// Where the load is counted, said of the variant that carries it.
fn load_source(decision: &VariantDecision) -> Option<String> {
    decision.expected.and(decision.load_source.as_ref()).map(|source| source.text.clone())
}

/// A name, cut where it is longer than names may be.
fn beginning(name: &str) -> String {
    match name.char_indices().nth(NAME_BYTES_MAX) {
        Some((end, _)) => format!("{}…", name.get(..end).unwrap_or_default()),
        None => name.to_owned(),
    }
}

fn head(decision: &VariantDecision) -> String {
    let now = match decision.current_replicas {
        Some(current) => format!(" ({current} now)"),
        None => String::new(),
    };
    let because = &decision.binds.text;
    match (decision.decided, decision.desired_replicas) {
        (true, Some(desired)) => format!(
            "{}{now}, because {because}",
            allocation(desired, decision.accelerator.as_deref())
        ),
        (false, Some(desired)) if decision.current_replicas == Some(0) && desired > 0 => {
            format!("undecided, at least {}, because {because}", allocation(desired, None))
        }
        (false, Some(desired)) if decision.current_replicas.is_some_and(|now| now != desired) => {
            format!("undecided, goes to {}{now}, because {because}", allocation(desired, None))
        }
        (false, Some(desired)) => format!("undecided, stays at {desired}, because {because}"),
        (true, None) => match decision.wanted_replicas {
            Some(wanted) => format!("nothing to set, {wanted} wanted, because {because}"),
            None => format!("nothing to set, because {because}"),
        },
        (false, None) => format!("undecided, because {because}"),
    }
}

fn allocation(replicas: u32, accelerator: Option<&str>) -> String {
    let noun = if replicas == 1 { "replica" } else { "replicas" };
    match accelerator {
        Some(accelerator) => format!("{replicas} {noun} on {accelerator}"),
        None => format!("{replicas} {noun}"),
    }
}

fn latency(decision: &VariantDecision, expected: &Prediction) -> String {
    let targets = decision.targets.unwrap_or_default();
    let verdict = match decision.meets_targets {
        Some(false) => ", which misses the targets",
        _ => "",
    };
    format!(
        "expected ttft {} and itl {} at utilization {}{verdict}",
        against(&expected.ttft, targets.ttft),
        against(&expected.itl, targets.itl),
        short(expected.utilization),
    )
}

/// The expected value the target speaks of, beside the target.
fn against(latency: &Latency, target: Option<LatencyTarget>) -> String {
    let Some(target) = target else { return format!("{} ms", short(latency.mean_ms)) };
    let beside = |value| apart(value, target.at_most_ms);
    let Some(percentile) = target.percentile else {
        let (value, of) = beside(latency.mean_ms);
        return format!("{value} of {of} ms");
    };
    if let Some(value) = reported(latency, percentile) {
        let (value, of) = beside(value);
        return format!("p{percentile} {value} of {of} ms");
    }
    let (value, of) = (short(latency.mean_ms), short(target.at_most_ms));
    format!("{value} ms (p{percentile} of {of} ms)")
}

fn reported(latency: &Latency, percentile: f64) -> Option<f64> {
    [
        (50.0_f64, latency.p50_ms),
        (90.0, latency.p90_ms),
        (95.0, latency.p95_ms),
        (99.0, latency.p99_ms),
    ]
    .into_iter()
    .find(|(p, _)| p.total_cmp(&percentile).is_eq())
    .map(|(_, value)| value)
}

fn recommendation(decision: &VariantDecision, currency: &str) -> Option<String> {
    let better = decision.recommendation.as_ref()?;
    let elsewhere = elsewhere(decision, &better.variant);
    let what = format!("{} × {}{elsewhere}", better.replicas, better.accelerator);
    let saved = -better.extra_cost_per_hour;
    Some(if saved > 0.0 {
        format!("{what} would save {} {currency}/h", short(saved))
    } else {
        format!("{what} would do")
    })
}

/// The variant that another choice is about, where that is another one.
fn elsewhere(decision: &VariantDecision, variant: &str) -> String {
    if variant == decision.variant { String::new() } else { format!(" as {variant}") }
}

fn runner_up(decision: &VariantDecision, currency: &str) -> Option<String> {
    let second = decision.runner_up.as_ref()?;
    let elsewhere = elsewhere(decision, &second.variant);
    let what = format!("next best is {} × {}{elsewhere}", second.replicas, second.accelerator);
    let extra = second.extra_cost_per_hour;
    Some(if extra > 0.0 {
        format!("{what} for {} {currency}/h more", short(extra))
    } else if extra < 0.0 {
        format!("{what}, {} {currency}/h cheaper but not worth the change", short(-extra))
    } else {
        format!("{what} at the same cost")
    })
}

fn rejections(decision: &VariantDecision) -> Option<String> {
    let infeasible = |other: &&Rejected| {
        let served = [Code::CostsMore, Code::ChangeCostsMore, Code::Recommended];
        !served.iter().any(|code| other.reason.is(*code))
            && (decision.decided || other.reason.text != decision.binds.text)
    };
    let all: Vec<&Rejected> = decision.others.iter().filter(infeasible).collect();
    let named: Vec<String> = all
        .iter()
        .take(REJECTED_NAMED)
        .map(|other| {
            let elsewhere = elsewhere(decision, &other.variant);
            format!("not {}{elsewhere}: {}", other.accelerator, other.reason.text)
        })
        .collect();
    let more = all.len() - named.len();
    match (named.is_empty(), more) {
        (true, _) => None,
        (false, 0) => Some(named.join(", ")),
        (false, more) => Some(format!("{}, and {more} more", named.join(", "))),
    }
}

//! A decision as a table for people.

mod layout;

use wva::policy::Policy;
use wva_core::decision::{Decision, Latency, VariantDecision};
use wva_core::snapshot::LatencyTarget;

use layout::{Align, aligned, wrapped};

/// Columns of the table, and where their numbers stand.
const HEADS: [(&str, Align); 10] = [
    ("VARIANT", Align::Left),
    ("ACCELERATOR", Align::Left),
    ("CURRENT", Align::Right),
    ("WANTED", Align::Right),
    ("DESIRED", Align::Right),
    ("COST/H", Align::Right),
    ("TTFT MS", Align::Right),
    ("ITL MS", Align::Right),
    ("UTIL", Align::Right),
    ("BINDS", Align::Left),
];

/// What is not known or does not apply.
const NOTHING: &str = "-";

/// Characters of the hash that are enough to tell policies apart.
const HASH_SHOWN: usize = 12;

/// The table; with sentences, if asked for; then the total and who decided.
pub(crate) fn render(
    decision: &Decision,
    currency: &str,
    policy: &Policy,
    explain: bool,
) -> String {
    let rows: Vec<_> = decision.variants.iter().map(row).collect();
    let mut text = aligned(&HEADS, &rows);
    if explain {
        for variant in &decision.variants {
            text.push('\n');
            text.push_str(&wrapped(&variant.sentence));
        }
    }
    text + &footer(decision, currency, policy)
}

fn footer(decision: &Decision, currency: &str, policy: &Policy) -> String {
    let identity = policy.identity();
    let description = &identity.description;
    let hash = identity.sha256.get(..HASH_SHOWN).unwrap_or_default();
    let (cost, name, version) = (decision.cost_per_hour, &description.name, &description.version);
    format!("\ntotal {cost:.2} {currency}/h, policy {name} {version} sha256:{hash}\n")
}

fn row(variant: &VariantDecision) -> [String; HEADS.len()] {
    let expected = variant.expected.as_ref();
    let targets = variant.targets.unwrap_or_default();
    [
        variant.variant.clone(),
        or_nothing(variant.accelerator.clone()),
        or_nothing(variant.current_replicas),
        or_nothing(variant.wanted_replicas),
        or_nothing(variant.desired_replicas),
        or_nothing(variant.cost_per_hour.map(|cost| format!("{cost:.2}"))),
        latency(expected.map(|expected| &expected.ttft), targets.ttft),
        latency(expected.map(|expected| &expected.itl), targets.itl),
        or_nothing(expected.map(|expected| format!("{:.2}", expected.utilization))),
        variant.binds.code.clone(),
    ]
}

/// Expected / target, at the target's percentile where the prediction has it.
fn latency(expected: Option<&Latency>, target: Option<LatencyTarget>) -> String {
    let percentile = target.and_then(|target| target.percentile);
    let at = expected.and_then(|latency| at_percentile(latency, percentile?));
    let (value, mark) = match (at, percentile) {
        (Some(value), Some(percentile)) => (Some(value), format!(" p{percentile}")),
        _ => (expected.map(|latency| latency.mean_ms), String::new()),
    };
    match (value, target.map(|target| target.at_most_ms)) {
        (None, None) => NOTHING.to_owned(),
        (Some(value), None) => format!("{value:.1}"),
        (value, Some(target)) => {
            format!("{}/{target}{mark}", or_nothing(value.map(|value| format!("{value:.1}"))))
        }
    }
}

fn at_percentile(latency: &Latency, percentile: f64) -> Option<f64> {
    let known: [(f64, f64); 4] = [
        (50.0, latency.p50_ms),
        (90.0, latency.p90_ms),
        (95.0, latency.p95_ms),
        (99.0, latency.p99_ms),
    ];
    known.into_iter().find(|(of, _)| of.total_cmp(&percentile).is_eq()).map(|(_, value)| value)
}

fn or_nothing(value: Option<impl ToString>) -> String {
    value.map_or_else(|| NOTHING.to_owned(), |value| value.to_string())
}

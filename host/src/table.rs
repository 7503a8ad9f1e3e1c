//! A decision as a table for people.

pub(crate) mod layout;
mod number;

use wva::policy::Policy;
use wva::text::one_line;
use wva_core::decision::{Decision, Latency, Rejected, VariantDecision};
use wva_core::snapshot::LatencyTarget;

use layout::{Align, aligned, wrapped};
use number::{fixed, plain};

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

/// A value that is unknown or does not apply.
const NOTHING: &str = "-";

/// Characters of the hash that are enough to tell policies apart.
const HASH_SHOWN: usize = 12;

/// The table; with sentences, if asked for; then the total and the policy.
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
    let (name, version) = (&description.name, &description.version);
    let currency = one_line(currency);
    let (cost, missing) = (fixed(decision.cost_per_hour, 2), uncounted(&decision.variants));
    format!("\ntotal {cost} {currency}/h{missing}, policy {name} {version} sha256:{hash}\n")
}

/// Counts the variants that the total leaves out: they have replicas, or may have, but no known
/// cost.
fn uncounted(variants: &[VariantDecision]) -> String {
    let unknown = |variant: &&VariantDecision| {
        variant.cost_per_hour.is_none() && variant.desired_replicas != Some(0)
    };
    match variants.iter().filter(unknown).count() {
        0 => String::new(),
        1 => " without 1 variant of unknown cost".to_owned(),
        number => format!(" without {number} variants of unknown cost"),
    }
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
        or_nothing(variant.cost_per_hour.map(|cost| fixed(cost, 2))),
        latency(expected.map(|expected| &expected.ttft), targets.ttft),
        latency(expected.map(|expected| &expected.itl), targets.itl),
        or_nothing(expected.map(|expected| fixed(expected.utilization, 2))),
        binds(variant),
    ]
}

/// The reason for the number; for none, also the one for which the accelerator it runs on cannot serve.
fn binds(variant: &VariantDecision) -> String {
    let code = &variant.binds.code;
    let here = |other: &&Rejected| {
        other.variant == variant.variant && Some(&other.accelerator) == variant.accelerator.as_ref()
    };
    match variant.others.iter().find(here).map(|other| &other.reason.code) {
        Some(also) if !variant.decided && also != code => format!("{code}, {also}"),
        _ => code.to_string(),
    }
}

/// Expected / target, as `24.1/500`. Where a percentile is promised, it is the percentile that is
/// expected, as `p95 34.2/60`; the mean where the prediction has another one, as `mean 9.6/60 p80`.
fn latency(expected: Option<&Latency>, target: Option<LatencyTarget>) -> String {
    let Some(LatencyTarget { at_most_ms, percentile }) = target else {
        return or_nothing(expected.map(|latency| fixed(latency.mean_ms, 1)));
    };
    let against = |value: Option<f64>| {
        format!("{}/{}", or_nothing(value.map(|value| fixed(value, 1))), plain(at_most_ms))
    };
    let mean = expected.map(|latency| latency.mean_ms);
    let Some(percentile) = percentile else { return against(mean) };
    let share = plain(percentile);
    match expected.map(|latency| at_percentile(latency, percentile)) {
        Some(None) => format!("mean {} p{share}", against(mean)),
        value => format!("p{share} {}", against(value.flatten())),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_latency_stands_beside_its_target() {
        let seen =
            Latency { mean_ms: 9.64, p50_ms: 8.0, p90_ms: 20.0, p95_ms: 34.16, p99_ms: 60.0 };
        let target = |percentile| Some(LatencyTarget { at_most_ms: 60.0, percentile });
        let cases = [
            (None, None, "-"),
            (Some(&seen), None, "9.6"),
            (Some(&seen), target(None), "9.6/60"),
            (Some(&seen), target(Some(95.0)), "p95 34.2/60"),
            (Some(&seen), target(Some(99.5)), "mean 9.6/60 p99.5"),
            (None, target(None), "-/60"),
            (None, target(Some(95.0)), "p95 -/60"),
        ];
        for (expected, target, text) in cases {
            assert_eq!(latency(expected, target), text);
        }
    }
}

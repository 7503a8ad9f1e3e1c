//! The fields of one variant's decision: finite numbers, names of the snapshot, texts of sensible
//! length.
//!
//! Records are taken apart field by field, so that a new field does not compile unchecked.

use std::collections::BTreeSet;

use wva_core::decision::{Alternative, Latency, Load, Prediction, Rejected, VariantDecision};
use wva_core::reason::Reason;
use wva_core::snapshot::{LatencyTarget, Targets};

use super::defect::{Checked, DefectError};
use super::names::SnapshotNames;
use crate::policy::limits::{LIST_ENTRIES_MAX, TEXT_BYTES_MAX, WORD_BYTES_MAX};
use crate::text::shortened;

pub(super) fn check(names: &SnapshotNames<'_>, decision: &VariantDecision) -> Checked {
    let VariantDecision {
        variant,
        workload: _,
        decided: _,
        accelerator,
        current_replicas: _,
        wanted_replicas: _,
        desired_replicas: _,
        max_batch: _,
        cost_per_hour,
        power_w,
        load,
        load_source,
        targets,
        expected,
        meets_targets: _,
        binds,
        recommendation,
        runner_up,
        others,
        warnings,
        sentence,
    } = decision;
    let place = &format!("variant `{variant}`");
    let check = FieldCheck { names, variant, place };
    accelerator.iter().try_for_each(|name| check.accelerator("accelerator", name))?;
    cost_per_hour.iter().try_for_each(|cost| not_negative(place, "costPerHour", *cost))?;
    power_w.iter().try_for_each(|power| not_negative(place, "powerW", *power))?;
    load.iter().try_for_each(|load| check.load(load))?;
    targets.iter().try_for_each(|targets| check.targets(targets))?;
    expected.iter().try_for_each(|expected| check.prediction(expected))?;
    load_source.iter().chain([binds]).try_for_each(|reason| check.reason(reason))?;
    recommendation.iter().chain(runner_up).try_for_each(|other| check.alternative(other))?;
    check.others(others)?;
    at_most(place, "warnings", warnings.len())?;
    warnings.iter().try_for_each(|warning| check.reason(warning))?;
    text(place, "sentence", sentence)
}

/// Speaks of one variant.
struct FieldCheck<'a> {
    names: &'a SnapshotNames<'a>,
    variant: &'a str,
    place: &'a str,
}

impl FieldCheck<'_> {
    fn other(&self, field: &'static str, given: &str) -> DefectError {
        DefectError::Other { variant: self.variant.to_owned(), field, given: shortened(given) }
    }

    fn accelerator(&self, field: &'static str, name: &str) -> Checked {
        let known = self.names.accelerators.contains(name);
        if known { Ok(()) } else { Err(self.other(field, name)) }
    }

    fn variant(&self, field: &'static str, name: &str) -> Checked {
        let known = self.names.variants.contains_key(name);
        if known { Ok(()) } else { Err(self.other(field, name)) }
    }

    fn finite(&self, numbers: &[(&'static str, f64)]) -> Checked {
        numbers.iter().try_for_each(|(field, value)| finite(self.place, field, *value))
    }

    fn load(&self, load: &Load) -> Checked {
        let Load { arrival_rate_per_s, avg_input_tokens, avg_output_tokens } = *load;
        [
            ("load.arrivalRatePerS", arrival_rate_per_s),
            ("load.avgInputTokens", avg_input_tokens),
            ("load.avgOutputTokens", avg_output_tokens),
        ]
        .into_iter()
        .try_for_each(|(field, value)| not_negative(self.place, field, value))
    }

    fn targets(&self, targets: &Targets) -> Checked {
        let Targets { ttft, itl, tps_tokens_per_s } = targets;
        for LatencyTarget { at_most_ms, percentile } in ttft.iter().chain(itl) {
            self.finite(&[
                ("targets.atMostMs", *at_most_ms),
                ("targets.percentile", percentile.unwrap_or_default()),
            ])?;
        }
        tps_tokens_per_s.iter().try_for_each(|tps| self.finite(&[("targets.tpsTokensPerS", *tps)]))
    }

    fn prediction(&self, prediction: &Prediction) -> Checked {
        let Prediction {
            arrival_rate_per_s,
            throughput_per_s,
            ttft,
            itl,
            wait_ms,
            prefill_ms,
            response_ms,
            in_service,
            utilization,
            load_ratio,
            max_rate_per_s,
        } = *prediction;
        self.latency("expected.ttft", &ttft)?;
        self.latency("expected.itl", &itl)?;
        self.finite(&[
            ("expected.arrivalRatePerS", arrival_rate_per_s),
            ("expected.throughputPerS", throughput_per_s),
            ("expected.waitMs", wait_ms),
            ("expected.prefillMs", prefill_ms),
            ("expected.responseMs", response_ms),
            ("expected.inService", in_service),
            ("expected.utilization", utilization),
            ("expected.loadRatio", load_ratio),
            ("expected.maxRatePerS", max_rate_per_s),
        ])
    }

    fn latency(&self, field: &'static str, latency: &Latency) -> Checked {
        let Latency { mean_ms, p50_ms, p90_ms, p95_ms, p99_ms } = *latency;
        self.finite(&[mean_ms, p50_ms, p90_ms, p95_ms, p99_ms].map(|value| (field, value)))
    }

    fn alternative(&self, other: &Alternative) -> Checked {
        let Alternative {
            variant,
            accelerator,
            replicas: _,
            cost_per_hour,
            extra_cost_per_hour,
            power_w,
        } = other;
        self.variant("alternative", variant)?;
        self.accelerator("alternative", accelerator)?;
        not_negative(self.place, "alternative.costPerHour", *cost_per_hour)?;
        power_w
            .iter()
            .try_for_each(|power| not_negative(self.place, "alternative.powerW", *power))?;
        self.finite(&[("alternative.extraCostPerHour", *extra_cost_per_hour)])
    }

    /// Every other choice once, so there are not more than there can be.
    fn others(&self, others: &[Rejected]) -> Checked {
        let mut seen = BTreeSet::new();
        for Rejected { variant, accelerator, reason } in others {
            self.variant("others", variant)?;
            self.accelerator("others", accelerator)?;
            if !seen.insert((variant, accelerator)) {
                return Err(self.other("others", &format!("{variant} on {accelerator}")));
            }
            self.reason(reason)?;
        }
        Ok(())
    }

    fn reason(&self, reason: &Reason) -> Checked {
        let Reason { code, text: clause, values, names } = reason;
        word(self.place, "code", code.as_str())?;
        text(self.place, "text", clause)?;
        at_most(self.place, "values", values.len())?;
        for named in values {
            word(self.place, "values.name", &named.name)?;
            self.finite(&[("values.value", named.value)])?;
        }
        at_most(self.place, "names", names.len())?;
        for named in names {
            word(self.place, "names.name", &named.name)?;
            text(self.place, "names.text", &named.text)?;
        }
        Ok(())
    }
}

pub(super) fn not_negative(place: &str, field: &'static str, value: f64) -> Checked {
    if value >= 0.0 {
        return finite(place, field, value);
    }
    let expected = "0 or more";
    Err(DefectError::Number { place: place.to_owned(), field, value, expected })
}

fn finite(place: &str, field: &'static str, value: f64) -> Checked {
    if value.is_finite() {
        return Ok(());
    }
    let expected = "a finite number";
    Err(DefectError::Number { place: place.to_owned(), field, value, expected })
}

fn text(place: &str, field: &'static str, text: &str) -> Checked {
    let (bytes, limit) = (text.len(), TEXT_BYTES_MAX);
    if bytes <= limit {
        return Ok(());
    }
    Err(DefectError::Long { place: place.to_owned(), field, bytes, limit })
}

/// Codes and names of numbers become labels and conditions.
fn word(place: &str, field: &'static str, word: &str) -> Checked {
    let fits = !word.is_empty() && word.len() <= WORD_BYTES_MAX;
    if fits && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        return Ok(());
    }
    Err(DefectError::Word { place: place.to_owned(), field })
}

fn at_most(place: &str, field: &'static str, entries: usize) -> Checked {
    let limit = LIST_ENTRIES_MAX;
    if entries <= limit {
        return Ok(());
    }
    Err(DefectError::Many { place: place.to_owned(), field, entries, limit })
}

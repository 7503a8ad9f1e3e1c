//! What takes the place of an answer that is not taken.

use std::collections::BTreeSet;

use wva_core::decision::{Decision, VariantDecision};
use wva_core::reason::{Code, Reason};
use wva_core::snapshot::Variant;
use wva_core::text::render_variant;

use super::answer::RefusedWorkload;
use super::asked::Asked;
use super::call::CallError;

/// The decision without anything that it says of refused workloads: their variants are undecided and
/// hold their replicas, and their memory is the one before.
pub(super) fn hold(
    asked: Asked<'_>,
    mut decision: Decision,
    refused: &[RefusedWorkload],
) -> Decision {
    if refused.is_empty() {
        return decision;
    }
    let keys: BTreeSet<_> = refused.iter().map(|refused| refused.workload.as_str()).collect();
    decision.variants.retain(|variant| !keys.contains(variant.workload.as_str()));
    decision.memory.retain(|entry| !keys.contains(entry.workload.as_str()));
    for RefusedWorkload { workload, why } in refused {
        let of_it = asked.snapshot.variants.iter().filter(|variant| variant.workload == *workload);
        decision.variants.extend(of_it.map(|variant| held(variant, why, &asked.snapshot.currency)));
        let remembered = asked.memory.iter().filter(|entry| entry.workload == *workload);
        decision.memory.extend(remembered.cloned());
    }
    decision.variants.sort_by(|a, b| a.variant.cmp(&b.variant));
    decision.memory.sort_by(|a, b| a.workload.cmp(&b.workload));
    let costs = decision.variants.iter().filter_map(|variant| variant.cost_per_hour);
    decision.cost_per_hour = costs.fold(0.0, |sum, cost| sum + cost);
    decision
}

/// The decision for a variant of a refused workload, in words.
fn held(variant: &Variant, why: &CallError, currency: &str) -> VariantDecision {
    let reason = Reason::said(Code::RefusedAnswer, why.to_string());
    let mut decision = VariantDecision::held(variant, reason);
    render_variant(&mut decision, currency);
    decision
}

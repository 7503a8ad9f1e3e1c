//! Fills the words that a decision lacks.

use super::clause::{At, clause};
use super::sentence::sentence;
use crate::decision::{Decision, VariantDecision};
use crate::reason::Reason;

/// Puts a decision into words; `currency` is the snapshot's.
pub fn render(decision: &mut Decision, currency: &str) {
    for variant in &mut decision.variants {
        render_variant(variant, currency);
    }
}

/// Puts the decision for one variant into words.
pub fn render_variant(variant: &mut VariantDecision, currency: &str) {
    let accelerator = variant.accelerator.clone().unwrap_or_default();
    let here = At { accelerator: &accelerator, currency };
    fill(&mut variant.binds, here);
    for warning in &mut variant.warnings {
        fill(warning, here);
    }
    for other in &mut variant.others {
        fill(&mut other.reason, At { accelerator: &other.accelerator, currency });
    }
    if variant.sentence.is_empty() {
        variant.sentence = sentence(variant, currency);
    }
}

/// The clause of a reason that has none; its code where it lacks a number.
fn fill(reason: &mut Reason, at: At<'_>) {
    if reason.text.is_empty() {
        reason.text = clause(reason, at).unwrap_or_else(|| reason.code.to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reason::Code;

    const AT: At<'_> = At { accelerator: "H100", currency: "cents" };

    #[test]
    fn words_of_another_policy_stay() {
        let mut reason = Reason::said(Code::CostsMore, "too dear");
        fill(&mut reason, AT);
        assert_eq!(reason.text, "too dear");
    }

    #[test]
    fn a_reason_without_its_numbers_is_its_code() {
        let mut reason = Reason::new(Code::Retention);
        fill(&mut reason, AT);
        assert_eq!(reason.text, "retention");
    }

    #[test]
    fn numbers_are_said() {
        let mut reason = Reason::new(Code::CostsMore).with("replicas", 2.0);
        reason = reason.with("extraCostPerHour", 12.5);
        fill(&mut reason, AT);
        assert_eq!(reason.text, "2 × H100 cost 12.5 cents/h more");
    }
}

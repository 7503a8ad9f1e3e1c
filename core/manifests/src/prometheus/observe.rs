//! Pages to observations.

use std::collections::{BTreeMap, BTreeSet};

use wva_core::snapshot::Observation;

use crate::manifests::Manifests;
use crate::node::Origin;
use crate::observations::VariantObservation;
use crate::problem::{Problem, Report};
use crate::prometheus::growth::Growth;
use crate::prometheus::names::{
    COMPLETIONS, FIRST_TOKEN, GENERATION, GENERATION_TOKENS, Histogram, PROMPT, PROMPT_TOKENS,
    RUNNING, TOKEN_GAP, WAITING,
};
use crate::prometheus::owner::{Owners, Strays};
use crate::prometheus::page::Page;
use crate::prometheus::pods::{Pod, PodKey, pods};
use crate::scope::Scope;

/// What two pages of the same pods, `seconds` apart, say of each variant, and what was not as it
/// should be.
///
/// λ = arrivals ÷ seconds, with the arrivals of a pod from its best source: the counter of
/// arrivals; else first tokens + growth of waiting; else completions + growth of (waiting +
/// running). Only pods on both pages count, and their sum is at least 0. A pod that restarted
/// counts from its restart. Means are Δsum ÷ Δcount over the pods.
///
/// What the pages do not say, or say as NaN, is unknown. With `seconds` not above 0 there is no
/// rate.
#[must_use]
pub fn observe(
    first: &Page,
    last: &Page,
    seconds: f64,
    manifests: &Manifests,
) -> (Vec<VariantObservation>, Vec<Problem>) {
    let report = Report::default();
    for problem in first.problems().iter().chain(last.problems()) {
        report.push(problem.clone());
    }
    let scope = Scope::new(&report, &last.path, None);
    if first.series.is_empty() {
        warn_empty(&Scope { file: &first.path, ..scope.clone() });
    }
    let before = pods(first);
    let variants = sort(Some(&before), &pods(last), manifests, &scope);
    let observations = variants.into_iter().filter_map(|(name, seen)| {
        let object = format!("VariantAutoscaling {name}");
        let scope = Scope { object: Some(&object), ..scope.clone() };
        seen.warn_partial(&scope);
        seen.observation(name, Some(seconds), &scope)
    });
    let observations = observations.collect();
    (observations, report.into_sorted(&[&first.path, &last.path]))
}

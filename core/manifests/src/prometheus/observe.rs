//! Pages to observations.

use wva_core::order::sort_by;

use crate::document::node::Origin;
use crate::document::scope::Scope;
use crate::manifests::{Manifests, SeenTarget};
use crate::observations::VariantObservation;
use crate::problem::{Problem, ProblemLog};
use crate::prometheus::on_pages::by_variant;
use crate::prometheus::page::Page;
use crate::prometheus::pods::pods;
use crate::prometheus::variant::observation;

/// Observations from pages of the same pods, each `seconds` after the one before, and whatever was not as
/// it should be. One page alone gives the gauges.
///
/// λ = arrivals ÷ seconds, with the arrivals of a pod from its best source: the counter of
/// arrivals; else the larger of first tokens + growth of waiting and completions + growth of
/// (waiting + running). A server that restarted counts from its restart. Means are Δsum ÷ Δcount
/// over the pods. Of a variant whose pods come or go, the pages count since its last pod did.
///
/// Where not all pods are counted λ is unknown, and what is counted is its lower bound. A value that
/// is missing or NaN on the pages is unknown; the rate is, too, where `seconds` is not above 0.
#[must_use]
pub fn observe(
    pages: &[Page],
    seconds: f64,
    manifests: &Manifests,
) -> (Vec<VariantObservation>, Vec<Problem>) {
    let log = ProblemLog::default();
    let Some(last) = pages.last() else { return (Vec::new(), Vec::new()) };
    for page in pages {
        repeat(page, &log);
    }
    let pods: Vec<_> = pages.iter().map(pods).collect();
    let files: Vec<&str> = pages.iter().map(|page| page.path.as_str()).collect();
    let mut variants = by_variant(&pods, &files, manifests, &log);
    let mut observations = Vec::new();
    for declared in &manifests.variants {
        let Some(mut seen) = variants.remove(declared.name.as_str()) else { continue };
        seen.expected = manifests.target_of(declared).and_then(SeenTarget::serving);
        observations.extend(observation(declared, &seen, seconds, &last.path, &log));
    }
    sort_by(&mut observations, |a, b| a.variant.cmp(&b.variant));
    (observations, log.into_sorted(&files))
}

/// Repeats the problems of a page, and warns where nothing on it was read.
fn repeat(page: &Page, log: &ProblemLog) {
    for problem in page.problems() {
        log.push(problem.clone());
    }
    if page.series.is_empty() {
        let other = page.other.map_or_else(String::new, |server| format!(", it is {server}'s"));
        let text = format!(
            "nothing on the page is read{other}; expected metrics such as \
             `vllm:num_requests_waiting`"
        );
        Scope::new(log, &page.path, None).warn(Origin::SOURCE.at(1, 0), text);
    }
}

//! Pages to observations.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::node::Origin;
use crate::document::scope::Scope;
use crate::manifests::{Manifests, SeenTarget};
use crate::observations::VariantObservation;
use crate::problem::{Problem, ProblemLog};
use crate::prometheus::owner::{Owners, Strays};
use crate::prometheus::page::Page;
use crate::prometheus::pods::{Pod, PodKey, pods};
use crate::prometheus::variant::{PodOnPages, PodsOnPages, observation};

/// Observations from two pages of the same pods, `seconds` apart, and whatever was not as it
/// should be.
///
/// λ = arrivals ÷ seconds, with the arrivals of a pod from its best source: the counter of
/// arrivals; else the larger of first tokens + growth of waiting and completions + growth of
/// (waiting + running). A server that restarted counts from its restart. Means are Δsum ÷ Δcount
/// over the pods.
///
/// Where not all pods are counted λ is unknown, and what is counted is its lower bound. A value that
/// is missing or NaN on the pages is unknown; the rate is, too, where `seconds` is not above 0.
#[must_use]
pub fn observe(
    first: &Page,
    last: &Page,
    seconds: f64,
    manifests: &Manifests,
) -> (Vec<VariantObservation>, Vec<Problem>) {
    observations(Some((first, seconds)), last, manifests)
}

/// Observations from one page: the gauges.
#[must_use]
pub fn observe_page(page: &Page, manifests: &Manifests) -> (Vec<VariantObservation>, Vec<Problem>) {
    observations(None, page, manifests)
}

fn observations(
    first: Option<(&Page, f64)>,
    last: &Page,
    manifests: &Manifests,
) -> (Vec<VariantObservation>, Vec<Problem>) {
    let log = ProblemLog::default();
    let page = first.map(|(page, _)| page);
    for page in page.into_iter().chain([last]) {
        repeat(page, &log);
    }
    let before = page.map(pods).unwrap_or_default();
    let after = pods(last);
    let owners = Owners::new(manifests);
    let earlier = page.map_or("", |page| page.path.as_str());
    let mut variants = by_variant(
        (&before, &Scope::new(&log, earlier, None)),
        (&after, &Scope::new(&log, &last.path, None)),
        &owners,
    );
    for declared in &manifests.variants {
        if let Some(pods) = variants.get_mut(declared.name.as_str()) {
            pods.expected = manifests.target_of(declared).and_then(SeenTarget::serving);
        }
    }
    let mut observations = Vec::new();
    for (name, pods) in variants {
        let seconds = first.map(|(_, seconds)| seconds);
        observations.extend(observation(name, &pods, seconds, &last.path, &log));
    }
    (observations, log.into_sorted(&[earlier, &last.path]))
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

/// The pods of each variant; pods without a variant are reported.
fn by_variant<'a, 'p, 'm>(
    (before, earlier): (&'a BTreeMap<PodKey<'p>, Pod<'p>>, &Scope<'_>),
    (after, later): (&'a BTreeMap<PodKey<'p>, Pod<'p>>, &Scope<'_>),
    owners: &Owners<'m>,
) -> BTreeMap<&'m str, PodsOnPages<'a, 'p>> {
    let mut variants: BTreeMap<&str, PodsOnPages<'_, '_>> = BTreeMap::new();
    let (mut gone, mut strays) = (Strays::default(), Strays::default());
    let mut nameless = BTreeSet::new();
    let only_before = before.keys().filter(|key| !after.contains_key(key));
    for key in after.keys().chain(only_before) {
        let (first, last) = (before.get(key), after.get(key));
        match owners.of(key) {
            Ok(variant) => {
                let seen = PodOnPages { key: *key, first, last };
                variants.entry(&variant.name).or_default().pods.push(seen);
            }
            Err(stray) => {
                // Pods without a name that have the rest in common may be of the same variants.
                let is_new = key.pod.is_some() || nameless.insert((key.namespace, key.model));
                for variant in stray.may_be_of.iter().filter(|_| is_new) {
                    variants.entry(&variant.name).or_default().others_may_be_its = true;
                }
                match (first, last) {
                    (_, Some(pod)) => strays.add(stray.cause, *key, pod.at),
                    (Some(pod), None) => gone.add(stray.cause, *key, pod.at),
                    (None, None) => {}
                }
            }
        }
    }
    gone.warn(owners, earlier);
    strays.warn(owners, later);
    variants
}

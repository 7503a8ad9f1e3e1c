//! The pods of one variant to its observation.

use std::collections::{BTreeMap, BTreeSet};

use wva_core::snapshot::Observation;

use wva_core::order::set;

use crate::manifests::DeclaredVariant;
use crate::observations::VariantObservation;
use crate::problem::{Place, Problem, ProblemLog, Severity};
use crate::prometheus::growth::Growth;
use crate::prometheus::names::{
    FIRST_TOKEN, GENERATION, GENERATION_TOKENS, Histogram, PROMPT, PROMPT_TOKENS, RUNNING,
    TOKEN_GAP, WAITING,
};
use crate::prometheus::on_pages::{PodOnPages, PodsOnPages, on_last_page};
use crate::prometheus::pods::PodKey;
use crate::prometheus::words::and_others;

/// The series that make a pod's rate known, for messages.
const SOURCES: &str = "expected on both pages `vllm:time_to_first_token_seconds_count` and \
                       `vllm:num_requests_waiting`, or `vllm:request_success_total`, \
                       `vllm:num_requests_waiting` and `vllm:num_requests_running`";

/// The observation of a variant; none if none of its pods is on the last page.
pub(crate) fn observation(
    declared: &DeclaredVariant,
    seen: &PodsOnPages<'_, '_>,
    seconds: f64,
    file: &str,
    log: &ProblemLog,
) -> Option<VariantObservation> {
    let variant = declared.name.clone();
    let tell = Tell { object: format!("{} {variant}", declared.kind), log };
    let pods = seen.pods.as_slice();
    if pods.is_empty() {
        return None;
    }
    let since = seen.since();
    let mut observed = since.map(|page| grown(seen, page, seconds, &tell)).unwrap_or_default();
    let at = pods.iter().filter_map(PodOnPages::last).map(|pod| pod.at).min()?;
    observed.waiting_requests = total(pods, WAITING);
    observed.running_requests = total(pods, RUNNING);
    // Those that are not on the page may serve as well.
    observed.ready_replicas = named(pods).filter(|_| !seen.lacks_some() && !seen.others_may_be_its);
    let place = Place { file: file.to_owned(), line: at.line, column: at.column };
    Some(VariantObservation { variant, observed, place: Some(place) })
}

/// The rates and lengths that counters grew by since a page.
fn grown(seen: &PodsOnPages<'_, '_>, since: usize, seconds: f64, tell: &Tell<'_>) -> Observation {
    let both: Vec<_> = seen.pods.iter().flat_map(|pod| pod.growths(since)).collect();
    let pages = seen.pods.first().map_or(0, |pod| pod.on.len());
    let times = u32::try_from(pages.saturating_sub(since + 1)).unwrap_or(u32::MAX);
    let seconds = seconds * f64::from(times);
    tell.restarts(&both);
    let all_there = is_all_there(seen, since, both.len(), tell);
    let (counted, all_counted) = arrivals(&both, tell);
    let per_s = counted.and_then(|arrivals| per_second(arrivals, seconds));
    let is_rate = all_there && all_counted;
    let growths: Vec<_> = both.iter().map(|(_, growth)| growth).collect();
    // Prompt tokens are counted when a request begins, output tokens as they come.
    let prompts = mean(&growths, |growth| growth.with_begun(PROMPT_TOKENS));
    let answers = mean(&growths, |growth| growth.with_ended(GENERATION_TOKENS));
    Observation {
        arrival_rate_per_s: per_s.filter(|_| is_rate),
        arrivals_at_least_per_s: per_s.filter(|_| !is_rate),
        avg_input_tokens: mean_of(&growths, &[PROMPT]).or(prompts),
        avg_output_tokens: mean_of(&growths, &[GENERATION]).or(answers),
        ttft_ms: mean_of(&growths, &[FIRST_TOKEN]).and_then(milliseconds),
        itl_ms: mean_of(&growths, &TOKEN_GAP).and_then(milliseconds),
        ..Observation::default()
    }
}

/// Whether every pod of the variant is on both pages, as far as is known; says which are not.
fn is_all_there(seen: &PodsOnPages<'_, '_>, since: usize, both: usize, tell: &Tell<'_>) -> bool {
    let differ = seen.pods.iter().filter(|pod| pod.on(since).is_some() != pod.last().is_some());
    let (new, gone): (Vec<_>, Vec<_>) = differ.partition(|pod| pod.last().is_some());
    if both == 0 {
        tell.warn("none of its pods is on both pages: arrivals are not known".to_owned());
        return false;
    }
    if let Some(pod) = new.first() {
        tell.single(&and_others(pod.key.name(), new.len()), "last");
    }
    if let Some(pod) = gone.first() {
        tell.single(&and_others(pod.key.name(), gone.len()), "first");
    }
    if let Some(expected) = seen.expected.filter(|_| seen.lacks_some()) {
        let there = on_last_page(&seen.pods);
        tell.warn(format!(
            "`{expected}` replicas serve and `{there}` are on the last page; what arrived at the \
             others is not counted"
        ));
    }
    // Without a number of replicas, a pod that is gone may be one that was not asked.
    let left = gone.is_empty() || seen.expected.is_some();
    new.is_empty() && left && !seen.lacks_some() && !seen.others_may_be_its
}

/// Arrivals over all pods on both pages, and whether these are all of them.
fn arrivals(both: &[(PodKey<'_>, Growth<'_, '_>)], tell: &Tell<'_>) -> (Option<f64>, bool) {
    let (mut sum, mut complete) = (None, true);
    let (mut without, mut partly) = (BTreeSet::new(), BTreeSet::new());
    for (key, growth) in both {
        let Some(arrivals) = growth.arrivals() else {
            without.insert(key);
            continue;
        };
        sum = Some(sum.unwrap_or(0.0) + arrivals.at_least);
        if !arrivals.complete {
            partly.insert(key);
        }
    }
    if let Some(key) = without.first() {
        let pods = and_others(key.name(), without.len());
        tell.warn(format!("{pods}: arrivals are not known: {SOURCES}"));
        complete = false;
    }
    if let Some(key) = partly.first() {
        let pods = and_others(key.name(), partly.len());
        tell.warn(format!("{pods}: a series has no growth; not all that arrived is counted"));
        complete = false;
    }
    (sum, complete)
}

fn per_second(arrivals: f64, seconds: f64) -> Option<f64> {
    // In this order, for `max` makes 0 of NaN.
    let rate = Some(arrivals / seconds).filter(|rate| seconds > 0.0 && rate.is_finite());
    rate.map(|rate| rate.max(0.0))
}

/// Σ of the first ÷ Σ of the second over the pods that have both; unknown where the latter is 0.
fn mean(
    growths: &[&Growth<'_, '_>],
    pair: impl Fn(&Growth<'_, '_>) -> Option<(f64, f64)>,
) -> Option<f64> {
    let (mut sum, mut count) = (0.0, 0.0);
    for (more, further) in growths.iter().filter_map(|growth| pair(growth)) {
        sum += more;
        count += further;
    }
    (count > 0.0).then_some(sum / count).filter(|mean| mean.is_finite())
}

/// The mean of a histogram with several names: of each pod the first name that it has counts.
fn mean_of(growths: &[&Growth<'_, '_>], names: &[Histogram]) -> Option<f64> {
    mean(growths, |growth| names.iter().find_map(|name| growth.of_histogram(*name)))
}

fn milliseconds(seconds: f64) -> Option<f64> {
    Some(seconds * 1000.0).filter(|milliseconds| milliseconds.is_finite())
}

/// A gauge over the pods on the last page; unknown if one of them lacks it.
fn total(pods: &[PodOnPages<'_, '_>], name: &str) -> Option<f64> {
    let values = pods.iter().filter_map(PodOnPages::last).map(|pod| pod.total(name));
    values.sum::<Option<f64>>().filter(|total| total.is_finite())
}

/// Pods on the last page, if all have names.
fn named(pods: &[PodOnPages<'_, '_>]) -> Option<u32> {
    let last = pods.iter().filter(|seen| seen.last().is_some());
    let names: Option<BTreeSet<_>> =
        last.map(|seen| Some((seen.key.namespace, seen.key.pod?))).collect();
    u32::try_from(names?.len()).ok()
}

/// Problems of one variant.
struct Tell<'r> {
    object: String,
    log: &'r ProblemLog,
}

impl Tell<'_> {
    fn warn(&self, text: String) {
        self.log.push(Problem::new(Severity::Warning, None, text).about(&self.object));
    }

    /// Pods on one page only.
    fn single(&self, pods: &str, page: &str) {
        self.warn(format!("{pods}: on the {page} page only; what arrived there is not counted"));
    }

    /// Servers that restarted, and counters that fell although theirs did not.
    fn restarts(&self, both: &[(PodKey<'_>, Growth<'_, '_>)]) {
        let doubt = if both.iter().any(|(_, growth)| growth.is_in_order()) {
            ""
        } else {
            "; or the pages are in the wrong order"
        };
        let restarted = both.iter().filter(|(_, growth)| growth.restarted());
        let restarted = set(restarted.map(|(key, _)| key));
        if let Some(key) = restarted.first() {
            let severity = if doubt.is_empty() { Severity::Note } else { Severity::Warning };
            let pods = and_others(key.name(), restarted.len());
            let text = format!("{pods}: restarted between the pages, counted from then on{doubt}");
            self.log.push(Problem::new(severity, None, text).about(&self.object));
        }
        let fell = both.iter().filter_map(|(key, growth)| Some((key, growth.fallen()?)));
        let fell: BTreeMap<_, _> = fell.collect();
        if let Some((key, name)) = fell.first_key_value() {
            let pods = and_others(key.name(), fell.len());
            self.warn(format!(
                "{pods}: counter `{name}` fell, but the server did not restart; it counts as \
                 missing{doubt}"
            ));
        }
    }
}

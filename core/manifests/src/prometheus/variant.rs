//! The pods of one variant to its observation.

use std::collections::BTreeSet;

use wva_core::snapshot::Observation;

use crate::observations::VariantObservation;
use crate::problem::{Place, Problem, ProblemLog, Severity};
use crate::prometheus::growth::Growth;
use crate::prometheus::names::{
    COMPLETIONS, FIRST_TOKEN, GENERATION, GENERATION_TOKENS, Histogram, PROMPT, PROMPT_TOKENS,
    RUNNING, TOKEN_GAP, WAITING,
};
use crate::prometheus::pods::{Pod, PodKey};
use crate::prometheus::words::and_others;

/// The series that make a pod's rate known, for messages.
const SOURCES: &str = "expected on both pages `vllm:time_to_first_token_seconds_count` and \
                       `vllm:num_requests_waiting`, or `vllm:request_success_total`, \
                       `vllm:num_requests_waiting` and `vllm:num_requests_running`";

/// A pod on one page or both.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PodOnPages<'a, 'p> {
    pub(crate) key: PodKey<'p>,
    pub(crate) first: Option<&'a Pod<'p>>,
    pub(crate) last: Option<&'a Pod<'p>>,
}

/// The observation of a variant; none if none of its pods is on the last page.
pub(crate) fn observation(
    name: &str,
    pods: &[PodOnPages<'_, '_>],
    seconds: Option<f64>,
    file: &str,
    log: &ProblemLog,
) -> Option<VariantObservation> {
    let tell = Tell { object: format!("VariantAutoscaling {name}"), log };
    let mut observed = seconds.map(|seconds| grown(pods, seconds, &tell)).unwrap_or_default();
    let at = pods.iter().filter_map(|seen| seen.last).map(|pod| pod.at).min()?;
    observed.waiting_requests = total(pods, WAITING);
    observed.running_requests = total(pods, RUNNING);
    observed.ready_replicas = named(pods);
    let place = Place { file: file.to_owned(), line: at.line, column: at.column };
    Some(VariantObservation { variant: name.to_owned(), observed, place: Some(place) })
}

/// The rates and lengths that counters grew by.
fn grown(pods: &[PodOnPages<'_, '_>], seconds: f64, tell: &Tell<'_>) -> Observation {
    let both: Vec<_> = pods
        .iter()
        .filter_map(|seen| Some((seen.key, Growth::new(seen.first?, seen.last?))))
        .collect();
    tell.partial(pods, both.len());
    let restarted = both.iter().filter(|(_, growth)| growth.restarted()).map(|(key, _)| key);
    tell.restarts(&restarted.collect::<Vec<_>>(), both.len());
    let growths: Vec<_> = both.iter().map(|(_, growth)| *growth).collect();
    // Prompt tokens are counted when a request begins, output tokens as they come.
    let prompts = mean(&growths, |growth| growth.of(PROMPT_TOKENS).zip(growth.begun()));
    let answers = mean(&growths, |growth| growth.of(GENERATION_TOKENS).zip(growth.of(COMPLETIONS)));
    Observation {
        arrival_rate_per_s: rate(&both, seconds, tell),
        avg_input_tokens: mean_of(&growths, &[PROMPT]).or(prompts),
        avg_output_tokens: mean_of(&growths, &[GENERATION]).or(answers),
        ttft_ms: mean_of(&growths, &[FIRST_TOKEN]).and_then(milliseconds),
        itl_ms: mean_of(&growths, &TOKEN_GAP).and_then(milliseconds),
        ..Observation::default()
    }
}

/// Arrivals per second over all pods on both pages; unknown if one of them has no source.
fn rate(both: &[(PodKey<'_>, Growth<'_, '_>)], seconds: f64, tell: &Tell<'_>) -> Option<f64> {
    let unknown: Vec<_> =
        both.iter().filter(|(_, growth)| growth.arrivals().is_none()).map(|(key, _)| key).collect();
    if let Some(key) = unknown.first() {
        let pods = and_others(key.name(), unknown.len());
        tell.warn(format!("{pods}: arrivals are not known: {SOURCES}"));
    }
    if both.is_empty() || !unknown.is_empty() || seconds.is_nan() || seconds <= 0.0 {
        return None;
    }
    let arrivals: f64 = both.iter().filter_map(|(_, growth)| growth.arrivals()).sum();
    // In this order, for `max` makes 0 of NaN.
    let rate = Some(arrivals / seconds).filter(|rate| rate.is_finite());
    rate.map(|rate| rate.max(0.0))
}

/// Σ of the first ÷ Σ of the second over the pods that have both; unknown where the latter is 0.
fn mean(
    growths: &[Growth<'_, '_>],
    pair: impl Fn(&Growth<'_, '_>) -> Option<(f64, f64)>,
) -> Option<f64> {
    let (mut sum, mut count) = (0.0, 0.0);
    for (more, further) in growths.iter().filter_map(pair) {
        sum += more;
        count += further;
    }
    (count > 0.0).then_some(sum / count).filter(|mean| mean.is_finite())
}

/// The mean of a histogram with several names: of each pod the first name that it has counts.
fn mean_of(growths: &[Growth<'_, '_>], names: &[Histogram]) -> Option<f64> {
    mean(growths, |growth| names.iter().find_map(|name| growth.of_histogram(*name)))
}

fn milliseconds(seconds: f64) -> Option<f64> {
    Some(seconds * 1000.0).filter(|milliseconds| milliseconds.is_finite())
}

/// A gauge over the pods on the last page; unknown if one of them lacks it.
fn total(pods: &[PodOnPages<'_, '_>], name: &str) -> Option<f64> {
    let values = pods.iter().filter_map(|seen| seen.last).map(|pod| pod.total(name));
    values.sum::<Option<f64>>().filter(|total| total.is_finite())
}

/// Pods on the last page, if all have names.
fn named(pods: &[PodOnPages<'_, '_>]) -> Option<u32> {
    let last = pods.iter().filter(|seen| seen.last.is_some());
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
    fn partial(&self, pods: &[PodOnPages<'_, '_>], both: usize) {
        let single = pods.iter().find(|seen| seen.first.is_none() || seen.last.is_none());
        let Some(seen) = single else {
            return;
        };
        self.warn(if both == 0 {
            "none of its pods is on both pages: arrivals are not known".to_owned()
        } else {
            let pods = and_others(seen.key.name(), pods.len() - both);
            format!("{pods}: on one page only; what arrived there is not counted")
        });
    }

    fn restarts(&self, keys: &[&PodKey<'_>], both: usize) {
        let Some(key) = keys.first() else {
            return;
        };
        let pods = and_others(key.name(), keys.len());
        let text = format!("{pods}: restarted between the pages, counted from then on");
        if keys.len() < both {
            self.log.push(Problem::new(Severity::Note, None, text).about(&self.object));
        } else {
            self.warn(format!("{text}; or the pages are in the wrong order"));
        }
    }
}

//! The observations file: what was measured of each variant, and where the requests of a workload come in.

mod entry;

pub use self::entry::EntryObservation;
use self::entry::entry;
use wva_core::snapshot::Observation;

use crate::document::fields::{Fields, Found};
use crate::document::node::{Node, Origin};
use crate::document::range::{
    COST_PER_HOUR, MILLISECONDS, REQUESTS, REQUESTS_PER_SECOND, SECONDS, TOKENS,
};
use crate::document::scope::Scope;
use crate::document::unique::Unique;
use crate::document::yaml::documents;
use crate::object::is_name;
use crate::problem::{Place, ProblemLog, Problems, Severity};
use crate::source::Source;

const KNOWN: [&str; 16] = [
    "variant",
    "arrivalRatePerS",
    "arrivalsAtLeastPerS",
    "avgInputTokens",
    "avgOutputTokens",
    "currentReplicas",
    "readyReplicas",
    "startingReplicas",
    "waitingRequests",
    "runningRequests",
    "maxBatchSize",
    "accelerator",
    "ttftMs",
    "itlMs",
    "sampleAgeS",
    "currentCostPerHour",
];

/// Measurements of one variant.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct VariantObservation {
    /// `namespace/name`.
    pub variant: String,
    /// The measurements.
    pub observed: Observation,
    /// Where it was written, if in a file.
    pub place: Option<Place>,
}

/// All that was measured.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Observations {
    /// Of variants.
    pub variants: Vec<VariantObservation>,
    /// Of workloads, where their requests come in.
    pub entries: Vec<EntryObservation>,
}

impl Observations {
    /// Those of variants alone.
    #[must_use]
    pub fn of_variants(variants: Vec<VariantObservation>) -> Self {
        Self { variants, entries: Vec::new() }
    }

    /// Whether nothing was measured.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.variants.is_empty() && self.entries.is_empty()
    }
}

/// Reads an observations file: a list, or an object with a list `observations`.
///
/// # Errors
/// All problems of the file, if any of them is an error. Warnings alone are dropped: use
/// [`read_observations`] to see them.
pub fn parse_observations(source: &Source) -> Result<Observations, Problems> {
    let (observations, problems) = read_observations(source);
    if problems.iter().any(|problem| problem.severity == Severity::Error) {
        return Err(Problems(problems));
    }
    Ok(observations)
}

/// Reads an observations file and leaves out the entries that are wrong.
#[must_use]
pub fn read_observations(source: &Source) -> (Observations, Vec<crate::Problem>) {
    let log = ProblemLog::default();
    let scope = Scope::new(&log, &source.path, None);
    let (documents, errors) = documents(&source.text, Origin::SOURCE);
    for error in errors {
        scope.wrong(error.at, error.text);
    }
    let mut unique = Unique::default();
    let mut observations = Observations::default();
    for document in &documents {
        for item in items(document, &scope) {
            let before = log.errors();
            if item.node.get("workload").is_some() {
                let entry = entry(item, &mut unique);
                observations.entries.extend(entry.filter(|_| log.errors() == before));
            } else {
                let observation = observation(item, &mut unique);
                observations.variants.extend(observation.filter(|_| log.errors() == before));
            }
        }
    }
    (observations, log.into_sorted(&[&source.path]))
}

/// The message for a document that looks like a single entry or a Kubernetes object.
fn no_observations(document: &Node) -> Option<&'static str> {
    if document.get("variant").is_some() || document.get("workload").is_some() {
        return Some("one entry is given alone; expected a list: `- variant: namespace/name`");
    }
    let kind = document.get("kind").is_some();
    kind.then_some("a Kubernetes object is no observation; give the file with `-f`")
}

fn items<'a>(document: &'a Node, scope: &Scope<'a>) -> Vec<Found<'a>> {
    if let Some(text) = no_observations(document) {
        scope.wrong(document.at, text.to_owned());
        return Vec::new();
    }
    if document.entries().is_none() {
        return Found { scope: scope.clone(), node: document }.items();
    }
    let fields = Fields::of(document, scope.clone(), &["observations"]);
    let list = fields.and_then(|fields| fields.need(&["observations"]));
    list.map_or_else(Vec::new, |list| list.items())
}

fn observation(item: Found<'_>, unique: &mut Unique) -> Option<VariantObservation> {
    let fields = item.fields(&KNOWN)?;
    let variant = fields.need(&["variant"]).and_then(|found| {
        let text = found.text()?;
        let valid = text
            .split_once('/')
            .is_some_and(|(namespace, name)| is_name(namespace) && is_name(name));
        if !valid {
            found.scope.wrong(
                found.node.at,
                format!("`{text}` names no variant; expected `namespace/name`"),
            );
        }
        valid.then_some(text)
    });
    let observed = Observation {
        arrival_rate_per_s: fields.number(&["arrivalRatePerS"], REQUESTS_PER_SECOND),
        arrivals_at_least_per_s: fields.number(&["arrivalsAtLeastPerS"], REQUESTS_PER_SECOND),
        avg_input_tokens: fields.number(&["avgInputTokens"], TOKENS),
        avg_output_tokens: fields.number(&["avgOutputTokens"], TOKENS),
        current_replicas: fields.whole(&["currentReplicas"], 0),
        ready_replicas: fields.whole(&["readyReplicas"], 0),
        starting_replicas: fields.whole(&["startingReplicas"], 0),
        waiting_requests: fields.number(&["waitingRequests"], REQUESTS),
        running_requests: fields.number(&["runningRequests"], REQUESTS),
        max_batch_size: fields.whole(&["maxBatchSize"], 1),
        accelerator: fields.owned(&["accelerator"]),
        ttft_ms: fields.number(&["ttftMs"], MILLISECONDS),
        itl_ms: fields.number(&["itlMs"], MILLISECONDS),
        sample_age_s: fields.number(&["sampleAgeS"], SECONDS),
        current_cost_per_hour: fields.number(&["currentCostPerHour"], COST_PER_HOUR),
    };
    let variant = variant?;
    unique.check(&fields.scope, fields.at, format!("variant `{variant}`"));
    let place = Some(fields.scope.place(fields.at));
    Some(VariantObservation { variant: variant.to_owned(), observed, place })
}

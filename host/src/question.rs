//! From files to the policy's input.

use std::io::{ErrorKind, Write};
use std::path::Path;

use jiff::Timestamp;
use serde::Deserialize;
use wva_core::snapshot::{INTERFACE_VERSION, PolicyInput, WorkloadMemory};
use wva_manifests::{
    Manifests, Page, Problem, Problems, Severity, VariantObservation, catalogue, catalogue_names,
    merge_observations, observe, observe_page, parse, parse_page, read_observations,
};

use crate::cli::{DecideArguments, Metrics};
use crate::failure::Failure;
use crate::files;

/// The policy's input, and what the table needs to know of it.
#[derive(Debug)]
pub(crate) struct Question {
    /// Exactly what is sent to the policy.
    pub(crate) json: String,
    /// Name of the money in it.
    pub(crate) currency: String,
}

/// Makes the input from manifests and observations, or reads a saved one.
pub(crate) fn question(
    arguments: &DecideArguments,
    notes: &mut impl Write,
) -> Result<Question, Failure> {
    if let Some(path) = &arguments.snapshot {
        let json = files::text(path)?;
        return Ok(Question { currency: currency(&json), json });
    }
    check_stdin(arguments)?;
    let manifests = manifests(arguments)?;
    let (given, seen) = observations(arguments.observations.as_deref())?;
    let (measured, counted) = measured(&arguments.metrics, &manifests)?;
    let observations = merge_observations(given, measured);
    let at_unix_s = arguments.at.unwrap_or_else(Timestamp::now).as_duration().as_secs_f64();
    let (snapshot, resolved) = manifests.snapshot(&observations, at_unix_s, &arguments.currency);
    for problem in [&manifests.problems, &seen, &counted, &resolved].into_iter().flatten() {
        // Notes are a courtesy: a closed stderr is no reason to stop.
        let _ = writeln!(notes, "{problem}");
    }
    let memory = memory(arguments.memory.as_deref())?;
    let input = PolicyInput { interface_version: INTERFACE_VERSION.to_owned(), snapshot, memory };
    let json = serde_json::to_string(&input).map_err(|error| Failure::Encode(error.to_string()))?;
    Ok(Question { json, currency: arguments.currency.clone() })
}

fn check_stdin(arguments: &DecideArguments) -> Result<(), Failure> {
    let named = arguments.files.iter().chain(&arguments.observations);
    let named = named.chain(arguments.metrics.paths());
    if named.filter(|path| files::is_stdin(path)).count() > 1 {
        return Err(Failure::StdinTwice);
    }
    Ok(())
}

fn manifests(arguments: &DecideArguments) -> Result<Manifests, Failure> {
    let sources = files::manifests(&arguments.files, arguments.observations.as_deref())?;
    let mut manifests = parse(&sources)?;
    for name in &arguments.catalogues {
        let unknown = || Failure::Catalogue { name: name.clone(), known: catalogue_names() };
        manifests.add_profiles(catalogue(name).ok_or_else(unknown)?);
    }
    Ok(manifests)
}

fn observations(path: Option<&Path>) -> Result<(Vec<VariantObservation>, Vec<Problem>), Failure> {
    let Some(path) = path else { return Ok((Vec::new(), Vec::new())) };
    let (observations, problems) = read_observations(&files::source(path)?);
    if problems.iter().any(|problem| problem.severity == Severity::Error) {
        return Err(Failure::Manifests(Problems(problems)));
    }
    Ok((observations, problems))
}

/// What the pages say of the variants.
fn measured(
    metrics: &Metrics,
    manifests: &Manifests,
) -> Result<(Vec<VariantObservation>, Vec<Problem>), Failure> {
    let page = |path: &Path| -> Result<Page, Failure> { Ok(parse_page(&files::source(path)?)?) };
    Ok(match metrics {
        Metrics::None => (Vec::new(), Vec::new()),
        Metrics::One(path) => observe_page(&page(path)?, manifests),
        Metrics::Two { first, last, seconds } => {
            observe(&page(first)?, &page(last)?, *seconds, manifests)
        }
    })
}

/// What was remembered; nothing before the first decision.
fn memory(path: Option<&Path>) -> Result<Vec<WorkloadMemory>, Failure> {
    let Some(path) = path else { return Ok(Vec::new()) };
    match files::text(path) {
        Ok(text) => serde_json::from_str(&text)
            .map_err(|error| Failure::Memory { path: path.to_owned(), text: error.to_string() }),
        Err(Failure::Read { source, .. }) if source.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        Err(failure) => Err(failure),
    }
}

/// The currency of a saved input; what is wrong with the input is for the policy to say.
fn currency(json: &str) -> String {
    #[derive(Default, Deserialize)]
    struct Input {
        snapshot: Snapshot,
    }
    #[derive(Default, Deserialize)]
    struct Snapshot {
        currency: String,
    }
    serde_json::from_str::<Input>(json).unwrap_or_default().snapshot.currency
}

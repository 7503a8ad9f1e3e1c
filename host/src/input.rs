//! From files to the policy's input.

use std::collections::BTreeSet;
use std::io::{ErrorKind, Write};
use std::path::Path;

use jiff::Timestamp;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;
use wva_core::snapshot::{INTERFACE_VERSION, PolicyInput, Profile, WorkloadMemory};
use wva_manifests::{
    Manifests, Page, Problem, Problems, Severity, VariantObservation, catalogue, catalogue_names,
    merge_observations, observe, observe_page, parse, parse_page, read_observations,
};

use crate::cli::{DecideArguments, Metrics};
use crate::failure::Failure;
use crate::files::{self, FileError};
use crate::output::note;
use crate::signed::EncodeError;

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
        return saved(path);
    }
    check_stdin(arguments)?;
    let manifests = manifests(arguments)?;
    let (given, seen) = observations(arguments.observations.as_deref())?;
    let (measured, counted) = measured(&arguments.metrics, &manifests)?;
    let observations = merge_observations(given, measured);
    let solver = arguments.solver.over(manifests.solver).map_err(Failure::Arguments)?;
    let at_unix_s = arguments.at.unwrap_or_else(Timestamp::now).as_duration().as_secs_f64();
    let (mut snapshot, resolved) =
        manifests.snapshot(&observations, at_unix_s, &arguments.currency);
    note(notes, [&manifests.problems, &seen, &counted, &resolved].into_iter().flatten());
    if snapshot.variants.is_empty() {
        return Err(Failure::Nothing { sources: arguments.files.clone() });
    }
    snapshot.solver = solver;
    let memory = memory(arguments.memory.as_deref())?;
    let input = PolicyInput { interface_version: INTERFACE_VERSION.to_owned(), snapshot, memory };
    let json = serde_json::to_string(&input).map_err(EncodeError::from)?;
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
        let profiles = catalogue(name).ok_or_else(unknown)?;
        manifests.problems.extend(unused(name, &profiles, &manifests));
        manifests.add_profiles(profiles);
    }
    Ok(manifests)
}

/// A note where a catalogue has no model that is in use.
fn unused(name: &str, profiles: &[Profile], manifests: &Manifests) -> Option<Problem> {
    let in_use: BTreeSet<_> = manifests.variants.iter().map(|v| v.model.as_str()).collect();
    let models: BTreeSet<_> = profiles.iter().map(|profile| profile.model.as_str()).collect();
    let list = |models: BTreeSet<&str>| {
        models.into_iter().map(|model| format!("`{model}`")).collect::<Vec<_>>().join(", ")
    };
    (!in_use.is_empty() && models.is_disjoint(&in_use)).then(|| Problem {
        severity: Severity::Note,
        file: None,
        line: None,
        column: None,
        object: None,
        field: None,
        text: format!(
            "catalogue `{name}` has nothing for the models in use, {}; it has {}",
            list(in_use),
            list(models)
        ),
    })
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

/// What was remembered; nothing before the first decision, and in a file that is still empty.
fn memory(path: Option<&Path>) -> Result<Vec<WorkloadMemory>, Failure> {
    let Some(path) = path else { return Ok(Vec::new()) };
    match files::text(path) {
        Ok(text) if text.trim().is_empty() => Ok(Vec::new()),
        Ok(text) => serde_json::from_str(&text)
            .map_err(|error| Failure::Memory { path: path.to_owned(), text: error.to_string() }),
        Err(FileError::Read { source, .. }) if source.kind() == ErrorKind::NotFound => {
            Ok(Vec::new())
        }
        Err(error) => Err(error.into()),
    }
}

/// A saved input, sent as it is; what is wrong inside it is for the policy to say.
fn saved(path: &Path) -> Result<Question, Failure> {
    #[derive(Deserialize)]
    struct Input {
        #[serde(rename = "interfaceVersion")]
        _version: IgnoredAny,
        snapshot: Snapshot,
    }
    #[derive(Deserialize)]
    struct Snapshot {
        #[serde(default)]
        currency: Value,
    }
    let json = files::text(path)?;
    let input: Input = serde_json::from_str(&json).map_err(|error| {
        let text =
            if json.trim().is_empty() { "it is empty".to_owned() } else { error.to_string() };
        Failure::Snapshot { path: path.to_owned(), text }
    })?;
    let currency = input.snapshot.currency.as_str().unwrap_or_default().to_owned();
    Ok(Question { json, currency })
}

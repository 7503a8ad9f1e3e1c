//! From files to a snapshot: manifests, observations, saved metrics pages, catalogues.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use wva_core::snapshot::{Profile, Snapshot};
use wva_manifests::{
    Manifests, Observations, Page, Problem, Problems, Severity, VariantObservation, catalogue,
    catalogue_names, merge_pages, observe, page_of_pods, parse, parse_page, read_observations,
};

use crate::files::{self, FileError};

/// The files to read; `-` is stdin.
#[derive(Clone, Debug, Default)]
pub struct InputFiles {
    /// Manifests: files and directories.
    pub manifests: Vec<PathBuf>,
    /// A list with an entry for each variant.
    pub observations: Option<PathBuf>,
    /// Files of other meaning, which are no manifests where a directory has them.
    pub others: Vec<PathBuf>,
    /// Saved metrics pages; an observation comes before them, field by field.
    pub metrics: MetricsPages,
    /// Names of published catalogues, whose profiles count where the manifests have none.
    pub catalogues: Vec<String>,
}

/// Saved `/metrics` pages, the earliest first: one gives the gauges, more give rates as well.
#[derive(Clone, Debug, Default)]
pub struct MetricsPages {
    /// Files, or directories with a file for each pod, one for each moment.
    pub moments: Vec<PathBuf>,
    /// Time from each moment to the next.
    pub seconds: f64,
}

/// The content of the files.
#[derive(Debug)]
pub struct Input {
    /// The manifests, with the catalogues' profiles.
    pub manifests: Manifests,
    observations: Observations,
    problems: Vec<Problem>,
}

/// Why the files cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum InputError {
    /// One of them cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// Two of them are stdin.
    #[error("stdin (`-`) can be read once only")]
    StdinTwice,
    /// The content of some is wrong.
    #[error("the input cannot be used\n{0}")]
    Content(#[from] Problems),
    /// There is no such catalogue.
    #[error("no catalogue `{name}`; there are {}", known.join(", "))]
    Catalogue {
        /// The name that was given.
        name: String,
        /// Names there are.
        known: Vec<String>,
    },
}

impl InputFiles {
    /// Reads everything.
    ///
    /// # Errors
    /// The first file that cannot be used.
    pub fn read(&self) -> Result<Input, InputError> {
        self.check_stdin()?;
        let manifests = self.read_manifests()?;
        let (given, mut problems) = observations(self.observations.as_deref())?;
        let (measured, counted) = measured(&self.metrics, &manifests)?;
        problems.extend(counted);
        let observations = merge_pages(given, measured);
        Ok(Input { manifests, observations, problems })
    }

    fn check_stdin(&self) -> Result<(), InputError> {
        let named = self.manifests.iter().chain(&self.observations).chain(&self.metrics.moments);
        if named.filter(|path| files::is_stdin(path)).count() > 1 {
            return Err(InputError::StdinTwice);
        }
        Ok(())
    }

    fn read_manifests(&self) -> Result<Manifests, InputError> {
        let others = self.others.iter().chain(&self.observations).chain(&self.metrics.moments);
        let sources = files::manifests(&self.manifests, others)?;
        let mut manifests = parse(&sources)?;
        for name in &self.catalogues {
            let unknown = || InputError::Catalogue { name: name.clone(), known: catalogue_names() };
            let profiles = catalogue(name).ok_or_else(unknown)?;
            manifests.problems.extend(unused(name, &profiles, &manifests));
            manifests.add_profiles(profiles);
        }
        Ok(manifests)
    }
}

impl Input {
    /// The state of the world at a time, and the notes and warnings of the input.
    #[must_use]
    pub fn snapshot(&self, at_unix_s: f64, currency: &str) -> (Snapshot, Vec<Problem>) {
        let (snapshot, resolved) = self.manifests.snapshot(&self.observations, at_unix_s, currency);
        let found = self.manifests.problems.iter().chain(&self.problems);
        (snapshot, found.cloned().chain(resolved).collect())
    }
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

fn observations(path: Option<&Path>) -> Result<(Observations, Vec<Problem>), InputError> {
    let Some(path) = path else { return Ok((Observations::default(), Vec::new())) };
    let (observations, problems) = read_observations(&files::source(path)?);
    if problems.iter().any(|problem| problem.severity == Severity::Error) {
        return Err(InputError::Content(Problems(problems)));
    }
    Ok((observations, problems))
}

/// Observations from the pages.
fn measured(
    metrics: &MetricsPages,
    manifests: &Manifests,
) -> Result<(Vec<VariantObservation>, Vec<Problem>), InputError> {
    let pages = metrics.moments.iter().map(|path| page(path));
    let pages = pages.collect::<Result<Vec<_>, _>>()?;
    Ok(observe(&pages, metrics.seconds, manifests))
}

/// The page of a moment: a file, or the files of a directory, which are named after their pods.
fn page(path: &Path) -> Result<Page, InputError> {
    if !path.is_dir() {
        return Ok(parse_page(&files::source(path)?)?);
    }
    let mut pages = Vec::new();
    for file in files::pages(path)? {
        let pod = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        pages.push((pod, parse_page(&files::source(&file)?)?));
    }
    Ok(page_of_pods(&path.display().to_string(), pages)?)
}

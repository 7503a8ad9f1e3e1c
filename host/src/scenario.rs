//! `wva decide --scenario`: a time line is played against a policy and shown.

mod chart;
mod timeline;

use std::io::Write;
use std::path::Path;

use wva::files::{self, FileError};
use wva::policy::{CallError, PolicyLoadError};
use wva_manifests::{Problems, Source};
use wva_scenario::{Scenario, play};

use crate::chosen;
use crate::cli::{DecideArguments, DecisionFormat};
use crate::output::{Outcome, OutputError, note, print};
use crate::signed::{EncodeError, Signed};

/// Why a scenario was not played to its end, or could not be shown.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ScenarioError {
    #[error(transparent)]
    File(#[from] FileError),
    #[error("the input cannot be used\n{0}")]
    Content(#[from] Problems),
    #[error(transparent)]
    Load(#[from] PolicyLoadError),
    #[error(transparent)]
    Call(#[from] CallError),
    #[error(transparent)]
    Encode(#[from] EncodeError),
    #[error(transparent)]
    Output(#[from] OutputError),
}

/// Plays the scenario to its end, prints it, and says whether everything holds.
pub(crate) fn run(
    path: &Path,
    arguments: &DecideArguments,
    out: &mut impl Write,
    notes: &mut impl Write,
) -> Result<Outcome, ScenarioError> {
    let scenario = read(path)?;
    note(notes, &scenario.problems);
    let policy = chosen::policy(arguments.policy.as_deref())?;
    let report = play(&scenario, |input| policy.decide(&input.snapshot, &input.memory))?;
    let signed = Signed::new(&policy, "report", &report);
    let text = match arguments.output {
        DecisionFormat::Table => {
            timeline::render(&report, arguments.explain)
                + &chart::render(&report)
                + &timeline::summary(&report)
        }
        DecisionFormat::Json => signed.json()?,
        DecisionFormat::Yaml => signed.yaml()?,
    };
    print(out, &text)?;
    Ok(if report.holds() { Outcome::Done } else { Outcome::Violated })
}

/// The scenario with the files it names, which lie beside it.
fn read(path: &Path) -> Result<Scenario, ScenarioError> {
    let source = files::source(path)?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let file = |name: String| -> Result<Source, ScenarioError> {
        let text = files::text(&folder.join(&name))?;
        Ok(Source { path: name, text })
    };
    let files = Scenario::files(&source)?.into_iter().map(file);
    Ok(Scenario::parse(&source, &files.collect::<Result<Vec<_>, _>>()?)?)
}

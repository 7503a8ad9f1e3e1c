//! `wva decide --scenario`: a time line is played against a policy and shown.

mod chart;
mod timeline;

use std::io::Write;
use std::path::Path;

use serde::Serialize;
use wva::policy::Policy;
use wva_manifests::Source;
use wva_scenario::{Report, Scenario, play};

use crate::cli::{DecideArguments, DecisionFormat};
use crate::failure::{Failure, Outcome};
use crate::files;
use crate::signed::{Author, author, encode};

/// Plays the scenario to its end: the text to print, and whether everything holds.
pub(crate) fn run(
    path: &Path,
    arguments: &DecideArguments,
    notes: &mut impl Write,
) -> Result<(String, Outcome), Failure> {
    let scenario = read(path)?;
    for problem in &scenario.problems {
        // Notes are a courtesy: a closed stderr is no reason to stop.
        let _ = writeln!(notes, "{problem}");
    }
    let policy = match &arguments.policy {
        Some(path) => Policy::from_file(path)?,
        None => Policy::embedded()?,
    };
    let report = play(&scenario, |input| policy.decide(&input.snapshot, &input.memory))?;
    let signed = Signed { policy: author(&policy), report: &report };
    let text = match arguments.output {
        DecisionFormat::Table => {
            timeline::render(&report, arguments.explain)
                + &chart::render(&report)
                + &timeline::summary(&report)
        }
        DecisionFormat::Json => serde_json::to_string(&signed).map_err(encode)? + "\n",
        DecisionFormat::Yaml => {
            serde_yaml::to_string(&signed).map_err(|error| Failure::Encode(error.to_string()))?
        }
    };
    Ok((text, if report.holds() { Outcome::Done } else { Outcome::Violated }))
}

/// A report and who was judged.
#[derive(Serialize)]
struct Signed<'a> {
    policy: Author<'a>,
    report: &'a Report,
}

/// The scenario with the files it names, which lie beside it.
fn read(path: &Path) -> Result<Scenario, Failure> {
    let source = files::source(path)?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let file = |name: String| -> Result<Source, Failure> {
        let text = files::text(&folder.join(&name))?;
        Ok(Source { path: name, text })
    };
    let files = Scenario::files(&source)?.into_iter().map(file);
    Ok(Scenario::parse(&source, &files.collect::<Result<Vec<_>, _>>()?)?)
}

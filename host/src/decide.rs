//! `wva decide`: files → question → policy → answer.

use std::io::Write;

use serde::Serialize;
use serde_json::value::RawValue;
use wva::policy::{CallError, Policy};
use wva_core::decision::Decision;

use crate::cli::{DecideArguments, DecisionFormat};
use crate::failure::{Failure, Outcome};
use crate::question::question;
use crate::signed::{Author, author, encode};
use crate::{files, scenario, table};

/// Decides once: the text to print, and how it ended.
pub(crate) fn run(
    arguments: &DecideArguments,
    notes: &mut impl Write,
) -> Result<(String, Outcome), Failure> {
    if let Some(path) = &arguments.scenario {
        return scenario::run(path, arguments, notes);
    }
    let question = question(arguments, notes)?;
    if let Some(path) = &arguments.save_snapshot {
        files::write(path, &question.json)?;
    }
    let policy = match &arguments.policy {
        Some(path) => Policy::from_file(path)?,
        None => Policy::embedded()?,
    };
    let json = policy.decide_json(&question.json).map_err(|error| refused(arguments, error))?;
    let decision: Decision = serde_json::from_str(&json).map_err(encode)?;
    if let Some(path) = &arguments.memory {
        files::write(path, &serde_json::to_string(&decision.memory).map_err(encode)?)?;
    }
    let text = match arguments.output {
        DecisionFormat::Table => {
            table::render(&decision, &question.currency, &policy, arguments.explain)
        }
        DecisionFormat::Json => as_json(&policy, json)?,
        DecisionFormat::Yaml => as_yaml(&policy, &decision)?,
    };
    let all = decision.variants.iter().all(|variant| variant.decided);
    Ok((text, if all { Outcome::Done } else { Outcome::Undecided }))
}

/// A saved input is the user's file, so its name belongs into the message.
fn refused(arguments: &DecideArguments, error: CallError) -> Failure {
    match (&arguments.snapshot, error) {
        (Some(path), CallError::Refused(refusal)) => {
            Failure::Refused { path: path.clone(), refusal }
        }
        (_, error) => error.into(),
    }
}

/// A decision and who made it.
#[derive(Serialize)]
struct Signed<'a, D> {
    policy: Author<'a>,
    decision: D,
}

/// The decision as the policy wrote it, byte for byte.
fn as_json(policy: &Policy, json: String) -> Result<String, Failure> {
    let decision = RawValue::from_string(json).map_err(encode)?;
    let signed = Signed { policy: author(policy), decision: &*decision };
    Ok(serde_json::to_string(&signed).map_err(encode)? + "\n")
}

fn as_yaml(policy: &Policy, decision: &Decision) -> Result<String, Failure> {
    let signed = Signed { policy: author(policy), decision };
    serde_yaml::to_string(&signed).map_err(|error| Failure::Encode(error.to_string()))
}

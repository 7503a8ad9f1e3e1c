//! `wva decide`: files → question → policy → answer.

use std::io::Write;

use serde_json::value::RawValue;
use wva::policy::{CallError, Policy};
use wva_core::decision::Decision;

use crate::cli::{DecideArguments, DecisionFormat};
use crate::failure::Failure;
use crate::input::question;
use crate::output::{Outcome, print};
use crate::signed::{EncodeError, Signed};
use crate::{files, table};

/// Decides once, and prints the decision.
pub(crate) fn run(
    arguments: &DecideArguments,
    out: &mut impl Write,
    notes: &mut impl Write,
) -> Result<Outcome, Failure> {
    let question = question(arguments, notes)?;
    if let Some(path) = &arguments.save_snapshot {
        files::write(path, &question.json)?;
    }
    let policy = Policy::open(arguments.policy.as_deref())?;
    let json = policy.decide_json(&question.json).map_err(|error| refused(arguments, error))?;
    let decision: Decision = serde_json::from_str(&json).map_err(EncodeError::from)?;
    if let Some(path) = &arguments.memory {
        let memory = serde_json::to_string(&decision.memory).map_err(EncodeError::from)?;
        files::write(path, &memory)?;
    }
    let text = match arguments.output {
        DecisionFormat::Table => {
            table::render(&decision, &question.currency, &policy, arguments.explain)
        }
        DecisionFormat::Json => as_written(&policy, json)?,
        DecisionFormat::Yaml => Signed::new(&policy, "decision", &decision).yaml()?,
    };
    print(out, &text)?;
    let all = decision.variants.iter().all(|variant| variant.decided);
    Ok(if all { Outcome::Done } else { Outcome::Undecided })
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

/// The decision as the policy wrote it, byte for byte.
fn as_written(policy: &Policy, json: String) -> Result<String, EncodeError> {
    let decision = RawValue::from_string(json)?;
    Signed::new(policy, "decision", &decision).json()
}

//! The questions on which all hosts must give the same bytes.

use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::json;
use wva_core::error::PolicyError;
use wva_core::snapshot::{INTERFACE_VERSION, PolicyInput, Snapshot};
use wva_manifests::{Source, parse, parse_observations};

use crate::golden::load::{LoadError, cases};
use crate::golden::queue_analysis::Shape;
use crate::golden::sizing;
use crate::golden::system::System;

/// One question: the call and its JSON.
#[derive(Clone, Debug, Serialize)]
pub struct Question {
    /// `decide`, `evaluate`, `size` or `sweep`.
    pub call: &'static str,
    /// The argument.
    pub input: String,
}

/// What a host said: the bytes of the answer, or why there is none.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Answer {
    /// The bytes.
    Ok(String),
    /// The refusal.
    Error(PolicyError),
}

impl From<Result<String, PolicyError>> for Answer {
    fn from(result: Result<String, PolicyError>) -> Self {
        result.map_or_else(Self::Error, Self::Ok)
    }
}

#[derive(Deserialize)]
struct WithShape {
    input: ShapeAndRate,
}

#[derive(Deserialize)]
struct ShapeAndRate {
    #[serde(flatten)]
    shape: Shape,
    request_rate_rps: f64,
}

#[derive(Deserialize)]
struct WithSystem {
    system: System,
}

/// Every golden case and every sample as a question.
///
/// # Errors
/// If a vector file cannot be read.
pub fn questions(root: &Path) -> Result<Vec<Question>, LoadError> {
    let golden = root.join("tests/golden");
    let mut all = vec![Question { call: "decide", input: "{}".to_owned() }];
    for WithShape { input } in cases(&golden, "queue_analysis.json")? {
        let replica = input.shape.replica();
        all.extend(replica.map(|replica| Question {
            call: "evaluate",
            input:
                json!({"replica": replica, "arrivalRatePerS": input.request_rate_rps}).to_string(),
        }));
    }
    all.extend(sizing::questions(&golden)?.into_iter().map(|(replica, targets)| Question {
        call: "size",
        input: json!({"replica": replica, "targets": targets}).to_string(),
    }));
    for file in ["allocation.json", "optimize_1.json", "optimize_2.json"] {
        let systems = cases::<WithSystem>(&golden, file)?;
        all.extend(systems.iter().map(|case| decide(case.system.snapshot())));
    }
    all.extend(demo(&root.join("deploy/samples/demo")).map(decide));
    Ok(all)
}

/// Snapshots of all decisions among the questions.
#[must_use]
pub fn decide(snapshot: Snapshot) -> Question {
    let input = PolicyInput {
        interface_version: INTERFACE_VERSION.to_owned(),
        snapshot,
        memory: Vec::new(),
    };
    Question { call: "decide", input: serde_json::to_string(&input).unwrap_or_default() }
}

fn demo(dir: &Path) -> Option<Snapshot> {
    let read = |name: &str| {
        let text = std::fs::read_to_string(dir.join(name)).ok()?;
        Some(Source { path: name.to_owned(), text })
    };
    let names =
        ["variantautoscalings.yaml", "accelerators.yaml", "serviceclasses.yaml", "profiles.yaml"];
    let sources: Option<Vec<_>> = names.iter().map(|name| read(name)).collect();
    let observations = parse_observations(&read("observations.yaml")?).ok()?;
    Some(parse(&sources?).ok()?.snapshot(&observations, 0.0, "cents").0)
}

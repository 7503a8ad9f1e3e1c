//! `wva policy inspect`: which policy a component is.

use std::io::Write;

use serde::Serialize;
use wva::policy::{Identity, PolicyLoadError};

use crate::chosen;
use crate::cli::{InspectArguments, InspectFormat};
use crate::output::{Outcome, OutputError, print};
use crate::signed::EncodeError;

/// Why a policy could not be shown.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub(crate) enum InspectError {
    Load(#[from] PolicyLoadError),
    Encode(#[from] EncodeError),
    Output(#[from] OutputError),
}

/// Loads a policy and prints which it is.
pub(crate) fn run(
    arguments: &InspectArguments,
    out: &mut impl Write,
) -> Result<Outcome, InspectError> {
    let policy = chosen::policy(arguments.policy.as_deref())?;
    let inspected = Inspected::of(policy.identity());
    let text = match arguments.output {
        InspectFormat::Table => inspected.table(),
        InspectFormat::Json => inspected.json()?,
    };
    print(out, &text)?;
    Ok(Outcome::Done)
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Inspected<'a> {
    name: &'a str,
    version: &'a str,
    sha256: &'a str,
    bytes: usize,
    latency_models: &'a [String],
    /// Always empty: a policy with imports does not load.
    imports: [&'a str; 0],
    exports: &'a [String],
}

impl<'a> Inspected<'a> {
    fn of(identity: &'a Identity) -> Self {
        let Identity { description, sha256, bytes, exports } = identity;
        Self {
            name: &description.name,
            version: &description.version,
            sha256,
            bytes: *bytes,
            latency_models: &description.latency_models,
            imports: [],
            exports,
        }
    }

    fn table(&self) -> String {
        let Self { name, version, sha256, bytes, .. } = self;
        let (models, exports) = (self.latency_models.join(", "), self.exports.join(", "));
        format!(
            "name     {name}\nversion  {version}\nsha256   {sha256}\nsize     {bytes} bytes\n\
             models   {models}\nimports  none\nexports  {exports}\n"
        )
    }

    fn json(&self) -> Result<String, EncodeError> {
        Ok(serde_json::to_string(self)? + "\n")
    }
}

//! `wva policy inspect`: which policy a component is.

use serde::Serialize;
use wva::policy::{Identity, Policy};

use crate::cli::{InspectArguments, InspectFormat};
use crate::failure::{Failure, Outcome};

/// Loads a policy: the text that says which it is.
pub(crate) fn run(arguments: &InspectArguments) -> Result<(String, Outcome), Failure> {
    let policy = match &arguments.policy {
        Some(path) => Policy::from_file(path)?,
        None => Policy::embedded()?,
    };
    let inspected = Inspected::of(policy.identity());
    let text = match arguments.output {
        InspectFormat::Table => inspected.table(),
        InspectFormat::Json => inspected.json()?,
    };
    Ok((text, Outcome::Done))
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

    fn json(&self) -> Result<String, Failure> {
        let json =
            serde_json::to_string(self).map_err(|error| Failure::Encode(error.to_string()))?;
        Ok(json + "\n")
    }
}

//! A result with the name, version and hash of its policy.

use serde::ser::{Serialize, SerializeMap as _, Serializer};
use wva::policy::Policy;
use wva::text::lines;

/// The result could not be written as JSON or YAML.
#[derive(Debug, thiserror::Error)]
#[error("cannot encode the result: {0}")]
pub(crate) struct EncodeError(String);

/// `{"policy": …, <name>: …}`.
pub(crate) struct Signed<'a, T> {
    policy: &'a Policy,
    name: &'static str,
    content: &'a T,
}

#[derive(serde::Serialize)]
struct Author<'a> {
    name: &'a str,
    version: &'a str,
    sha256: &'a str,
}

impl<'a, T: Serialize> Signed<'a, T> {
    pub(crate) fn new(policy: &'a Policy, name: &'static str, content: &'a T) -> Self {
        Self { policy, name, content }
    }

    /// One line of JSON.
    pub(crate) fn json(&self) -> Result<String, EncodeError> {
        Ok(serde_json::to_string(self)? + "\n")
    }

    /// YAML. JSON is YAML, too, and has an escape for every character that a terminal must not see.
    pub(crate) fn yaml(&self) -> Result<String, EncodeError> {
        let yaml = serde_yaml::to_string(self).map_err(|error| EncodeError(error.to_string()))?;
        if lines(&yaml) == yaml { Ok(yaml) } else { self.json() }
    }
}

impl<T: Serialize> Serialize for Signed<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("policy", &Author::of(self.policy))?;
        map.serialize_entry(self.name, self.content)?;
        map.end()
    }
}

impl<'a> Author<'a> {
    fn of(policy: &'a Policy) -> Self {
        let identity = policy.identity();
        let description = &identity.description;
        Self { name: &description.name, version: &description.version, sha256: &identity.sha256 }
    }
}

impl From<serde_json::Error> for EncodeError {
    fn from(error: serde_json::Error) -> Self {
        Self(error.to_string())
    }
}

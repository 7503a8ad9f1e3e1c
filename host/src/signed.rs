//! What the policy said, with its name beside it.

use serde::Serialize;
use wva::policy::Policy;

use crate::failure::Failure;

#[derive(Serialize)]
pub(crate) struct Author<'a> {
    name: &'a str,
    version: &'a str,
    sha256: &'a str,
}

pub(crate) fn author(policy: &Policy) -> Author<'_> {
    let identity = policy.identity();
    let description = &identity.description;
    Author { name: &description.name, version: &description.version, sha256: &identity.sha256 }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err asks for")]
pub(crate) fn encode(error: serde_json::Error) -> Failure {
    Failure::Encode(error.to_string())
}

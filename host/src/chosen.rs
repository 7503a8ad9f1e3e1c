//! The policy that the command line names.

use std::path::Path;

use wva::policy::{Compiler, Policy, PolicyLoadError};

/// The policy in a file; without one, the built-in policy.
pub(crate) fn policy(path: Option<&Path>) -> Result<Policy, PolicyLoadError> {
    match path {
        Some(path) => Policy::from_file(path, &Compiler::own()?),
        None => Policy::embedded(),
    }
}

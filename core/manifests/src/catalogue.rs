//! Profiles that others published, by the name of the set.

use wva_core::snapshot::Profile;

use crate::document::fields::{Fields, Found};
use crate::document::node::Origin;
use crate::document::scope::Scope;
use crate::document::yaml::documents;
use crate::problem::ProblemLog;
use crate::profile::listed;

const TEXT: &str = include_str!("../catalogue.yaml");
const PATH: &str = "catalogue.yaml";

/// The profiles of a set, or nothing if there is no set of that name.
///
/// Numbers of others are of the lowest rank: see [`crate::Manifests::add_profiles`].
#[must_use]
pub fn catalogue(name: &str) -> Option<Vec<Profile>> {
    let log = ProblemLog::default();
    let (documents, _) = documents(TEXT, Origin::SOURCE);
    let scope = Scope::new(&log, PATH, None);
    let sets = Fields::of(documents.first()?, scope, &[])?;
    let items = sets.get(&[name])?.items();
    Some(items.into_iter().filter_map(|item: Found<'_>| listed(item, PATH)).collect())
}

/// The names of all sets, sorted.
#[must_use]
pub fn catalogue_names() -> Vec<String> {
    let (documents, _) = documents(TEXT, Origin::SOURCE);
    let sets = documents.first().and_then(|root| root.entries()).unwrap_or_default();
    let mut names: Vec<String> = sets.iter().map(|set| set.key.clone()).collect();
    names.sort();
    names
}

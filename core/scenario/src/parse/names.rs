//! The variants and workloads there are, in any of the configurations.

use std::cell::RefCell;
use std::collections::BTreeSet;

use wva_manifests::document::Suggestions;
use wva_manifests::{Manifests, Observations};

use super::key::PlacedName;

/// Names that may be used.
#[derive(Debug, Default)]
pub(crate) struct Names {
    variants: BTreeSet<String>,
    workloads: BTreeSet<String>,
    suggestions: RefCell<Suggestions>,
}

impl Names {
    pub(crate) fn of<'m>(worlds: impl Iterator<Item = &'m Manifests>) -> Self {
        let mut names = Self::default();
        for manifests in worlds {
            let (snapshot, _) = manifests.snapshot(&Observations::default(), 0.0, "");
            names.variants.extend(snapshot.variants.into_iter().map(|variant| variant.name));
            names.workloads.extend(snapshot.workloads.into_iter().map(|workload| workload.key));
        }
        names
    }

    /// The name of a variant; another one is reported.
    pub(crate) fn variant(&self, key: &PlacedName<'_>) -> Option<String> {
        self.known(key, &[&self.variants], "variant")
    }

    /// The name of a variant or the key of a workload; another one is reported.
    pub(crate) fn workload(&self, key: &PlacedName<'_>) -> Option<String> {
        self.known(key, &[&self.variants, &self.workloads], "variant or workload")
    }

    fn known(
        &self,
        key: &PlacedName<'_>,
        among: &[&BTreeSet<String>],
        what: &str,
    ) -> Option<String> {
        if among.iter().any(|names| names.contains(key.name)) {
            return Some(key.name.to_owned());
        }
        let known = among.iter().copied().flatten().map(String::as_str);
        let near = self.suggestions.borrow_mut().hint(key.name, known);
        key.scope.wrong(key.at, format!("there is no {what} `{}`{near}", key.name));
        None
    }
}

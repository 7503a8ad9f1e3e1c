//! Entries that may be there only once.

use std::collections::BTreeMap;

use crate::document::node::At;
use crate::document::scope::Scope;
use crate::problem::Place;

/// Names that were read, each with its first place.
#[derive(Debug, Default)]
pub(crate) struct Unique(BTreeMap<String, Place>);

impl Unique {
    /// Reports an entry whose name was seen before, with both places.
    pub(crate) fn check(&mut self, scope: &Scope<'_>, at: At, name: String) {
        let place = scope.place(at);
        if let Some(first) = self.0.get(&name) {
            scope.wrong(at, format!("{name} is given twice, first at {first}"));
        } else {
            self.0.insert(name, place);
        }
    }
}

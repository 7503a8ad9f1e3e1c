//! Keys that are names: of variants, of workloads, of fields.

use wva_manifests::document::{At, Entry, Fields, Found, Scope};

/// The entries of an object whose keys are names: each key with its scope, and the value.
pub(crate) fn entries<'a>(
    fields: &Fields<'a>,
    name: &str,
) -> impl Iterator<Item = (PlacedName<'a>, Found<'a>)> {
    let found = fields.get(&[name]);
    let scope = found.as_ref().map_or_else(|| fields.scope.clone(), |found| found.scope.clone());
    let listed: &[Entry] = match &found {
        Some(found) => found.node.entries().unwrap_or_else(|| {
            found.wrong("an object", "names with values: `namespace/name: …`");
            &[]
        }),
        None => &[],
    };
    listed.iter().map(move |entry| {
        let key = PlacedName { name: &entry.key, scope: scope.clone(), at: entry.key_at };
        (key, Found { scope: scope.child(&entry.key), node: &entry.value })
    })
}

/// Whether a field is there and true.
pub(crate) fn is_on(fields: &Fields<'_>, name: &str) -> bool {
    fields.get(&[name]).and_then(|found| found.boolean()) == Some(true)
}

/// A name and where it was written.
#[derive(Clone, Debug)]
pub(crate) struct PlacedName<'a> {
    pub(crate) name: &'a str,
    pub(crate) scope: Scope<'a>,
    pub(crate) at: At,
}

impl<'a> PlacedName<'a> {
    /// A value that is a name.
    pub(crate) fn of(found: &Found<'a>) -> Option<Self> {
        let name = found.text()?;
        Some(Self { name, scope: found.scope.clone(), at: found.node.at })
    }
}

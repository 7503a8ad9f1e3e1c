//! Manifests: those of the beginning, and layers that faults put over them.

use wva_manifests::document::{Fields, Found, Node, Scope, nested};
use wva_manifests::{Manifests, Problems, Source, parse_layers};

/// Manifests by the number of their layer.
#[derive(Debug)]
pub(crate) struct Layers<'f> {
    path: &'f str,
    files: &'f [Source],
    over: Vec<Vec<Source>>,
}

impl<'f> Layers<'f> {
    pub(crate) fn new(path: &'f str, files: &'f [Source]) -> Self {
        Self { path, files, over: Vec::new() }
    }

    /// The manifests of the beginning.
    pub(crate) fn base(&self, fields: &Fields<'_>) -> Option<Vec<Source>> {
        let sources = self.sources(fields);
        if sources.is_none() {
            let text = "`manifests` or `inline` is missing".to_owned();
            fields.scope.wrong(fields.at, text);
        }
        sources
    }

    /// The number of the layer that a fault brings, if it does.
    pub(crate) fn add(&mut self, fields: &Fields<'_>) -> Option<usize> {
        let sources = self.sources(fields)?;
        self.over.push(sources);
        Some(self.over.len() - 1)
    }

    /// The manifests of the beginning with layers over them.
    pub(crate) fn read(&self, base: &[Source], over: &[usize]) -> Result<Manifests, Problems> {
        let over = over.iter().filter_map(|number| self.over.get(*number));
        let layers: Vec<&[Source]> = std::iter::once(base).chain(over.map(Vec::as_slice)).collect();
        parse_layers(&layers)
    }

    fn sources(&self, fields: &Fields<'_>) -> Option<Vec<Source>> {
        let files = fields.get(&["manifests"]).map(|list| list.items());
        let inline = fields.get(&["inline"]);
        if files.is_none() && inline.is_none() {
            return None;
        }
        let files = files.into_iter().flatten().filter_map(|name| self.file(&name));
        let inline = inline.and_then(|found| {
            let source = nested(self.path, found.node);
            if source.is_none() {
                found.wrong("a text", "manifests as a text: `inline: |`");
            }
            source
        });
        Some(files.chain(inline).collect())
    }

    fn file(&self, found: &Found<'_>) -> Option<Source> {
        let name = found.text()?;
        let source = self.files.iter().find(|file| file.path == name);
        if source.is_none() {
            found.scope.wrong(found.node.at, format!("`{name}` was not read"));
        }
        source.cloned()
    }
}

/// The files that are named anywhere, each once.
pub(crate) fn named(root: &Node, scope: &Scope<'_>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let faults = root.entries().unwrap_or_default().iter().filter(|entry| entry.key == "faults");
    let faults = faults.filter_map(|entry| entry.value.items()).flatten();
    for name in std::iter::once(root).chain(faults).flat_map(|node| named_by(node, scope)) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// The files that one object names.
fn named_by(node: &Node, scope: &Scope<'_>) -> Vec<String> {
    let entries = node.entries().unwrap_or_default().iter();
    let lists = entries.filter(|entry| entry.key == "manifests" && !entry.value.is_null());
    let items = lists.flat_map(|entry| {
        let scope = scope.child(&entry.key);
        Found { scope, node: &entry.value }.items()
    });
    items.filter_map(|item| item.text().map(str::to_owned)).collect()
}

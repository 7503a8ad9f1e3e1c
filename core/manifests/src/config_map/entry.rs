//! The entries inside the texts of a `ConfigMap`.

use crate::document::fields::Found;
use crate::document::node::{Node, Value};
use crate::document::scope::Scope;
use crate::document::words::{describe, quoted};
use crate::document::yaml::documents;
use crate::object::Object;
use crate::params::NAME_BYTES_MAX;
use crate::problem::ProblemLog;

const FILE_ENDINGS: [&str; 3] = [".yaml", ".yml", ".json"];

/// One entry of a `ConfigMap`, wherever in it.
#[derive(Clone, Debug)]
pub(crate) struct ConfigEntry {
    /// The key, where an entry has one to itself, without file ending.
    pub(crate) stem: Option<String>,
    pub(crate) path: Vec<PathStep>,
    pub(crate) node: Node,
}

/// One step of the path to an entry.
#[derive(Clone, Debug)]
pub(crate) enum PathStep {
    Key(String),
    Item(usize),
}

impl ConfigEntry {
    pub(crate) fn found<'s>(&'s self, scope: &Scope<'s>) -> Found<'s> {
        let scope = self.path.iter().fold(scope.child("data"), |scope, step| match step {
            PathStep::Key(key) => scope.child(key),
            PathStep::Item(index) => scope.item(*index),
        });
        Found { scope, node: &self.node }
    }
}

/// The entries of all keys: lists one by one, objects as they are.
pub(crate) fn entries(object: &Object<'_>, log: &ProblemLog) -> Vec<ConfigEntry> {
    let scope = object.scope(log);
    let Some(data) = object.root.get("data") else {
        scope.warn(object.at(), "has no `data`".to_owned());
        return Vec::new();
    };
    let Some(keys) = data.entries() else {
        scope.child("data").wrong(
            data.at,
            format!("{} is not an object; expected keys with texts: `key: |`", describe(data)),
        );
        return Vec::new();
    };
    let mut found = Vec::new();
    for entry in keys.iter().filter(|entry| !entry.value.is_null()) {
        if entry.key.len() > NAME_BYTES_MAX {
            let key = quoted(&entry.key);
            let text =
                format!("the key {key} is too long; at most {NAME_BYTES_MAX} bytes are allowed");
            scope.child("data").wrong(entry.key_at, text);
            continue;
        }
        unfold(&entry.key, &entry.value, &scope.child("data").child(&entry.key), &mut found);
    }
    found
}

/// Pushes the entries under one key of `data`.
fn unfold(key: &str, value: &Node, scope: &Scope<'_>, found: &mut Vec<ConfigEntry>) {
    let Value::Scalar(scalar) = &value.value else {
        let text = format!(
            "{} is not a text; expected `{key}: |` and the same indented below",
            describe(value)
        );
        scope.wrong(value.at, text);
        return;
    };
    let (nodes, errors) = documents(&scalar.text, scalar.origin);
    for error in errors {
        scope.wrong(error.at, error.text);
    }
    let path = vec![PathStep::Key(key.to_owned())];
    for node in nodes {
        match node.value {
            Value::Sequence(items) => {
                for (index, node) in items.into_iter().enumerate() {
                    let path = [path.clone(), vec![PathStep::Item(index)]].concat();
                    found.push(ConfigEntry { stem: None, path, node });
                }
            }
            Value::Mapping(_) => {
                found.push(ConfigEntry {
                    stem: Some(stem(key).to_owned()),
                    path: path.clone(),
                    node,
                });
            }
            _ => {
                let text = format!(
                    "{} is neither a list nor an object; expected entries in YAML or JSON",
                    describe(&node)
                );
                scope.wrong(node.at, text);
            }
        }
    }
}

/// A key without the ending of a file.
pub(crate) fn stem(key: &str) -> &str {
    FILE_ENDINGS.iter().find_map(|ending| key.strip_suffix(ending)).unwrap_or(key)
}

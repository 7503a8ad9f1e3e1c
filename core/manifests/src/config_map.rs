//! `ConfigMaps`: which of them mean what, and the entries inside their texts.

use crate::fields::{Found, describe};
use crate::node::{Node, Value};
use crate::object::Object;
use crate::problem::Report;
use crate::scope::Scope;
use crate::yaml::documents;
use crate::{optimizer, scale_to_zero};

/// Where upstream's controller looks.
const SYSTEM_NAMESPACE: &str = "workload-variant-autoscaler-system";
const FILE_ENDINGS: [&str; 3] = [".yaml", ".yml", ".json"];

/// What a `ConfigMap` is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    Accelerators,
    Classes,
    Profiles,
    Optimizer,
    ScaleToZero,
}

/// All of them.
pub(crate) const MEANINGS: [Meaning; 5] = [
    Meaning::Accelerators,
    Meaning::Classes,
    Meaning::Profiles,
    Meaning::Optimizer,
    Meaning::ScaleToZero,
];

/// One entry of a `ConfigMap`, wherever in it.
#[derive(Debug)]
pub(crate) struct ConfigEntry {
    /// The key, where an entry has one to itself, without file ending.
    pub(crate) stem: Option<String>,
    pub(crate) path: Vec<Step>,
    pub(crate) node: Node,
}

/// One step of the path to an entry.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    Key(String),
    Item(usize),
}

impl Meaning {
    /// Upstream's name first, then the guide's.
    fn names(self) -> &'static [&'static str] {
        match self {
            Self::Accelerators => &["accelerator-unit-costs", "accelerator-unitcost"],
            Self::Classes => &["service-classes-config", "serviceclass"],
            Self::Profiles => &["wva-profiles"],
            Self::Optimizer => &["wva-optimizer"],
            Self::ScaleToZero => &["wva-model-scale-to-zero-config", "model-scale-to-zero-config"],
        }
    }

    /// How well a name fits: 0 for upstream's, then the guide's, then with prefix or suffix.
    fn rank(self, name: &str) -> Option<usize> {
        let exact = self.names().iter().position(|known| *known == name);
        let around = |known: &&str| {
            name.ends_with(&format!("-{known}"))
                || name.starts_with(&format!("{known}-"))
                || name.contains(&format!("-{known}-"))
        };
        exact.or_else(|| self.names().iter().position(around).map(|rank| rank + self.names().len()))
    }

    /// Fields that show an entry of unfamiliar name to be of this meaning; of the optimizer there
    /// are no entries, the keys themselves show it.
    fn shown_by(self) -> &'static [&'static str] {
        match self {
            Self::Accelerators => &["cost", "device", "memSize"],
            Self::Classes => &["data", "model", "priority"],
            Self::Profiles => &["accelerator", "alphaMs"],
            Self::Optimizer => &optimizer::KEYS,
            Self::ScaleToZero => &scale_to_zero::FIELDS,
        }
    }
}

impl ConfigEntry {
    pub(crate) fn found<'s>(&'s self, scope: &Scope<'s>) -> Found<'s> {
        let scope = self.path.iter().fold(scope.child("data"), |scope, step| match step {
            Step::Key(key) => scope.child(key),
            Step::Item(index) => scope.item(*index),
        });
        Found { scope, node: &self.node }
    }
}

/// The one `ConfigMap` of a meaning that is used; the others get a warning.
pub(crate) fn choose<'o, 'a>(
    meaning: Meaning,
    objects: &'o [Object<'a>],
    report: &Report,
) -> Option<&'o Object<'a>> {
    let mut ranked: Vec<_> = objects
        .iter()
        .filter(|object| object.kind == "ConfigMap")
        .filter_map(|object| Some((rank(meaning, object)?, object)))
        .collect();
    // The sort is stable: what was given first comes before its equals.
    ranked.sort_by_key(|(rank, object)| (*rank, object.namespace != SYSTEM_NAMESPACE));
    let mut ranked = ranked.into_iter().map(|(_, object)| object);
    let chosen = ranked.next()?;
    for other in ranked {
        let (id, file) = (&chosen.id, chosen.file);
        let text = format!("is not used: {id} in {file} means the same and comes first");
        other.scope(report).warn(other.at(), text);
    }
    Some(chosen)
}

/// The names of all `ConfigMaps` that are read.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    MEANINGS.into_iter().flat_map(Meaning::names).copied()
}

/// Whether a `ConfigMap` has one of the meanings.
pub(crate) fn is_ours(object: &Object<'_>) -> bool {
    MEANINGS.into_iter().any(|meaning| rank(meaning, object).is_some())
}

/// How well a `ConfigMap` fits: an unfamiliar name needs entries that look right.
fn rank(meaning: Meaning, object: &Object<'_>) -> Option<usize> {
    let rank = meaning.rank(&object.name)?;
    let familiar = rank < meaning.names().len();
    (familiar || looks_like(meaning, object)).then_some(rank)
}

/// The entries of all keys: lists one by one, objects as they are.
pub(crate) fn entries(object: &Object<'_>, report: &Report) -> Vec<ConfigEntry> {
    let scope = object.scope(report);
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
    let (nodes, faults) = documents(&scalar.text, scalar.origin);
    for fault in faults {
        scope.wrong(fault.at, fault.text);
    }
    let path = vec![Step::Key(key.to_owned())];
    for node in nodes {
        match node.value {
            Value::Sequence(items) => {
                let step = |index| [path.clone(), vec![Step::Item(index)]].concat();
                let entry = |(index, node)| ConfigEntry { stem: None, path: step(index), node };
                found.extend(items.into_iter().enumerate().map(entry));
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

fn looks_like(meaning: Meaning, object: &Object<'_>) -> bool {
    let shown = |node: &Node| meaning.shown_by().iter().any(|field| node.get(field).is_some());
    if meaning == Meaning::Optimizer {
        return object.root.get("data").is_some_and(shown);
    }
    // Nothing is reported yet: it may be somebody else's ConfigMap.
    let unheard = Report::default();
    let entries = entries(object, &unheard);
    unheard.errors() == 0 && !entries.is_empty() && entries.iter().all(|entry| shown(&entry.node))
}

/// `ConfigMap` fields beside `data`; any other is reported once for the one that is used.
pub(crate) fn check_fields(object: &Object<'_>, report: &Report) {
    let scope = object.scope(report);
    // Only the unknown fields matter here: they are reported on the way.
    drop(crate::object::top_level(object, scope, &["data", "binaryData", "immutable"]));
}

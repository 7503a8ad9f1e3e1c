//! Kubernetes objects: what all kinds have in common.

use std::collections::BTreeMap;

use crate::document::fields::Fields;
use crate::document::node::{At, Node, Origin, Value};
use crate::document::scope::Scope;
use crate::document::words::{describe, quoted};
use crate::document::yaml::documents;
use crate::params::NAME_BYTES_MAX;
use crate::places::Places;
use crate::problem::{Place, ProblemLog};
use crate::source::Source;

/// Kinds that anything is read from; of all others even the names may be unusual.
pub(crate) const READ: [&str; 9] = [
    "VariantAutoscaling",
    "ConfigMap",
    "Deployment",
    "StatefulSet",
    "LeaderWorkerSet",
    "DisaggregatedSet",
    "LLMInferenceService",
    "HorizontalPodAutoscaler",
    "ScaledObject",
];

/// The form of a name.
const NAME: &str =
    "a Kubernetes name; expected lower-case letters, digits, `-` and `.`, 253 of them at most";

/// One object with what its metadata says.
#[derive(Debug)]
pub(crate) struct Object<'a> {
    pub(crate) file: &'a str,
    pub(crate) root: Node,
    pub(crate) kind: String,
    pub(crate) namespace: String,
    pub(crate) name: String,
    /// `Kind namespace/name`, as messages call it.
    pub(crate) id: String,
}

impl Object<'_> {
    pub(crate) fn scope<'s>(&'s self, log: &'s ProblemLog) -> Scope<'s> {
        Scope::new(log, self.file, Some(&self.id))
    }

    pub(crate) fn at(&self) -> At {
        self.root.find(&["metadata", "name"]).map_or(self.root.at, |name| name.at)
    }

    /// A text of the metadata, such as a label.
    pub(crate) fn metadata(&self, path: &[&str]) -> Option<&str> {
        let node = self.root.get("metadata")?.find(path)?;
        node.text().filter(|text| !text.is_empty())
    }
}

/// All objects of all sources, lists unpacked; of a kind that is read each name once.
pub(crate) fn objects<'a>(sources: &'a [Source], log: &ProblemLog) -> Vec<Object<'a>> {
    let mut objects = Vec::new();
    for source in sources {
        let (roots, errors) = documents(&source.text, Origin::SOURCE);
        let scope = Scope::new(log, &source.path, None);
        for error in errors {
            scope.wrong(error.at, error.text);
        }
        for root in roots {
            unpack(root, None, &source.path, &scope, &mut objects);
        }
    }
    each_once(objects, log)
}

/// All objects of trees, each with the name of where it comes from; otherwise as [`objects`].
pub(crate) fn objects_of_nodes<'a>(
    nodes: &'a [(String, Node)],
    log: &ProblemLog,
) -> Vec<Object<'a>> {
    let mut objects = Vec::new();
    for (origin, root) in nodes {
        let scope = Scope::new(log, origin, None);
        unpack(root.clone(), None, origin, &scope, &mut objects);
    }
    each_once(objects, log)
}

/// Puts the objects of a later layer in place of those of the same kind, namespace and name.
pub(crate) fn replace<'a>(objects: &mut Vec<Object<'a>>, newer: Vec<Object<'a>>) {
    let ids = Places::of(newer.iter().map(|new| new.id.clone()));
    objects.retain(|old| ids.place(&old.id).is_none());
    objects.extend(newer);
}

/// Of a kind that is read, the first object of each name; the others are reported.
fn each_once<'a>(objects: Vec<Object<'a>>, log: &ProblemLog) -> Vec<Object<'a>> {
    let mut first: BTreeMap<String, Place> = BTreeMap::new();
    let mut kept = Vec::new();
    for object in objects {
        let scope = object.scope(log);
        if let Some(place) = first.get(&object.id) {
            scope.wrong(object.at(), format!("is given twice, first at {place}"));
            continue;
        }
        if READ.contains(&object.kind.as_str()) {
            first.insert(object.id.clone(), scope.place(object.at()));
        }
        kept.push(object);
    }
    kept
}

/// The message for a document without `kind`, which may look like observations or a snapshot.
fn no_object(root: &Node) -> String {
    let observations = matches!(&root.value, Value::Sequence(items) if items.first().is_some_and(|item| item.get("variant").is_some()))
        || root.get("observations").is_some();
    if observations {
        return "observations are no Kubernetes objects; give the file with `--observations`"
            .to_owned();
    }
    let snapshot = root.get("snapshot").is_some();
    if snapshot {
        return "a snapshot is no Kubernetes object; give the file with `--snapshot`".to_owned();
    }
    let given = if root.entries().is_some() { "an object without `kind`" } else { &describe(root) };
    format!("{given} is no Kubernetes object; expected `kind` and `metadata`")
}

/// Whether a file has the name of a kustomization, whose `kind` may be left out.
fn is_kustomization(file: &str) -> bool {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    ["kustomization.yaml", "kustomization.yml", "Kustomization"].contains(&name)
}

/// Pushes an object, or the items of a list; an API server leaves out the kind of such items.
fn unpack<'a>(
    root: Node,
    implied: Option<&str>,
    file: &'a str,
    scope: &Scope<'_>,
    out: &mut Vec<Object<'a>>,
) {
    let kind = root.get("kind").and_then(Node::text).or(implied).map(str::to_owned);
    let Some(kind) = kind else {
        if is_kustomization(file) {
            let text = "a kustomization is not read; expected what `kubectl kustomize` makes of it";
            scope.note(root.at, text.to_owned());
        } else {
            scope.wrong(root.at, no_object(&root));
        }
        return;
    };
    if let Some(item_kind) = kind.strip_suffix("List")
        && let Value::Mapping(entries) = root.value
    {
        let item_kind = (!item_kind.is_empty()).then_some(item_kind);
        let items = entries.into_iter().find(|entry| entry.key == "items");
        if let Some(Value::Sequence(items)) = items.map(|entry| entry.value.value) {
            for item in items {
                unpack(item, item_kind, file, scope, out);
            }
        }
        return;
    }
    out.extend(object(root, kind, file, scope));
}

fn object<'a>(root: Node, kind: String, file: &'a str, scope: &Scope<'_>) -> Option<Object<'a>> {
    let given = |key| root.find(&["metadata", key]);
    let namespace = given("namespace").and_then(Node::text).unwrap_or("default").to_owned();
    if !READ.contains(&kind.as_str()) {
        let name = given("name").and_then(Node::text).unwrap_or_default().to_owned();
        let id = format!("{kind} {name}").trim_end().to_owned();
        return Some(Object { file, root, kind, namespace, name, id });
    }
    let unnamed = Scope { object: Some(&kind), ..scope.clone() }.child("metadata");
    if let Some(metadata) = root.get("metadata").filter(|node| node.entries().is_none()) {
        let given = describe(metadata);
        let text = format!("{given} is not an object; expected `name` and `namespace`");
        unnamed.wrong(metadata.at, text);
        return None;
    }
    let Some(name) = given("name") else {
        unnamed.wrong(root.at, "`name` is missing".to_owned());
        return None;
    };
    let name = name.text().filter(|text| is_name(text)).or_else(|| {
        let given = describe(name);
        unnamed.child("name").wrong(name.at, format!("{given} is not {NAME}"));
        None
    })?;
    if !is_name(&namespace) {
        let text = format!("{} is not {NAME}", quoted(&namespace));
        unnamed.child("namespace").wrong(root.at, text);
        return None;
    }
    let (id, name) = (format!("{kind} {namespace}/{name}"), name.to_owned());
    Some(Object { file, root, kind, namespace, name, id })
}

/// Lower-case letters, digits, `-` and `.`, not too many: everything that joins names uses other letters.
pub(crate) fn is_name(text: &str) -> bool {
    (1..=NAME_BYTES_MAX).contains(&text.len()) && text.chars().all(is_name_letter)
}

fn is_name_letter(letter: char) -> bool {
    letter.is_ascii_lowercase() || letter.is_ascii_digit() || "-.".contains(letter)
}

/// Fields that every object has, for a kind whose own fields are listed beside them.
pub(crate) fn top_level<'a>(
    object: &'a Object<'_>,
    scope: Scope<'a>,
    own: &[&str],
) -> Option<Fields<'a>> {
    let known: Vec<&str> = ["apiVersion", "kind", "metadata"].iter().chain(own).copied().collect();
    Fields::of(&object.root, scope, &known)
}

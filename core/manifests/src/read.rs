//! Sources to manifests: every object to the reader of its kind.

mod autoscalers;
mod targets;

use std::collections::{BTreeMap, BTreeSet};

use self::autoscalers::{bound, unmanaged};
use self::targets::targets;
use crate::config_map::config_maps;
use crate::config_map::meaning::{is_ours, names};
use crate::document::node::Node;
use crate::document::scope::Scope;
use crate::document::suggest::hint;
use crate::manifests::{DeclaredVariant, Manifests};
use crate::object::{Object, READ, objects, objects_of_nodes, replace};
use crate::problem::{Problem, ProblemLog, Problems, Severity};
use crate::source::Source;
use crate::{scale_target, variant};

/// Reads manifests of both dialects, all files together.
///
/// # Errors
/// Every problem of all files, if at least one is an error.
pub fn parse(sources: &[Source]) -> Result<Manifests, Problems> {
    parse_layers(&[sources])
}

/// Reads manifests in layers, as they are applied one after the other: an object of a later layer
/// replaces the one of the same kind, namespace and name.
///
/// # Errors
/// As [`parse`].
pub fn parse_layers(layers: &[&[Source]]) -> Result<Manifests, Problems> {
    let manifests = read(layers);
    if manifests.problems.iter().any(|problem| problem.severity == Severity::Error) {
        return Err(Problems(manifests.problems));
    }
    Ok(manifests)
}

/// Reads manifests and leaves out what is wrong: the errors are among the problems.
#[must_use]
pub fn parse_partial(sources: &[Source]) -> Manifests {
    read(&[sources])
}

/// Reads objects that are no texts, such as those an API server sent, each with a name for where it
/// comes from; what is wrong is left out, and the errors are among the problems.
///
/// ```
/// use wva_manifests::{document::Node, parse_objects};
///
/// let object = serde_json::json!({
///     "kind": "VariantAutoscaling",
///     "metadata": {"name": "llama-8b", "namespace": "llm"},
///     "spec": {"modelName": "meta/llama-3.1-8b", "maxBatchSize": "lots"},
/// });
/// let manifests = parse_objects([("cluster".to_owned(), Node::from_json(&object))]);
/// assert_eq!(
///     manifests.problems[0].to_string(),
///     "cluster: VariantAutoscaling llm/llama-8b: spec.maxBatchSize: \
///      `lots` is not a whole number; expected 1 or more"
/// );
/// ```
#[must_use]
pub fn parse_objects(objects: impl IntoIterator<Item = (String, Node)>) -> Manifests {
    let log = ProblemLog::default();
    let nodes: Vec<(String, Node)> = objects.into_iter().collect();
    let objects = objects_of_nodes(&nodes, &log);
    let origins: Vec<&str> = nodes.iter().map(|(origin, _)| origin.as_str()).collect();
    manifests(&objects, log, &origins)
}

fn read(layers: &[&[Source]]) -> Manifests {
    let log = ProblemLog::default();
    let mut objects_so_far: Vec<Object<'_>> = Vec::new();
    for layer in layers {
        replace(&mut objects_so_far, objects(layer, &log));
    }
    let files: Vec<&str> = layers.iter().copied().flatten().map(|s| s.path.as_str()).collect();
    manifests(&objects_so_far, log, &files)
}

/// The content of the objects; the problems are in the order of `files`.
fn manifests(objects: &[Object<'_>], log: ProblemLog, files: &[&str]) -> Manifests {
    let mut manifests = Manifests::default();
    variants(objects, &log, &mut manifests);
    let autoscalers = bound(objects, &log, &mut manifests);
    config_maps(objects, &log, &mut manifests);
    targets(objects, &log, &mut manifests);
    skipped(objects, &log, &manifests, &autoscalers);
    manifests.problems = log.into_sorted(files);
    manifests
}

fn variants(objects: &[Object<'_>], log: &ProblemLog, manifests: &mut Manifests) {
    for object in objects.iter().filter(|object| object.kind == "VariantAutoscaling") {
        if object.metadata(&["deletionTimestamp"]).is_some() {
            let text = "is being deleted and left out".to_owned();
            object.scope(log).note(object.at(), text);
            continue;
        }
        if let Some((variant, profiles)) = variant::read(object, log) {
            manifests.variants.push(variant);
            manifests.profiles.extend(profiles);
        }
    }
}

/// The probable meaning of an object that is not read, by its kind or name.
fn meant(object: &Object<'_>, scaled: &Scaled<'_>) -> String {
    if let Some(variant) = scaled_elsewhere(object, scaled) {
        let DeclaredVariant { name, namespace, target, .. } = variant;
        return format!("; {name} scales `{}` of namespace `{namespace}`", target.name);
    }
    match object.kind.as_str() {
        "ConfigMap" => hint(&object.name, names()),
        kind if READ.contains(&kind) => unmanaged(object).to_owned(),
        kind => hint(kind, READ),
    }
}

/// Variants by kind and name of their targets.
type Scaled<'m> = BTreeMap<(&'m str, &'m str), &'m DeclaredVariant>;

/// A variant that scales an object of that kind and name in another namespace.
fn scaled_elsewhere<'m>(object: &Object<'_>, scaled: &Scaled<'m>) -> Option<&'m DeclaredVariant> {
    if !scale_target::KINDS.contains(&object.kind.as_str()) {
        return None;
    }
    let targets = scale_target::targets(object);
    let mut found = targets.iter().filter_map(|target| scaled.get(&(target.kind, &*target.name)));
    found.find(|variant| variant.namespace != object.namespace).copied()
}

/// One note for each kind of object that nothing was read from, and a warning for each object that
/// was probably meant to be read.
fn skipped(
    objects: &[Object<'_>],
    log: &ProblemLog,
    manifests: &Manifests,
    autoscalers: &[&Object<'_>],
) {
    let mut seen = BTreeSet::new();
    for target in &manifests.targets {
        seen.insert(target.key());
    }
    for Object { namespace, kind, name, .. } in autoscalers {
        seen.insert((namespace, kind, name));
    }
    let is_read = |object: &Object<'_>| match object.kind.as_str() {
        "VariantAutoscaling" => true,
        "ConfigMap" => is_ours(object),
        kind if scale_target::KINDS.contains(&kind) => scale_target::targets(object)
            .iter()
            .any(|target| seen.contains(&(&*object.namespace, target.kind, target.name.as_str()))),
        kind => seen.contains(&(&*object.namespace, kind, &*object.name)),
    };
    let mut scaled = Scaled::new();
    for variant in &manifests.variants {
        scaled.insert((&variant.target.kind, &variant.target.name), variant);
    }
    let mut kinds: BTreeMap<&str, Vec<&Object<'_>>> = BTreeMap::new();
    for object in objects.iter().filter(|object| !is_read(object)) {
        let near = meant(object, &scaled);
        if near.is_empty() {
            kinds.entry(&object.kind).or_default().push(object);
        } else {
            let place = Scope::new(log, object.file, None).place(object.at());
            let text = format!("{} is not read{near}", object.id);
            log.push(Problem::new(Severity::Warning, Some(&place), text));
        }
    }
    for (kind, objects) in kinds {
        let Some(first) = objects.first() else {
            continue;
        };
        let text = match objects.len() {
            1 => format!("{} is not read", first.id),
            number => {
                format!("{number} objects of kind {kind} are not read, {} is the first", first.id)
            }
        };
        let place = Scope::new(log, first.file, None).place(first.at());
        log.push(Problem::new(Severity::Note, Some(&place), text));
    }
}

//! Autoscalers beside the variants: what they bound, and which of them are variants.

use std::collections::BTreeSet;

use crate::autoscaler::{Autoscaler, MODEL, autoscalers};
use crate::manifests::{DeclaredVariant, Manifests};
use crate::object::Object;
use crate::problem::{ProblemLog, Severity};
use crate::resolve::problem;
use crate::role::{LABEL, Role};
use crate::variant::{ACCELERATOR_LABEL, plain};

/// Bounds variants by the autoscalers of their targets, and adds those that upstream manages without a
/// resource of its own. The result is the objects that something was read from.
pub(super) fn bound<'o>(
    objects: &'o [Object<'o>],
    log: &ProblemLog,
    manifests: &mut Manifests,
) -> Vec<&'o Object<'o>> {
    let all = autoscalers(objects, log);
    let mut used: Vec<bool> = all.iter().map(|_| false).collect();
    let mut names = BTreeSet::new();
    for variant in &mut manifests.variants {
        let key = (variant.namespace.as_str(), &*variant.target.kind, &*variant.target.name);
        let first = all.partition_point(|one| one.key() < key);
        if let Some((one, used)) = all.get(first).zip(used.get_mut(first))
            && one.key() == key
        {
            *used = true;
            narrow(variant, one, log);
        }
    }
    for object in objects.iter().filter(|object| object.kind == "VariantAutoscaling") {
        names.insert((&*object.namespace, "", &*object.name));
    }
    let mut read = Vec::new();
    let mut last: Option<(&Autoscaler<'_>, bool)> = None;
    for (one, used) in all.iter().zip(used) {
        let first = last.filter(|(first, _)| first.key() == one.key());
        let is_read = first.map_or(used || one.is_managed, |(_, is_read)| is_read);
        match first {
            Some((first, true)) => beside(first, one, log),
            None if is_read && !used => manifests.variants.extend(added(one, &mut names, log)),
            _ => {}
        }
        if is_read {
            read.push(one.object);
        }
        last = first.or(Some((one, is_read)));
    }
    read
}

/// What an object lacks that names a model as an autoscaler does, and is none that is managed.
pub(super) fn unmanaged(object: &Object<'_>) -> &'static str {
    match object.metadata(&["annotations", MODEL]) {
        Some(_) => "; expected annotation `llm-d.ai/managed: \"true\"`",
        None => "",
    }
}

/// Two of one kind fight over their target; what one makes of itself is another kind.
fn beside(first: &Autoscaler<'_>, other: &Autoscaler<'_>, log: &ProblemLog) {
    let text = format!("is not used: {} scales the same target and comes first", first.object.id);
    let scope = other.object.scope(log);
    if first.object.kind == other.object.kind {
        scope.warn(other.object.at(), text);
    } else {
        scope.note(other.object.at(), text);
    }
}

/// The variant that an autoscaler is; without a model, or with the name of another, it is none.
fn added<'s>(
    of: &'s Autoscaler<'_>,
    names: &mut BTreeSet<(&'s str, &'s str, &'s str)>,
    log: &ProblemLog,
) -> Option<DeclaredVariant> {
    let (object, scope) = (of.object, of.object.scope(log));
    let why = match of.model {
        None => "annotation `llm-d.ai/model-id` is missing",
        Some(model) if names.insert((&object.namespace, "", &of.name)) => {
            return Some(DeclaredVariant {
                role: object.metadata(&["labels", LABEL]).and_then(Role::of_label),
                accelerator: object.metadata(&["labels", ACCELERATOR_LABEL]).map(str::to_owned),
                min_replicas: Some(of.least),
                max_replicas: of.most,
                cost: of.cost,
                ..plain(object, &of.name, model, of.target.clone(), scope.place(object.at()))
            });
        }
        Some(_) => "another variant has its name",
    };
    scope.warn(object.at(), format!("is left out: {why}"));
    None
}

/// The narrower of two bounds counts, for the autoscaler keeps to its own.
fn narrow(variant: &mut DeclaredVariant, by: &Autoscaler<'_>, log: &ProblemLog) {
    let (least, most) = (variant.min_replicas, variant.max_replicas);
    variant.min_replicas = least.max(Some(by.least));
    variant.max_replicas = most.map(|own| own.min(by.most.unwrap_or(own))).or(by.most);
    contradiction(variant, "spec.minReplicas", least, Some(by.least), by, log);
    contradiction(variant, "spec.maxReplicas", most, by.most, by, log);
    if let Some(model) = by.model.filter(|model| *model != variant.model) {
        let text = format!("model `{}` is used; {} says `{model}`", variant.model, by.object.id);
        log.push(problem(variant, Severity::Warning, text));
    }
}

fn contradiction(
    variant: &DeclaredVariant,
    field: &str,
    own: Option<u32>,
    other: Option<u32>,
    by: &Autoscaler<'_>,
    log: &ProblemLog,
) {
    if let (Some(own), Some(other)) = (own, other)
        && own != other
    {
        let text = format!("`{own}`, and {} says `{other}`; the narrower is used", by.object.id);
        log.push(problem(variant, Severity::Warning, text).field(field));
    }
}

//! Autoscalers beside the variants: what they bound, and which of them are variants.

use std::collections::{BTreeMap, BTreeSet};

use crate::autoscaler::{Autoscaler, autoscalers};
use crate::manifests::{DeclaredVariant, Manifests};
use crate::object::Object;
use crate::problem::{ProblemLog, Severity};
use crate::resolve::problem;
use crate::role::{LABEL, Role};
use crate::variant::{ACCELERATOR_LABEL, plain};

/// Bounds variants by the autoscalers of their targets, and adds those that upstream manages without a
/// resource of its own. The result is the objects that something was read from.
pub(super) fn bound(
    objects: &[Object<'_>],
    log: &ProblemLog,
    manifests: &mut Manifests,
) -> BTreeSet<String> {
    let mut by_target: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, DeclaredVariant { namespace, target, .. }) in manifests.variants.iter().enumerate()
    {
        let key = format!("{namespace}/{}/{}", target.kind, target.name);
        by_target.entry(key).or_default().push(index);
    }
    let names = manifests.variants.iter().map(|variant| variant.name.clone());
    let mut names: BTreeSet<String> = names.collect();
    let mut read = BTreeSet::new();
    let mut last: Option<Autoscaler<'_>> = None;
    for next in autoscalers(objects, log) {
        if let Some(first) = last.as_ref().filter(|first| first.key() == next.key()) {
            if read.contains(&first.object.id) {
                read.insert(next.object.id.clone());
                beside(first, &next, log);
            }
            continue;
        }
        let (namespace, kind, name) = next.key();
        let indices = by_target.get(&format!("{namespace}/{kind}/{name}"));
        if indices.is_some() || next.is_managed {
            read.insert(next.object.id.clone());
        }
        for index in indices.into_iter().flatten() {
            if let Some(variant) = manifests.variants.get_mut(*index) {
                narrow(variant, &next, log);
            }
        }
        if indices.is_none() && next.is_managed {
            manifests.variants.extend(added(&next, &mut names, log));
        }
        last = Some(next);
    }
    read
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
fn added(
    of: &Autoscaler<'_>,
    names: &mut BTreeSet<String>,
    log: &ProblemLog,
) -> Option<DeclaredVariant> {
    let (object, scope) = (of.object, of.object.scope(log));
    let Some(model) = of.model else {
        let text = "is left out: annotation `llm-d.ai/model-id` is missing".to_owned();
        scope.warn(object.at(), text);
        return None;
    };
    if !names.insert(of.name.clone()) {
        scope.warn(object.at(), format!("is left out: another variant is named `{}`", of.name));
        return None;
    }
    Some(DeclaredVariant {
        role: object.metadata(&["labels", LABEL]).and_then(Role::of_label),
        accelerator: object.metadata(&["labels", ACCELERATOR_LABEL]).map(str::to_owned),
        min_replicas: Some(of.least),
        max_replicas: of.most,
        cost: of.cost,
        ..plain(object, of.name.clone(), model, of.target.clone(), scope.place(object.at()))
    })
}

/// The narrower of two bounds counts, for the autoscaler keeps to its own.
fn narrow(variant: &mut DeclaredVariant, by: &Autoscaler<'_>, log: &ProblemLog) {
    let (least, most) = (variant.min_replicas, variant.max_replicas);
    variant.min_replicas = least.max(Some(by.least));
    variant.max_replicas = match most.zip(by.most) {
        Some((own, other)) => Some(own.min(other)),
        None => most.or(by.most),
    };
    let id = &by.object.id;
    for (field, own, theirs) in
        [("minReplicas", least, Some(by.least)), ("maxReplicas", most, by.most)]
    {
        let Some((own, theirs)) = own.zip(theirs).filter(|(own, theirs)| own != theirs) else {
            continue;
        };
        let text = format!("`{own}`, and {id} says `{theirs}`; the narrower is used");
        let said = problem(variant, Severity::Warning, text);
        log.push(said.field(&format!("spec.{field}")));
    }
    if let Some(model) = by.model.filter(|model| *model != variant.model) {
        let text = format!("model `{}` is used; {id} says `{model}`", variant.model);
        log.push(problem(variant, Severity::Warning, text));
    }
}

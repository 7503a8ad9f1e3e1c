//! VariantAutoscaling resources in all dialects, told apart by the fields that are there.

mod behavior;
mod status;

use wva_core::snapshot::Profile;

use crate::document::fields::{Fields, Found};
use crate::document::range::SECONDS;
use crate::document::scope::Scope;
use crate::document::words::{describe, one_of};
use crate::manifests::{ClassReference, DeclaredVariant, OwnCost, ScaleTarget};
use crate::object::{Object, top_level};
use crate::problem::{Place, ProblemLog};
use crate::profile::{model_profile, variant_profile};
use crate::role::{LABEL, Role};
use crate::variant::status::runs_on;

/// The guide's and upstream's first group, and the one of the organization.
const API_VERSIONS: [&str; 2] = ["llmd.ai/v1alpha1", "llm-d.ai/v1alpha1"];
pub(crate) const ACCELERATOR_LABEL: &str = "inference.optimization/acceleratorName";

/// `variantCost` that upstream's CRD stores where none is given.
const STORED_COST: &str = "10.0";

const MODEL: [&str; 3] = ["modelName", "modelID", "modelId"];
const ACCELERATOR: [&str; 2] = ["acceleratorType", "accelerator"];
/// Fields that the controller acts on and that change no decision.
const OF_THE_CONTROLLER: [&str; 2] = ["mode", "variantID"];

const SPEC: [&str; 22] = [
    "modelName",
    "modelID",
    "modelId",
    "serviceClass",
    "sloClassRef",
    "role",
    "acceleratorType",
    "accelerator",
    "acceleratorCount",
    "minReplicas",
    "maxReplicas",
    "maxBatchSize",
    "keepAccelerator",
    "variantCost",
    "scaleTargetRef",
    "modelProfile",
    "variantProfile",
    "behavior",
    "scaleToZeroRetentionSeconds",
    "startUpSeconds",
    "mode",
    "variantID",
];

/// The variant and its own profiles; nothing if any part of it is wrong.
pub(crate) fn read(
    object: &Object<'_>,
    log: &ProblemLog,
) -> Option<(DeclaredVariant, Vec<Profile>)> {
    let before = log.errors();
    let scope = object.scope(log);
    let top = top_level(object, scope.clone(), &["spec", "status"])?;
    check_version(&top);
    let spec = spec(object, &top)?;
    let mut variant = declared(object, &spec)?;
    let profiles = profiles(&spec, &mut variant);
    variant.runs_on = runs_on_of(object, &scope);
    for field in OF_THE_CONTROLLER.iter().filter_map(|name| spec.get(&[name])) {
        if !field.scope.path.ends_with("variantID") {
            let text = "has no effect on a snapshot, only on the controller".to_owned();
            field.scope.note(field.node.at, text);
        }
    }
    (log.errors() == before).then_some((variant, profiles))
}

fn runs_on_of(object: &Object<'_>, scope: &Scope<'_>) -> Option<String> {
    let node = object.root.get("status")?;
    runs_on(&Found { scope: scope.child("status").lenient(), node })
}

fn spec<'a>(object: &'a Object<'_>, top: &Fields<'a>) -> Option<Fields<'a>> {
    let Some(found) = top.get(&["spec"]) else {
        let keys = object.root.entries().unwrap_or_default().iter().map(|entry| entry.key.as_str());
        let outside = keys.filter(|key| SPEC.contains(key)).map(|key| format!("`{key}`"));
        let outside = match outside.collect::<Vec<_>>() {
            outside if outside.is_empty() => String::new(),
            outside => format!("; expected {} inside it, indented", outside.join(", ")),
        };
        top.scope.wrong(top.at, format!("`spec` is missing{outside}"));
        return None;
    };
    found.fields(&SPEC)
}

/// Another version is read as if it were one of these.
fn check_version(top: &Fields<'_>) {
    let Some(found) = top.get(&["apiVersion"]) else {
        return;
    };
    if !found.node.text().is_some_and(|version| API_VERSIONS.contains(&version)) {
        let (given, expected) = (describe(found.node), one_of(API_VERSIONS));
        let text = format!("{given} is not a version that is known; expected {expected}");
        found.scope.warn(found.node.at, text);
    }
}

fn declared(object: &Object<'_>, spec: &Fields<'_>) -> Option<DeclaredVariant> {
    // All fields are read before the first missing one gives up, so that all problems are named.
    let model = spec.need(&MODEL).and_then(|found| found.text());
    let class = class(spec);
    let role = role(object, spec);
    let keep_accelerator = spec.get(&["keepAccelerator"]).and_then(|found| found.boolean());
    let min_replicas = spec.whole(&["minReplicas"], 0);
    let max_replicas = spec.whole(&["maxReplicas"], 0);
    let max_batch = spec.whole(&["maxBatchSize"], 1);
    let cost = cost(spec);
    let accelerator_count = spec.whole(&["acceleratorCount"], 1);
    let behavior = spec.get(&["behavior"]).and_then(behavior::read);
    let retention_s = spec.number(&["scaleToZeroRetentionSeconds"], SECONDS);
    let start_up_s = spec.number(&["startUpSeconds"], SECONDS);
    let accelerator = accelerator(object, spec);
    let target = target(object, spec);
    Some(DeclaredVariant {
        class,
        role,
        accelerator,
        keep_accelerator: keep_accelerator.unwrap_or(true),
        min_replicas,
        max_replicas,
        max_batch,
        cost,
        accelerator_count,
        behavior,
        retention_s,
        start_up_s,
        ..plain(object, &object.name, model?, target, spec.scope.place(object.at()))
    })
}

/// A variant of which no more is said than what and where it is.
pub(crate) fn plain(
    object: &Object<'_>,
    name: &str,
    model: &str,
    target: ScaleTarget,
    place: Place,
) -> DeclaredVariant {
    DeclaredVariant {
        kind: object.kind.clone(),
        name: format!("{}/{name}", object.namespace),
        namespace: object.namespace.clone(),
        model: model.to_owned(),
        class: ClassReference::Loose(Vec::new()),
        role: None,
        accelerator: None,
        keep_accelerator: true,
        min_replicas: None,
        max_replicas: None,
        max_batch: None,
        cost: None,
        accelerator_count: None,
        behavior: None,
        retention_s: None,
        start_up_s: None,
        target,
        created: object.metadata(&["creationTimestamp"]).map(str::to_owned),
        runs_on: None,
        place,
    }
}

fn cost(spec: &Fields<'_>) -> Option<OwnCost> {
    own_cost(&spec.get(&["variantCost"])?)
}

/// The price of a replica that a resource gives.
pub(crate) fn own_cost(found: &Found<'_>) -> Option<OwnCost> {
    let is_stored_default = found.node.text() == Some(STORED_COST);
    Some(OwnCost { per_hour: found.price()?, is_stored_default })
}

fn class(spec: &Fields<'_>) -> ClassReference {
    let loose = spec.get(&["sloClassRef"]).and_then(|found| found.fields(&["name", "key"]));
    let names = ["name", "key"];
    let loose =
        loose.map(|reference| names.iter().filter_map(|name| reference.owned(&[name])).collect());
    match spec.owned(&["serviceClass"]) {
        Some(class) => ClassReference::Exact(class),
        None => ClassReference::Loose(loose.unwrap_or_default()),
    }
}

fn role(object: &Object<'_>, spec: &Fields<'_>) -> Option<Role> {
    let Some(found) = spec.get(&["role"]) else {
        return Role::of_label(object.metadata(&["labels", LABEL])?);
    };
    let role = found.node.text().and_then(Role::of_label);
    if role.is_none() {
        found.wrong("a role", &one_of(Role::labels()));
    }
    role
}

fn accelerator(object: &Object<'_>, spec: &Fields<'_>) -> Option<String> {
    let field = spec.get(&ACCELERATOR);
    let label = object.metadata(&["labels", ACCELERATOR_LABEL]);
    let Some(field) = field else {
        return label.map(str::to_owned);
    };
    let named = field.text();
    if let (Some(named), Some(label)) = (named, label)
        && named != label
    {
        let text = format!("`{named}` is used; label {ACCELERATOR_LABEL} says `{label}`");
        field.scope.warn(field.node.at, text);
    }
    named.map(str::to_owned)
}

fn target(object: &Object<'_>, spec: &Fields<'_>) -> ScaleTarget {
    let reference = spec.get(&["scaleTargetRef"]);
    let reference = reference.and_then(|found| found.fields(&["apiVersion", "kind", "name"]));
    let named = reference.as_ref().and_then(|reference| reference.need(&["name"])?.text());
    let given = |field| reference.as_ref().and_then(|reference| reference.text(&[field]));
    ScaleTarget::of(given("apiVersion"), given("kind"), named.unwrap_or(&object.name))
}

/// The variant's own profiles; the only accelerator they name is the variant's.
fn profiles(spec: &Fields<'_>, variant: &mut DeclaredVariant) -> Vec<Profile> {
    let mut profiles = Vec::new();
    let mut accelerators = Vec::new();
    if let Some(found) = spec.get(&["modelProfile"]) {
        (accelerators, profiles) = model_profile(found, variant);
    }
    if let ([only], None) = (accelerators.as_slice(), &variant.accelerator) {
        variant.accelerator = Some(only.clone());
    }
    if let Some(found) = spec.get(&["variantProfile"]) {
        profiles.extend(variant_profile(found, variant));
    }
    profiles
}

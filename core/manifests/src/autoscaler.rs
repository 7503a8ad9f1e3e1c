//! Whatever else scales the target of a variant: a `HorizontalPodAutoscaler`, a `ScaledObject` of KEDA, the
//! `scaling` of `KServe`. It bounds the replicas; one that upstream manages is a variant itself.

use wva_core::order::sort_by;

use crate::document::fields::Found;
use crate::document::node::Node;
use crate::document::scope::Scope;
use crate::manifests::{OwnCost, ScaleTarget};
use crate::object::Object;
use crate::problem::ProblemLog;
use crate::scale_target::{INFERENCE_SERVICE, targets};
use crate::variant::own_cost;

/// Kinds that are read, in the order in which they count for one target: upstream's, where KEDA makes an
/// HPA of its own.
const KINDS: [&str; 3] = ["ScaledObject", "HorizontalPodAutoscaler", INFERENCE_SERVICE];

/// Annotations of upstream since it has no resource of its own.
const MANAGED: &str = "llm-d.ai/managed";
pub(crate) const MODEL: &str = "llm-d.ai/model-id";
const COST: &str = "llm-d.ai/variant-cost";

/// Most replicas where a `ScaledObject` names none.
const KEDA_MOST: u32 = 100;

/// One autoscaler of one target.
#[derive(Clone, Debug)]
pub(crate) struct Autoscaler<'a> {
    pub(crate) object: &'a Object<'a>,
    /// The variant's name without namespace, if it is one.
    pub(crate) name: String,
    pub(crate) target: ScaleTarget,
    pub(crate) least: u32,
    pub(crate) most: Option<u32>,
    /// Whether upstream is to manage it.
    pub(crate) is_managed: bool,
    pub(crate) model: Option<&'a str>,
    pub(crate) cost: Option<OwnCost>,
}

impl Autoscaler<'_> {
    /// What it scales.
    pub(crate) fn key(&self) -> (&str, &str, &str) {
        (&self.object.namespace, &self.target.kind, &self.target.name)
    }
}

/// The autoscalers of all objects, for each target in the order in which they count.
pub(crate) fn autoscalers<'a>(objects: &'a [Object<'a>], log: &ProblemLog) -> Vec<Autoscaler<'a>> {
    let mut found = Vec::new();
    for kind in KINDS {
        for object in objects.iter().filter(|object| object.kind == kind) {
            if object.metadata(&["deletionTimestamp"]).is_some() {
                continue;
            }
            match kind {
                INFERENCE_SERVICE => of_service(object, log, &mut found),
                _ => found.extend(of_reference(object, log)),
            }
        }
    }
    // The sort is stable: of one target the better kind stays first.
    sort_by(&mut found, |a, b| a.key().cmp(&b.key()));
    found
}

/// An object that names its target.
fn of_reference<'a>(object: &'a Object<'a>, log: &ProblemLog) -> Option<Autoscaler<'a>> {
    let spec = object.root.get("spec")?;
    let reference = spec.get("scaleTargetRef")?;
    let given = |field| reference.get(field).and_then(Node::text);
    let annotation = |name| object.root.find(&["metadata", "annotations", name]);
    let scope = object.scope(log).lenient();
    let annotations = scope.child("metadata").child("annotations");
    let (least, most) = match object.kind.as_str() {
        "ScaledObject" => (("minReplicaCount", 0), ("maxReplicaCount", Some(KEDA_MOST))),
        _ => (("minReplicas", 1), ("maxReplicas", None)),
    };
    let scope = scope.child("spec");
    let (least, most) =
        (whole(spec, least.0, &scope).unwrap_or(least.1), whole(spec, most.0, &scope).or(most.1));
    Some(Autoscaler {
        object,
        name: object.name.clone(),
        target: ScaleTarget::of(given("apiVersion"), given("kind"), given("name")?),
        least,
        most,
        is_managed: annotation(MANAGED).and_then(Node::text) == Some("true"),
        model: annotation(MODEL).and_then(Node::text).filter(|model| !model.is_empty()),
        cost: annotation(COST)
            .and_then(|node| own_cost(&Found { scope: annotations.child(COST), node })),
    })
}

/// What `KServe` makes of the parts of a service that have `scaling`.
fn of_service<'a>(object: &'a Object<'a>, log: &ProblemLog, found: &mut Vec<Autoscaler<'a>>) {
    for target in targets(object).into_iter().filter(|target| target.kind != INFERENCE_SERVICE) {
        let Some(scaling) = target.spec.get("scaling") else { continue };
        let scope = object.scope(log).lenient().child("spec").child("scaling");
        let wva = scaling.get("wva");
        let cost = wva.and_then(|wva| wva.get("variantCost"));
        let model = object.root.find(&["spec", "model", "name"]).and_then(Node::text);
        let cost_at = scope.child("wva").child("variantCost");
        found.push(Autoscaler {
            object,
            name: target.name.clone(),
            target: ScaleTarget::of(None, Some(target.kind), &target.name),
            least: whole(scaling, "minReplicas", &scope).unwrap_or(1),
            most: whole(scaling, "maxReplicas", &scope),
            is_managed: wva.is_some(),
            model: model.or(Some(&object.name)),
            cost: cost.and_then(|node| own_cost(&Found { scope: cost_at, node })),
        });
    }
}

fn whole(of: &Node, field: &str, scope: &Scope<'_>) -> Option<u32> {
    Found { scope: scope.child(field), node: of.get(field)? }.whole(0)
}

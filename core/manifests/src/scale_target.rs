//! Deployments, `StatefulSets`, `LeaderWorkerSets` and `DisaggregatedSets` among the manifests: what they
//! say of a variant they serve.

use crate::devices::devices;
use crate::document::fields::Found;
use crate::document::node::Node;
use crate::document::scope::Scope;
use crate::document::words::{describe, one_of};
use crate::manifests::SeenTarget;
use crate::object::Object;
use crate::pods::{Pods, pods_of};
use crate::problem::ProblemLog;
use crate::product::products;
use crate::role::{LABEL, Role};

/// Kinds that are read.
pub(crate) const KINDS: [&str; 5] =
    ["Deployment", "StatefulSet", "LeaderWorkerSet", SET, INFERENCE_SERVICE];

/// A kind that holds several targets, one for each of its roles, and the kind by which each is scaled.
const SET: &str = "DisaggregatedSet";
const ROLE_OF_SET: &str = "DisaggregatedSetRoleScaler";

/// `KServe`'s kind: of its parts `KServe` makes Deployments or, with workers, `LeaderWorkerSets`.
pub(crate) const INFERENCE_SERVICE: &str = "LLMInferenceService";

/// A scale target in an object.
#[derive(Clone, Debug)]
pub(crate) struct Target<'a> {
    object: &'a Object<'a>,
    pub(crate) spec: &'a Node,
    status: Option<&'a Node>,
    labels: Option<&'a Node>,
    pub(crate) kind: &'a str,
    pub(crate) name: String,
    /// Its role within the object.
    part: Option<&'a str>,
}

/// The scale targets in an object of one of the kinds.
pub(crate) fn targets<'a>(object: &'a Object<'a>) -> Vec<Target<'a>> {
    let root = &object.root;
    let Some(spec) = root.get("spec") else { return Vec::new() };
    let labels = root.find(&["metadata", "labels"]);
    let (kind, name) = (object.kind.as_str(), object.name.clone());
    let whole = Target { object, spec, status: root.get("status"), labels, kind, name, part: None };
    match kind {
        SET => roles(&whole),
        INFERENCE_SERVICE => parts(whole),
        _ => vec![whole],
    }
}

/// The roles of a set.
fn roles<'a>(set: &Target<'a>) -> Vec<Target<'a>> {
    let roles = set.spec.get("roles").and_then(Node::items).unwrap_or_default();
    roles.iter().filter_map(|role| role_target(set, role)).collect()
}

fn role_target<'a>(set: &Target<'a>, role: &'a Node) -> Option<Target<'a>> {
    let part = role.get("name")?.text()?;
    let (spec, labels) = (role.get("spec")?, role.find(&["metadata", "labels"]));
    let name = format!("{}-{part}", set.object.name);
    let part = Some(part);
    Some(Target { object: set.object, spec, status: None, labels, kind: ROLE_OF_SET, name, part })
}

/// What `KServe` makes of the parts of a service, and the service itself.
fn parts(service: Target<'_>) -> Vec<Target<'_>> {
    let prefill = service.spec.get("prefill");
    // Its status does not count replicas as theirs does.
    let service = Target { status: None, part: prefill.map(|_| "decode"), ..service };
    let mut found = vec![made(&service, service.spec, service.part, "")];
    if let Some(spec) = prefill {
        found.push(made(&service, spec, Some("prefill"), "-prefill"));
    }
    found.push(service);
    found
}

fn made<'a>(service: &Target<'a>, spec: &'a Node, part: Option<&'a str>, end: &str) -> Target<'a> {
    let (kind, middle) = match spec.get("worker") {
        Some(_) => ("LeaderWorkerSet", "-kserve-mn"),
        None => ("Deployment", "-kserve"),
    };
    let name = format!("{}{middle}{end}", service.name);
    Target { spec, kind, name, part, ..service.clone() }
}

impl Target<'_> {
    /// The replicas, ready ones too, and what the templates of their pods say of a replica; what a target
    /// does not say is unknown.
    pub(crate) fn read(&self, log: &ProblemLog) -> SeenTarget {
        let pods = pods_of(self.spec);
        // Kubernetes leaves zeros out of a status.
        let counted = self.of_status("replicas", log);
        let is_counted = counted.is_some() || self.of_status("observedGeneration", log).is_some();
        let none_ready = Some(0).filter(|_| is_counted);
        SeenTarget {
            namespace: self.object.namespace.clone(),
            kind: self.kind.to_owned(),
            name: self.name.clone(),
            replicas: self.whole("spec", self.spec, "replicas", log).or(counted),
            ready_replicas: self.of_status("readyReplicas", log).or(none_ready),
            max_batch_size: pods.iter().find_map(Pods::max_num_seqs),
            has_pods: !pods.is_empty(),
            devices_per_replica: devices(&pods),
            role: self.role(&pods, &self.object.scope(log)),
            products: products_of(&pods),
        }
    }

    fn of_status(&self, field: &str, log: &ProblemLog) -> Option<u32> {
        self.whole("status", self.status?, field, log)
    }

    fn whole(&self, part: &str, of: &Node, field: &str, log: &ProblemLog) -> Option<u32> {
        let scope = self.object.scope(log).lenient().child(part).child(field);
        Found { scope, node: of.get(field)? }.whole(0)
    }

    /// The role that the label of the pods names, else that of the target, else its engine, else its
    /// name within a set. `KServe` labels the pods of its parts.
    fn role(&self, pods: &[Pods<'_>], scope: &Scope<'_>) -> Option<Role> {
        let own = self.labels.and_then(|labels| labels.get(LABEL));
        let label = pods.iter().find_map(|pods| pods.label(LABEL)).or(own);
        let labelled = label.and_then(|label| role_of(label, scope));
        let part = self.part.and_then(Role::of_label);
        let given = part.filter(|_| self.object.kind == INFERENCE_SERVICE);
        labelled.or(given).or_else(|| engine_role(pods)).or(part)
    }
}

fn products_of(pods: &[Pods<'_>]) -> Vec<String> {
    let products = pods.iter().map(products).find(|products| !products.is_empty());
    products.into_iter().flatten().map(str::to_owned).collect()
}

fn role_of(label: &Node, scope: &Scope<'_>) -> Option<Role> {
    let role = label.text().and_then(Role::of_label);
    if role.is_none() {
        let (given, expected) = (describe(label), one_of(Role::labels()));
        let text = format!("label {LABEL}: {given} is not a role; expected {expected}");
        scope.warn(label.at, text);
    }
    role
}

fn engine_role(pods: &[Pods<'_>]) -> Option<Role> {
    let words: Vec<&str> = pods.iter().flat_map(Pods::command).collect();
    Role::of_command(&words.join(" "))
}

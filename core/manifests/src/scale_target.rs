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
use crate::product::product;
use crate::role::{LABEL, Role};

/// Kinds that are read.
pub(crate) const KINDS: [&str; 4] = ["Deployment", "StatefulSet", "LeaderWorkerSet", SET];

/// A kind that holds several targets, one for each of its roles, and the kind by which each is scaled.
const SET: &str = "DisaggregatedSet";
const ROLE_OF_SET: &str = "DisaggregatedSetRoleScaler";

/// A scale target in an object.
#[derive(Debug)]
pub(crate) struct Target<'a> {
    object: &'a Object<'a>,
    /// The part of the object that has its `spec`.
    root: &'a Node,
    pub(crate) kind: &'a str,
    pub(crate) name: String,
    /// Its name within the object.
    part: Option<&'a str>,
}

/// The scale targets in an object of one of the kinds.
pub(crate) fn targets<'a>(object: &'a Object<'a>) -> Vec<Target<'a>> {
    if object.kind != SET {
        let (root, kind, name) = (&object.root, object.kind.as_str(), object.name.clone());
        return vec![Target { object, root, kind, name, part: None }];
    }
    let roles = object.root.find(&["spec", "roles"]).and_then(Node::items).unwrap_or_default();
    let mut targets = Vec::new();
    for root in roles {
        if let Some(role) = root.get("name").and_then(Node::text) {
            let name = format!("{}-{role}", object.name);
            targets.push(Target { object, root, kind: ROLE_OF_SET, name, part: Some(role) });
        }
    }
    targets
}

impl Target<'_> {
    /// The replicas, ready ones too, and what the templates of their pods say of a replica; what a target
    /// does not say is unknown.
    pub(crate) fn read(&self, log: &ProblemLog) -> SeenTarget {
        let scope = self.object.scope(log).lenient();
        let replicas = self.root.find(&["spec", "replicas"]);
        let ready = self.root.find(&["status", "readyReplicas"]);
        // Kubernetes leaves zeros out of a status.
        let none_ready = self.root.find(&["status", "replicas"]).map(|_| 0);
        let status = scope.child("status").child("readyReplicas");
        let spec = scope.child("spec").child("replicas");
        let pods = pods_of(self.root);
        SeenTarget {
            namespace: self.object.namespace.clone(),
            kind: self.kind.to_owned(),
            name: self.name.clone(),
            replicas: replicas.and_then(|node| Found { scope: spec, node }.whole(0)),
            ready_replicas: ready
                .and_then(|node| Found { scope: status, node }.whole(0))
                .or(none_ready),
            max_batch_size: pods.iter().find_map(Pods::max_num_seqs),
            has_pods: !pods.is_empty(),
            devices_per_replica: devices(&pods),
            role: self.role(&pods, &scope),
            product: pods.iter().find_map(product).map(str::to_owned),
        }
    }

    /// The role that the label of the pods names, else that of the target, else its engine, else its
    /// name within a set.
    fn role(&self, pods: &[Pods<'_>], scope: &Scope<'_>) -> Option<Role> {
        let own = self.root.find(&["metadata", "labels", LABEL]);
        let label = pods.iter().find_map(|pods| pods.label(LABEL)).or(own);
        let labelled = label.and_then(|label| role_of(label, scope));
        labelled.or_else(|| engine_role(pods)).or_else(|| Role::of_label(self.part?))
    }
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

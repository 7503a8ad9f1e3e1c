//! Deployments, `StatefulSets` and `LeaderWorkerSets` among the manifests: what they say of a variant
//! they serve.

use crate::devices::devices;
use crate::document::fields::Found;
use crate::document::node::Node;
use crate::document::scope::Scope;
use crate::document::words::{describe, one_of};
use crate::manifests::SeenTarget;
use crate::object::Object;
use crate::pods::{Pods, pods_of};
use crate::problem::ProblemLog;
use crate::role::{LABEL, Role};

const MAX_NUM_SEQS: &str = "--max-num-seqs";

/// Kinds that are read.
pub(crate) const KINDS: [&str; 3] = ["Deployment", "StatefulSet", "LeaderWorkerSet"];

/// The replicas, ready ones too, and what the templates of their pods say of a replica; what a target
/// does not say is unknown.
pub(crate) fn read(object: &Object<'_>, log: &ProblemLog) -> SeenTarget {
    let scope = object.scope(log).lenient();
    let replicas = object.root.find(&["spec", "replicas"]);
    let ready = object.root.find(&["status", "readyReplicas"]);
    // Kubernetes leaves zeros out of a status.
    let none_ready = object.root.find(&["status", "replicas"]).map(|_| 0);
    let status = scope.child("status").child("readyReplicas");
    let log_scope = scope.clone();
    let scope = scope.child("spec").child("replicas");
    let pods = pods_of(&object.root);
    SeenTarget {
        namespace: object.namespace.clone(),
        kind: object.kind.clone(),
        name: object.name.clone(),
        replicas: replicas.and_then(|node| Found { scope, node }.whole(0)),
        ready_replicas: ready
            .and_then(|node| Found { scope: status, node }.whole(0))
            .or(none_ready),
        max_batch_size: pods.iter().find_map(max_num_seqs),
        has_pods: !pods.is_empty(),
        devices_per_replica: devices(&pods),
        role: label_of(object, &pods, &log_scope).or_else(|| engine_role(&pods)),
    }
}

/// The role that the label of the pods names, else that of the target.
fn label_of(object: &Object<'_>, pods: &[Pods<'_>], scope: &Scope<'_>) -> Option<Role> {
    let own = object.root.find(&["metadata", "labels", LABEL]);
    let label = pods.iter().find_map(|pods| pods.label(LABEL)).or(own)?;
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

fn max_num_seqs(pods: &Pods<'_>) -> Option<u32> {
    pods.containers().iter().find_map(|container| {
        let lists = [container.get("command"), container.get("args")];
        let words =
            lists.into_iter().flatten().filter_map(Node::items).flatten().filter_map(Node::text);
        // A shell takes the whole command line as one argument.
        argument(words.flat_map(str::split_whitespace))
    })
}

fn argument<'a>(mut words: impl Iterator<Item = &'a str>) -> Option<u32> {
    while let Some(word) = words.next() {
        let value = match word.strip_prefix(MAX_NUM_SEQS) {
            Some("") => words.next(),
            Some(rest) => rest.strip_prefix('='),
            None => None,
        };
        if let Some(size) = value.and_then(|value| value.parse().ok()).filter(|size| *size > 0) {
            return Some(size);
        }
    }
    None
}

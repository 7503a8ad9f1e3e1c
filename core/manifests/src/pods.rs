//! The pods of one replica, by the templates of a scale target.

use crate::arguments::whole;
use crate::document::node::Node;

/// A pod template, and how many pods of a replica are made from it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pods<'a> {
    /// The template: `metadata` and `spec`.
    pub(crate) template: &'a Node,
    /// Pods in one replica.
    pub(crate) number: u32,
}

impl<'a> Pods<'a> {
    /// The containers that stay.
    pub(crate) fn containers(&self) -> &'a [Node] {
        self.list("containers")
    }

    /// The containers that run before them; those that are restarted stay beside them.
    pub(crate) fn init_containers(&self) -> &'a [Node] {
        self.list("initContainers")
    }

    /// Texts of the command lines and of the variables that they may use.
    pub(crate) fn command(&self) -> impl Iterator<Item = &'a str> {
        self.containers().iter().flat_map(|container| {
            let lists = [container.get("command"), container.get("args")];
            let words = lists.into_iter().flatten().filter_map(Node::items).flatten();
            let variables = container.get("env").and_then(Node::items).unwrap_or_default();
            let values = variables.iter().filter_map(|variable| variable.get("value"));
            words.chain(values).filter_map(Node::text)
        })
    }

    /// The largest batch of the server, by its command line.
    pub(crate) fn max_num_seqs(&self) -> Option<u32> {
        self.containers().iter().find_map(|container| whole(container, "--max-num-seqs"))
    }

    /// A label of the pods.
    pub(crate) fn label(&self, name: &str) -> Option<&'a Node> {
        self.template.find(&["metadata", "labels", name])
    }

    fn list(&self, name: &str) -> &'a [Node] {
        self.template.find(&["spec", name]).and_then(Node::items).unwrap_or_default()
    }
}

/// The pods of one replica, the leader of a group first. The leader of a `LeaderWorkerSet` without a
/// template of its own is one of its workers.
pub(crate) fn pods_of(target: &Node) -> Vec<Pods<'_>> {
    if let Some(template) = target.find(&["spec", "template"]) {
        return vec![Pods { template, number: 1 }];
    }
    let Some(group) = target.find(&["spec", "leaderWorkerTemplate"]) else { return Vec::new() };
    let size = group.get("size").and_then(Node::text).and_then(|text| text.parse::<u32>().ok());
    let size = size.unwrap_or(1).max(1);
    let worker = group.get("workerTemplate");
    let mut pods = Vec::new();
    if let Some(template) = group.get("leaderTemplate").or(worker) {
        pods.push(Pods { template, number: 1 });
    }
    if let Some(template) = worker.filter(|_| size > 1) {
        pods.push(Pods { template, number: size - 1 });
    }
    pods
}

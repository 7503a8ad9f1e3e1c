//! The pods of one replica, by the templates of a scale target.

use crate::arguments::whole;
use crate::document::node::Node;

/// A pod template, and how many pods of a replica are made from it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pods<'a> {
    /// The template: `metadata` and `spec`; of an `LLMInferenceService` the latter alone.
    template: &'a Node,
    /// Pods in one replica; absent where that is not said.
    pub(crate) number: Option<u32>,
}

impl<'a> Pods<'a> {
    /// A value in the `spec` of the pods.
    pub(crate) fn spec(&self, path: &[&str]) -> Option<&'a Node> {
        self.template.get("spec").unwrap_or(self.template).find(path)
    }

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
        self.spec(&[name]).and_then(Node::items).unwrap_or_default()
    }
}

/// The pods of one replica, the leader of a group first. The leader of a `LeaderWorkerSet` without a
/// template of its own is one of its workers.
pub(crate) fn pods_of(spec: &Node) -> Vec<Pods<'_>> {
    let (leader, worker, size) = if let Some(group) = spec.get("leaderWorkerTemplate") {
        let size = group.get("size").map_or(Some(1), whole_of);
        (group.get("leaderTemplate"), group.get("workerTemplate"), size)
    } else {
        let worker = spec.get("worker");
        let size = worker.map_or(Some(1), |_| parallel(spec.get("parallelism")?));
        (spec.get("template"), worker, size)
    };
    let size = size.map(|size| size.max(1));
    let leader = leader.or(worker).map(|template| Pods { template, number: Some(1) });
    let workers = worker.filter(|_| size != Some(1));
    let workers = workers.map(|template| Pods { template, number: size.map(|size| size - 1) });
    leader.into_iter().chain(workers).collect()
}

/// Pods in a group of an `LLMInferenceService`, as `KServe` counts them.
fn parallel(of: &Node) -> Option<u32> {
    let [data, local, pipeline] = ["data", "dataLocal", "pipeline"].map(|name| of.get(name));
    if data.or(local).is_none() {
        return whole_of(pipeline?);
    }
    let [data, local] = [data, local].map(|node| node.map_or(Some(1), whole_of));
    data?.checked_div(local?)
}

fn whole_of(node: &Node) -> Option<u32> {
    node.text()?.parse().ok()
}

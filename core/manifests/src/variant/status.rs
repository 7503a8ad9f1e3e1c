//! The observation of a variant in its status, as `kubectl get -o yaml` prints it.

use wva_core::snapshot::Observation;

use crate::document::fields::{Found, Range};
use crate::document::node::Node;
use crate::document::number::finite;
use crate::document::range::{REQUESTS_PER_MINUTE, TOKENS};
use crate::document::scope::Scope;

const SECONDS_PER_MINUTE: f64 = 60.0;

/// The observation in `status.currentAlloc`.
///
/// Upstream writes 0 for what it does not know, so a zero is unknown here. Its `maxBatch` is a
/// constant of its collector and not read.
pub(crate) fn seen(status: &Node, scope: &Scope<'_>) -> Observation {
    let scope = scope.child("currentAlloc");
    let Some(current) = status.get("currentAlloc") else {
        return Observation::default();
    };
    let number = |path: &[&str], range: Range| -> Option<f64> {
        let node = current.find(path)?;
        let scope = path.iter().fold(scope.clone(), |scope, key| scope.child(key));
        Found { scope, node }.number(range).filter(|value| *value > 0.0)
    };
    let replicas = current.get("numReplicas").filter(|node| known(node));
    let replicas =
        replicas.and_then(|node| Found { scope: scope.child("numReplicas"), node }.whole(0));
    let per_minute = number(&["load", "arrivalRate"], REQUESTS_PER_MINUTE);
    let accelerator = current.get("accelerator").and_then(Node::text);
    Observation {
        arrival_rate_per_s: per_minute.map(|rate| rate / SECONDS_PER_MINUTE),
        avg_input_tokens: number(&["load", "avgInputTokens"], TOKENS),
        avg_output_tokens: number(&["load", "avgOutputTokens"], TOKENS),
        current_replicas: replicas,
        accelerator: accelerator.filter(|name| !name.is_empty()).map(str::to_owned),
        ..Observation::default()
    }
}

fn known(node: &Node) -> bool {
    node.text().and_then(finite).is_none_or(|value| value.abs() > 0.0)
}

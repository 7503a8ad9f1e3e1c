//! The exports, as the WIT package lists them.

use bindings::exports::wva::policy::{model as wire_model, policy as wire};
use mirror::Mirror;
use wva_core::error::PolicyError;

use crate::json;

#[expect(unsafe_code, reason = "generated: the canonical ABI passes pointers and lengths")]
#[expect(clippy::pedantic, reason = "generated")]
mod bindings {
    use super::Component;

    wit_bindgen::generate!({ path: "../../wit", world: "autoscaler" });
    export!(Component with_types_in self);
}

mod mirror {
    use wva_core::{Description, Limits, decision, error, model, reason, snapshot};

    use super::{wire, wire_model};

    include!("../../../wit/mirror.rs");
}

/// Holds no state: every call is a function of its arguments.
struct Component;

impl wire::Guest for Component {
    fn describe() -> wire::Description {
        wva_core::describe().mirror()
    }

    fn decide(
        snapshot: wire::Snapshot,
        memory: Vec<wire::WorkloadMemory>,
    ) -> Result<wire::Decision, wire::PolicyError> {
        answer(wva_core::decide(&snapshot.mirror(), &memory.mirror()))
    }

    fn decide_json(input: String) -> Result<String, wire::PolicyError> {
        let question = json::question(&input);
        // A large text would lie in memory beside all that is made from it.
        drop(input);
        answer(question.and_then(json::decided))
    }
}

impl wire_model::Guest for Component {
    fn evaluate(
        replica: wire_model::Replica,
        arrival_rate_per_s: f64,
    ) -> Result<wire::Prediction, wire::PolicyError> {
        answer(wva_core::model::evaluate(&replica.mirror(), arrival_rate_per_s))
    }

    fn size(
        replica: wire_model::Replica,
        targets: wire::Targets,
    ) -> Result<wire_model::Sizing, wire::PolicyError> {
        answer(wva_core::model::size(&replica.mirror(), &targets.mirror()))
    }

    fn sweep(
        replica: wire_model::Replica,
        from_rate_per_s: f64,
        to_rate_per_s: f64,
        points: u32,
    ) -> Result<Vec<wire::Prediction>, wire::PolicyError> {
        answer(wva_core::model::sweep(&replica.mirror(), from_rate_per_s, to_rate_per_s, points))
    }

    fn evaluate_json(input: String) -> Result<String, wire::PolicyError> {
        answer(json::evaluate(&input))
    }

    fn size_json(input: String) -> Result<String, wire::PolicyError> {
        answer(json::size(&input))
    }

    fn sweep_json(input: String) -> Result<String, wire::PolicyError> {
        answer(json::sweep(&input))
    }
}

fn answer<T: Mirror>(
    result: Result<T, impl Into<PolicyError>>,
) -> Result<T::Twin, wire::PolicyError> {
    match result {
        Ok(answer) => Ok(answer.mirror()),
        Err(error) => Err(error.into().mirror()),
    }
}

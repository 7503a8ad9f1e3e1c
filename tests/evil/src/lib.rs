//! A policy by a third party who read `wit/policy.wit` and means no good.
//!
//! The snapshot's currency says what it does when it is asked, and the word in [`describe::MODE`]
//! what it does when it describes itself; the one who builds it writes that word into the file.
#![cfg(target_arch = "wasm32")]

mod answer;
mod describe;
mod harm;
mod poison;

wit_bindgen::generate!({
    path: "../../wit",
    inline: "package x:y; world third { export wva:policy/policy@0.1.0; }",
    world: "x:y/third",
});

use exports::wva::policy::policy::{
    Decision, Description, Guest, PolicyError, Reason, Snapshot, VariantDecision, VariantState,
    WorkloadMemory,
};

struct Evil;

impl Guest for Evil {
    fn describe() -> Description {
        describe::describe()
    }

    fn decide(snapshot: Snapshot, _: Vec<WorkloadMemory>) -> Result<Decision, PolicyError> {
        match snapshot.currency.as_str() {
            "loop" => harm::forever(),
            "trap" => panic!("no"),
            _ => {}
        }
        let names = snapshot.variants.iter().map(|variant| variant.name.as_str());
        if let Some(poison) = poison::met(&snapshot.currency, names) {
            poison::act(poison);
        }
        let how = &snapshot.currency;
        let variants = snapshot.variants.iter().map(|variant| typed(variant, how)).collect();
        let at_unix_s = snapshot.at_unix_s;
        Ok(Decision { at_unix_s, cost_per_hour: 0.0, memory: vec![], variants })
    }

    fn decide_json(input: String) -> Result<String, PolicyError> {
        answer::answer(&input)
    }
}

fn typed(variant: &VariantState, how: &str) -> VariantDecision {
    let desired = match how {
        "above" => variant.max_replicas.unwrap_or(0) + 1,
        "handover-above" => variant.min_replicas + u32::from(variant.name == "ns/h") * 1000,
        _ => variant.min_replicas,
    };
    VariantDecision {
        variant: variant.name.clone(),
        workload: variant.workload.clone(),
        decided: true,
        accelerator: None,
        current_replicas: None,
        wanted_replicas: Some(variant.min_replicas),
        desired_replicas: Some(desired),
        max_batch: None,
        cost_per_hour: None,
        power_w: None,
        load: None,
        load_source: None,
        targets: None,
        expected: None,
        meets_targets: None,
        binds: Reason { code: "x".into(), text: "x".into(), names: vec![], values: vec![] },
        recommendation: None,
        runner_up: None,
        others: vec![],
        warnings: vec![],
        sentence: "typed".into(),
    }
}

export!(Evil);

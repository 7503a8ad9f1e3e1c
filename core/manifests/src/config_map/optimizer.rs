//! `ConfigMap` `wva-optimizer`: the solver, in upstream's words, and how calm decisions are.

use wva_core::snapshot::{Calm, Greedy, SaturationPolicy, Solver};

use crate::document::fields::{Fields, Found};
use crate::document::range::{PERCENT, SECONDS};
use crate::document::words::one_of;
use crate::object::Object;
use crate::params::SATURATION_POLICY;
use crate::problem::ProblemLog;

/// The keys of the `ConfigMap`.
pub(crate) const KEYS: [&str; 8] = [
    "unlimited",
    SATURATION,
    DELAYED,
    "switchSavingPercent",
    "switchAfterSeconds",
    "holdSeconds",
    "retentionSeconds",
    "backlogClearSeconds",
];

const SATURATION: &str = "saturationPolicy";
const DELAYED: &str = "delayedBestEffort";

const POLICIES: [(&str, SaturationPolicy); 4] = [
    ("None", SaturationPolicy::None),
    ("PriorityExhaustive", SaturationPolicy::PriorityExhaustive),
    ("PriorityRoundRobin", SaturationPolicy::PriorityRoundRobin),
    ("RoundRobin", SaturationPolicy::RoundRobin),
];

/// The solver, nothing where no key says anything, and how calm decisions are to be.
pub(crate) fn read(object: &Object<'_>, log: &ProblemLog) -> (Option<Solver>, Calm) {
    let Some(data) = object.root.get("data") else {
        object.scope(log).warn(object.at(), "has no `data`".to_owned());
        return (None, Calm::default());
    };
    let fields = Fields::of(data, object.scope(log).child("data"), &KEYS);
    fields.map_or((None, Calm::default()), |fields| (solver(&fields), calm(&fields)))
}

fn calm(fields: &Fields<'_>) -> Calm {
    let percent = fields.number(&["switchSavingPercent"], PERCENT);
    Calm {
        switch_saving_ratio: percent.map(|percent| percent / 100.0),
        switch_after_s: fields.number(&["switchAfterSeconds"], SECONDS),
        hold_s: fields.number(&["holdSeconds"], SECONDS),
        retention_s: fields.number(&["retentionSeconds"], SECONDS),
        backlog_clear_s: fields.number(&["backlogClearSeconds"], SECONDS),
    }
}

fn solver(fields: &Fields<'_>) -> Option<Solver> {
    let unlimited = fields.get(&["unlimited"]);
    let (saturation, delayed) = (fields.get(&[SATURATION]), fields.get(&[DELAYED]));
    if unlimited.is_none() && saturation.is_none() && delayed.is_none() {
        return None;
    }
    let unlimited = unlimited.and_then(|found| found.boolean()).unwrap_or(false);
    if unlimited && let Some(idle) = saturation.as_ref().or(delayed.as_ref()) {
        idle.scope.note(idle.node.at, "has no effect where `unlimited` is true".to_owned());
    }
    let greedy = Greedy {
        saturation_policy: saturation.as_ref().and_then(policy).unwrap_or(SATURATION_POLICY),
        delayed_best_effort: delayed.and_then(|found| found.boolean()).unwrap_or(false),
    };
    Some(if unlimited { Solver::Unlimited } else { Solver::Greedy(greedy) })
}

fn policy(found: &Found<'_>) -> Option<SaturationPolicy> {
    let named = POLICIES.iter().find(|(name, _)| found.node.text() == Some(*name));
    if named.is_none() {
        let expected = one_of(POLICIES.map(|(name, _)| name));
        found.wrong("a saturation policy", &expected);
    }
    named.map(|(_, policy)| *policy)
}

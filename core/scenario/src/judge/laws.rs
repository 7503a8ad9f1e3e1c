//! Laws of every decision.

use std::collections::BTreeMap;

use super::scene::{Scene, coverage};
use crate::fault::{Effect, in_doubt};
use crate::params::{ROUNDING, SILENT_S};
use crate::report::Failure;
use crate::scenario::Scenario;

/// Codes of limits that come before every other rule.
const LIMITS: [&str; 2] = ["max-replicas", "capacity"];

/// A cycle of a scenario.
pub(super) struct Moment<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) at_s: f64,
    /// Since when no arrivals are seen beside requests that run or wait, by variant.
    pub(super) silent_since_s: &'a BTreeMap<String, f64>,
}

/// The rate served after a decision is at least the rate of arrivals, or the rate served before.
pub(super) fn less_served(moment: &Moment<'_>, workload: &[&Scene<'_>]) -> Option<Failure> {
    if workload.iter().any(|scene| is_limited(scene) || is_obscure(moment, scene)) {
        return None;
    }
    let before = coverage(workload, Scene::ready)?;
    let after = coverage(workload, Scene::ready_after)?;
    (after + ROUNDING < before.min(1.0)).then(|| Failure {
        at_s: moment.at_s,
        variant: workload.first().map_or_else(String::new, |s| s.variant.workload.clone()),
        expected: format!("{:.3} of the demand served", before.min(1.0)),
        was: format!("{after:.3}, {before:.3} before the decision"),
        place: None,
    })
}

fn is_limited(scene: &Scene<'_>) -> bool {
    scene.decision.is_some_and(|decision| LIMITS.contains(&decision.binds.code.as_str()))
}

fn is_obscure(moment: &Moment<'_>, scene: &Scene<'_>) -> bool {
    let lied = moment.scenario.struck(&scene.variant.name, moment.at_s).any(Effect::lies);
    lied || is_in_doubt(moment, scene)
}

/// Nothing becomes smaller in a cycle in which an input of the workload is in doubt.
pub(super) fn smaller_in_doubt(moment: &Moment<'_>, workload: &[&Scene<'_>]) -> Vec<Failure> {
    if !workload.iter().any(|scene| is_in_doubt(moment, scene)) {
        return Vec::new();
    }
    workload.iter().filter_map(|scene| smaller(moment.at_s, scene)).collect()
}

fn smaller(at_s: f64, scene: &Scene<'_>) -> Option<Failure> {
    let (before, decision) = (scene.desired_before?, scene.decision?);
    let after = decision.desired_replicas?;
    (after < before && decision.binds.code != "max-replicas").then(|| Failure {
        at_s,
        variant: scene.variant.name.clone(),
        expected: format!("desired {before} or more, for the demand is in doubt"),
        was: format!("desired {after}"),
        place: None,
    })
}

/// Whether a fault keeps the demand that a variant's replicas see from being known; without
/// replicas there is nothing to be seen. No arrivals beside requests that run or wait are in doubt for
/// as long as anything unknown is believed to be as it was.
fn is_in_doubt(moment: &Moment<'_>, scene: &Scene<'_>) -> bool {
    let name = &scene.variant.name;
    let silent_for_s = moment.silent_since_s.get(name).map_or(0.0, |since_s| moment.at_s - since_s);
    scene.replicas.current() > 0
        && in_doubt(&scene.seen)
        && silent_for_s < SILENT_S
        && moment.scenario.struck(name, moment.at_s).any(Effect::obscures)
}

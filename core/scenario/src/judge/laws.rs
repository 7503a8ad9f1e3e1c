//! Laws of every decision.

use super::scene::{Scene, coverage};
use crate::fault::{Effect, in_doubt};
use crate::params::ROUNDING;
use crate::report::Failure;
use crate::scenario::Scenario;

/// Codes of limits that come before every other rule.
const LIMITS: [&str; 2] = ["max-replicas", "capacity"];

/// The rate served after a decision is at least the rate of arrivals, or the rate served before.
pub(super) fn less_served(
    scenario: &Scenario,
    at_s: f64,
    workload: &[&Scene<'_>],
) -> Option<Failure> {
    if workload.iter().any(|scene| is_limited(scene) || is_obscure(scenario, at_s, scene)) {
        return None;
    }
    let before = coverage(workload, Scene::ready)?;
    let after = coverage(workload, Scene::ready_after)?;
    (after + ROUNDING < before.min(1.0)).then(|| Failure {
        at_s,
        variant: workload.first().map_or_else(String::new, |s| s.variant.workload.clone()),
        expected: format!("{:.3} of the demand served", before.min(1.0)),
        was: format!("{after:.3}, {before:.3} before the decision"),
        place: None,
    })
}

fn is_limited(scene: &Scene<'_>) -> bool {
    scene.decision.is_some_and(|decision| LIMITS.contains(&decision.binds.code.as_str()))
}

fn is_obscure(scenario: &Scenario, at_s: f64, scene: &Scene<'_>) -> bool {
    let lied = scenario.struck(&scene.variant.name, at_s).any(Effect::lies);
    lied || is_in_doubt(scenario, at_s, scene)
}

/// Nothing becomes smaller in a cycle in which an input of the workload is in doubt.
pub(super) fn smaller_in_doubt(
    scenario: &Scenario,
    at_s: f64,
    workload: &[&Scene<'_>],
) -> Vec<Failure> {
    if !workload.iter().any(|scene| is_in_doubt(scenario, at_s, scene)) {
        return Vec::new();
    }
    workload.iter().filter_map(|scene| smaller(at_s, scene)).collect()
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
/// replicas there is nothing to be seen.
fn is_in_doubt(scenario: &Scenario, at_s: f64, scene: &Scene<'_>) -> bool {
    scene.replicas.current() > 0
        && in_doubt(&scene.seen)
        && scenario.struck(&scene.variant.name, at_s).any(Effect::obscures)
}

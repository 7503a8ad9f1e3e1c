//! Keeps the record of a run and holds every decision to what must always be true.

mod scene;

use std::collections::BTreeMap;

use wva_core::decision::{Decision, VariantDecision};

pub(crate) use self::scene::Scene;
use self::scene::{coverage, row};
use crate::fault::{Effect, in_doubt};
use crate::params::{CURRENCY, ROUNDING};
use crate::report::{Event, Failure, Report, Row, Summary};
use crate::scenario::Scenario;

/// Codes of limits that come before every other rule.
const LIMITS: [&str; 2] = ["max-replicas", "capacity"];

/// The record of a run.
#[derive(Debug)]
pub(crate) struct Judge<'s> {
    scenario: &'s Scenario,
    /// What was decided last, by variant.
    desired: BTreeMap<String, u32>,
    rows: Vec<Row>,
    events: Vec<Event>,
    wrong_scale_downs: Vec<Failure>,
    broken_laws: Vec<Failure>,
    changes: u32,
    cost: f64,
    minutes_below_target: f64,
}

impl<'s> Judge<'s> {
    pub(crate) fn new(scenario: &'s Scenario) -> Self {
        Self {
            scenario,
            desired: BTreeMap::new(),
            rows: Vec::new(),
            events: Vec::new(),
            wrong_scale_downs: Vec::new(),
            broken_laws: Vec::new(),
            changes: 0,
            cost: 0.0,
            minutes_below_target: 0.0,
        }
    }

    /// Records a cycle, before the decision is carried out.
    pub(crate) fn cycle(&mut self, at_s: f64, scenes: &[Scene<'_>], decision: Option<&Decision>) {
        self.happened(at_s);
        let decided: BTreeMap<&str, &VariantDecision> = decision
            .iter()
            .flat_map(|decision| &decision.variants)
            .map(|variant| (variant.variant.as_str(), variant))
            .collect();
        let mut workloads: BTreeMap<&str, Vec<&Scene<'_>>> = BTreeMap::new();
        for scene in scenes {
            workloads.entry(&scene.variant.workload).or_default().push(scene);
            let hours = self.scenario.cycle_s / 3600.0;
            self.cost += scene.probe.cost_per_hour * f64::from(scene.replicas.held()) * hours;
        }
        for scenes in workloads.values() {
            if coverage(scenes, |scene| scene.replicas.ready())
                .is_some_and(|part| part < 1.0 - ROUNDING)
            {
                self.minutes_below_target += self.scenario.cycle_s / 60.0;
            }
            self.hold_to_law(at_s, scenes, &decided);
            self.hold_in_doubt(at_s, scenes, &decided);
        }
        for scene in scenes {
            let peers = workloads.get(scene.variant.workload.as_str());
            let coverage = peers.and_then(|peers| coverage(peers, |scene| scene.replicas.ready()));
            let decision = decided.get(scene.variant.name.as_str()).copied();
            self.rows.push(row(at_s, scene, coverage, decision));
            self.follow(scene, decision);
        }
    }

    /// The law: what is served after a decision is at least what arrives, or what was served before.
    fn hold_to_law(
        &mut self,
        at_s: f64,
        scenes: &[&Scene<'_>],
        decided: &BTreeMap<&str, &VariantDecision>,
    ) {
        let of = |scene: &Scene<'_>| decided.get(scene.variant.name.as_str()).copied();
        let limited = |scene: &&Scene<'_>| {
            of(scene).is_some_and(|decision| LIMITS.contains(&decision.binds.code.as_str()))
        };
        let lied = |scene: &&Scene<'_>| {
            self.scenario.struck(&scene.variant.name, at_s).any(Effect::lies)
                || self.in_doubt(scene, at_s)
        };
        if decided.is_empty() || scenes.iter().any(|scene| limited(scene) || lied(scene)) {
            return;
        }
        let after = |scene: &Scene<'_>| {
            let ready = scene.replicas.ready();
            of(scene).and_then(|decision| decision.desired_replicas).map_or(ready, |d| d.min(ready))
        };
        let before = coverage(scenes, |scene| scene.replicas.ready());
        let (Some(before), Some(after)) = (before, coverage(scenes, after)) else { return };
        if after + ROUNDING < before.min(1.0) {
            let failure = Failure {
                at_s,
                variant: scenes.first().map_or_else(String::new, |s| s.variant.workload.clone()),
                expected: format!("{:.3} of the demand served", before.min(1.0)),
                was: format!("{after:.3}, {before:.3} before the decision"),
                place: None,
            };
            self.broken_laws.push(failure);
        }
    }

    /// Nothing becomes smaller in a cycle in which an input of the workload is in doubt. At a variant
    /// without replicas nothing is to be seen.
    fn hold_in_doubt(
        &mut self,
        at_s: f64,
        scenes: &[&Scene<'_>],
        decided: &BTreeMap<&str, &VariantDecision>,
    ) {
        if !scenes.iter().any(|scene| self.in_doubt(scene, at_s)) {
            return;
        }
        for scene in scenes {
            let name = scene.variant.name.as_str();
            let before = self.desired.get(name).copied();
            let decision = decided.get(name);
            let after = decision.and_then(|decision| decision.desired_replicas);
            let bound = decision.is_some_and(|decision| decision.binds.code == "max-replicas");
            if let (Some(before), Some(after), false) = (before, after, bound)
                && after < before
            {
                self.wrong_scale_downs.push(Failure {
                    at_s,
                    variant: name.to_owned(),
                    expected: format!("desired {before} or more, for the demand is in doubt"),
                    was: format!("desired {after}"),
                    place: None,
                });
            }
        }
    }

    /// Whether a fault keeps the demand that replicas of the variant see from being known.
    fn in_doubt(&self, scene: &Scene<'_>, at_s: f64) -> bool {
        let runs = scene.replicas.current() > 0;
        runs && in_doubt(&scene.seen)
            && self.scenario.struck(&scene.variant.name, at_s).any(Effect::obscures)
    }

    /// Counts a change; the first decision is compared with the replicas there are.
    fn follow(&mut self, scene: &Scene<'_>, decision: Option<&VariantDecision>) {
        let Some(desired) = decision.and_then(|decision| decision.desired_replicas) else { return };
        let before = self.desired.insert(scene.variant.name.clone(), desired);
        if before.unwrap_or(scene.replicas.current()) != desired {
            self.changes += 1;
        }
    }

    /// Faults that begin, and those that end after more than one cycle.
    fn happened(&mut self, at_s: f64) {
        let cycle_s = self.scenario.cycle_s;
        for fault in &self.scenario.faults {
            let held = |at_s: f64| at_s >= 0.0 && fault.window.holds(at_s);
            let (now, before, long) =
                (held(at_s), held(at_s - cycle_s), held(at_s - 2.0 * cycle_s));
            if now != before && (now || long) {
                self.events.push(Event { at_s, text: fault.text(), begins: now });
            }
        }
    }

    pub(crate) fn report(&self, cycles: u32) -> Report {
        let scenario = self.scenario;
        let expected = scenario.expectations.iter();
        let failures: Vec<Failure> =
            expected.flat_map(|one| one.failures(&self.rows, scenario.cycle_s)).collect();
        let hours = scenario.at_s(cycles) / 3600.0;
        let summary = Summary {
            cycles,
            changes: self.changes,
            changes_per_hour: if hours > 0.0 { f64::from(self.changes) / hours } else { 0.0 },
            wrong_scale_downs: self.wrong_scale_downs.len(),
            broken_laws: self.broken_laws.len(),
            minutes_below_target: self.minutes_below_target,
            cost: self.cost,
            failures: failures.len(),
        };
        Report {
            shows: scenario.shows.clone(),
            source: scenario.source.clone(),
            cycle_s: scenario.cycle_s,
            currency: CURRENCY.to_owned(),
            summary,
            failures,
            wrong_scale_downs: self.wrong_scale_downs.clone(),
            broken_laws: self.broken_laws.clone(),
            events: self.events.clone(),
            rows: self.rows.clone(),
        }
    }
}

//! Keeps the record of a run and holds every decision to what must always be true.

mod laws;
mod scene;

use std::collections::BTreeMap;

use self::laws::{Moment, less_served, smaller_in_doubt};
pub(crate) use self::scene::Scene;
use self::scene::{is_below_target, row};
use crate::fault::{in_doubt, is_silent};
use crate::params::CURRENCY;
use crate::report::{Event, Failure, Report, Row, Summary};
use crate::scenario::Scenario;

/// The record of a run.
#[derive(Debug)]
pub(crate) struct Judge<'s> {
    scenario: &'s Scenario,
    /// Desired replicas of the last decision, by variant.
    desired: BTreeMap<String, u32>,
    /// Since when no arrivals are seen beside requests that run or wait, by variant.
    silent_since_s: BTreeMap<String, f64>,
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
            silent_since_s: BTreeMap::new(),
            rows: Vec::new(),
            events: Vec::new(),
            wrong_scale_downs: Vec::new(),
            broken_laws: Vec::new(),
            changes: 0,
            cost: 0.0,
            minutes_below_target: 0.0,
        }
    }

    /// Desired replicas of a variant's last decision.
    pub(crate) fn desired(&self, variant: &str) -> Option<u32> {
        self.desired.get(variant).copied()
    }

    /// Records a cycle, before the decision is carried out.
    pub(crate) fn cycle(&mut self, at_s: f64, scenes: &[Scene<'_>]) {
        self.happened(at_s);
        let hours = self.scenario.cycle_s / 3600.0;
        let mut workloads: BTreeMap<&str, Vec<&Scene<'_>>> = BTreeMap::new();
        for scene in scenes {
            workloads.entry(&scene.variant.workload).or_default().push(scene);
            self.cost += scene.probe.cost_per_hour * f64::from(scene.replicas.held()) * hours;
        }
        self.listen(at_s, scenes);
        let silent_since_s = &self.silent_since_s;
        let moment = Moment { scenario: self.scenario, at_s, silent_since_s };
        for workload in workloads.values() {
            if is_below_target(workload) {
                self.minutes_below_target += self.scenario.cycle_s / 60.0;
            }
            self.broken_laws.extend(less_served(&moment, workload));
            self.wrong_scale_downs.extend(smaller_in_doubt(&moment, workload));
        }
        for scene in scenes {
            if let Some(peers) = workloads.get(scene.variant.workload.as_str()) {
                self.rows.push(row(at_s, scene, peers));
            }
            self.follow(scene);
        }
    }

    fn listen(&mut self, at_s: f64, scenes: &[Scene<'_>]) {
        for scene in scenes {
            let name = scene.variant.name.as_str();
            if is_silent(&scene.seen) {
                self.silent_since_s.entry(name.to_owned()).or_insert(at_s);
            } else if !in_doubt(&scene.seen) {
                self.silent_since_s.remove(name);
            }
        }
    }

    /// Counts a change; the first decision is compared with the replicas there are.
    fn follow(&mut self, scene: &Scene<'_>) {
        let desired = scene.decision.and_then(|decision| decision.desired_replicas);
        let Some(desired) = desired else { return };
        self.desired.insert(scene.variant.name.clone(), desired);
        if scene.desired_before.unwrap_or(scene.replicas.current()) != desired {
            self.changes += 1;
        }
    }

    /// Faults that begin, and those that end after more than one cycle.
    fn happened(&mut self, at_s: f64) {
        let cycle_s = self.scenario.cycle_s;
        for fault in &self.scenario.faults {
            let [now, before, long] = [0.0, 1.0, 2.0]
                .map(|cycles| at_s - cycles * cycle_s)
                .map(|at_s| at_s >= 0.0 && fault.window.holds(at_s));
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

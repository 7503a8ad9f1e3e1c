//! Plays a scenario: every cycle asks, is answered, and moves the fleet.

mod now;

use std::collections::BTreeMap;

use wva_core::cycle::{Action, Cycle};
use wva_core::decision::Decision;
use wva_core::snapshot::{Observation, PolicyInput, Variant};

use self::now::{Now, demand, peers};
use crate::fault::Effect;
use crate::judge::{Judge, Scene};
use crate::probe::{Probe, Probes, question};
use crate::replicas::Replicas;
use crate::report::Report;
use crate::scenario::Scenario;
use crate::share::{drain, share};
use crate::world::{configured, demands, layers};

/// A scenario that is being played.
#[derive(Debug)]
pub struct Run<'s> {
    scenario: &'s Scenario,
    cycle: u32,
    now: Option<Now>,
    /// Which variant was asked about alone; `None` where all of it was asked.
    asked: Option<Variant>,
    fleet: BTreeMap<String, Replicas>,
    /// Requests that wait, by workload.
    waiting: BTreeMap<String, f64>,
    /// What was seen of each variant while its samples were not stale, and when.
    seen: BTreeMap<String, (f64, Observation)>,
    /// What the policy was shown of each variant in the last question.
    shown: BTreeMap<String, Observation>,
    /// What the policy remembers.
    decisions: Cycle,
    probes: Probes,
    judge: Judge<'s>,
}

/// No decision was asked for: the policy is down.
struct Down;

impl<'s> Run<'s> {
    /// At the beginning.
    #[must_use]
    pub fn new(scenario: &'s Scenario) -> Self {
        Self {
            scenario,
            cycle: 0,
            now: None,
            asked: None,
            fleet: BTreeMap::new(),
            waiting: BTreeMap::new(),
            seen: BTreeMap::new(),
            shown: BTreeMap::new(),
            decisions: Cycle::default(),
            probes: Probes::default(),
            judge: Judge::new(scenario),
        }
    }

    /// The next question to the policy; the same again until it is answered, `None` at the end.
    pub fn question(&mut self) -> Option<PolicyInput> {
        while self.cycle < self.scenario.cycles {
            let now = match self.now.take() {
                Some(now) => now,
                None => self.begin(),
            };
            self.asked = self.unprobed(&now).cloned();
            let down = self.any(now.at_s, |effect| matches!(effect, Effect::Down));
            let asked = match &self.asked {
                Some(variant) => Some(question(&now.snapshot, variant, &demand(&now, variant))),
                None if down => None,
                None => Some(self.everything(&now)),
            };
            if asked.is_some() {
                self.now = Some(now);
                return asked;
            }
            self.finish(&now, None);
        }
        None
    }

    /// The policy's answer to the question.
    pub fn answer(&mut self, decision: &Decision) {
        let Some(now) = self.now.take() else { return };
        if let Some(variant) = self.asked.take() {
            let demand = demand(&now, &variant);
            self.probes.put(&now.layers, &variant.name, &demand, decision);
            self.now = Some(now);
            return;
        }
        self.finish(&now, Some(decision));
    }

    /// What came of it so far.
    #[must_use]
    pub fn report(&self) -> Report {
        self.judge.report(self.cycle)
    }

    /// Time has passed: replicas get ready, faults strike.
    fn begin(&mut self) -> Now {
        let at_s = self.scenario.at_s(self.cycle);
        let layers = layers(self.scenario, at_s);
        let mut snapshot = configured(self.scenario, &layers, at_s);
        let demands = demands(self.scenario, &snapshot, at_s, self.cycle);
        let times = &self.scenario.times;
        for variant in &snapshot.variants {
            let first = || self.scenario.replicas.get(&variant.name).copied().unwrap_or(0);
            let replicas =
                self.fleet.entry(variant.name.clone()).or_insert_with(|| Replicas::new(first()));
            let struck: Vec<&Effect> = self.scenario.struck(&variant.name, at_s).collect();
            let stuck = struck.iter().any(|effect| matches!(effect, Effect::Stuck));
            replicas.advance(at_s, stuck, times);
            for effect in struck {
                match effect {
                    Effect::Replicas(number) => replicas.set(*number, at_s, times),
                    Effect::Crash(number) => replicas.crash(*number, at_s, times),
                    _ => {}
                }
            }
        }
        for variant in &mut snapshot.variants {
            // Status and target of the manifests are not what the fleet does.
            variant.observed = Observation {
                max_batch_size: variant.observed.max_batch_size,
                accelerator: variant.observed.accelerator.take(),
                ..Observation::default()
            };
        }
        Now { at_s, layers, demands, snapshot }
    }

    fn unprobed<'n>(&self, now: &'n Now) -> Option<&'n Variant> {
        now.snapshot.variants.iter().find(|variant| {
            self.probes.get(&now.layers, &variant.name, &demand(now, variant)).is_none()
        })
    }

    fn probe(&self, now: &Now, variant: &Variant) -> Probe {
        let known = self.probes.get(&now.layers, &variant.name, &demand(now, variant));
        known.unwrap_or_default()
    }

    fn replicas(&self, variant: &str) -> Replicas {
        self.fleet.get(variant).cloned().unwrap_or_default()
    }

    fn any(&self, at_s: f64, is: fn(&Effect) -> bool) -> bool {
        self.scenario.faults.iter().any(|fault| is(&fault.effect) && fault.window.holds(at_s))
    }

    /// The question of the cycle: all that is seen, faults and all.
    fn everything(&mut self, now: &Now) -> PolicyInput {
        let mut snapshot = now.snapshot.clone();
        for variant in &mut snapshot.variants {
            let truth = self.truth(now, variant);
            variant.observed = self.distorted(&variant.name, truth, now.at_s);
            self.shown.insert(variant.name.clone(), variant.observed.clone());
        }
        if self.any(now.at_s, |effect| matches!(effect, Effect::Forget)) {
            self.decisions = Cycle::default();
        }
        self.decisions.question(snapshot)
    }

    /// What is there to be seen of a variant.
    fn truth(&self, now: &Now, variant: &Variant) -> Observation {
        let replicas = self.replicas(&variant.name);
        let serves = |peer: &Variant| {
            let ready = f64::from(self.replicas(&peer.name).ready());
            ready * self.probe(now, peer).capacity_per_s.unwrap_or(1.0)
        };
        let workload: Vec<(&str, f64)> = peers(&now.snapshot, &variant.workload)
            .map(|peer| (peer.name.as_str(), serves(peer)))
            .collect();
        let share = share(&workload, &variant.name);
        let demand = demand(now, variant);
        let rate_per_s = demand.rate_per_s * share.arrivals;
        let known = (rate_per_s > 0.0).then_some(());
        let waiting = self.waiting.get(&variant.workload).copied().unwrap_or(0.0);
        let probe = self.probe(now, variant);
        let room = f64::from(replicas.ready()) * f64::from(probe.max_batch);
        Observation {
            arrival_rate_per_s: Some(rate_per_s),
            avg_input_tokens: known.map(|()| demand.avg_input_tokens),
            avg_output_tokens: known.map(|()| demand.avg_output_tokens),
            current_replicas: Some(replicas.current()),
            ready_replicas: Some(replicas.ready()),
            starting_replicas: Some(replicas.starting()),
            waiting_requests: Some(waiting * share.queue),
            running_requests: Some((rate_per_s * probe.response_s).min(room)),
            sample_age_s: Some(0.0),
            ..variant.observed.clone()
        }
    }

    /// What is seen of it.
    fn distorted(&mut self, variant: &str, truth: Observation, at_s: f64) -> Observation {
        let faults: Vec<&Effect> = self.scenario.struck(variant, at_s).collect();
        if !faults.iter().any(|effect| matches!(effect, Effect::Stale)) {
            self.seen.insert(variant.to_owned(), (at_s, truth.clone()));
        }
        let last = self.seen.get(variant).map(|(then, seen)| (seen, at_s - then));
        let mut seen = truth;
        for effect in faults {
            effect.distort(&mut seen, last);
        }
        seen
    }

    /// Records the cycle, has the orders carried out and lets the queues grow or shrink.
    fn finish(&mut self, now: &Now, decision: Option<&Decision>) {
        let scenes: Vec<Scene<'_>> = now
            .snapshot
            .variants
            .iter()
            .map(|variant| Scene {
                variant,
                replicas: self.replicas(&variant.name),
                probe: self.probe(now, variant),
                demand: demand(now, variant),
                waiting: self.waiting.get(&variant.workload).copied().unwrap_or(0.0),
                seen: self.shown.get(&variant.name).cloned().unwrap_or_default(),
            })
            .collect();
        self.judge.cycle(now.at_s, &scenes, decision);
        for workload in &now.snapshot.workloads {
            let of_it = scenes.iter().filter(|scene| scene.variant.workload == workload.key);
            let servers: Vec<(u32, Option<f64>)> =
                of_it.map(|scene| (scene.replicas.ready(), scene.probe.max_rate_per_s)).collect();
            let rate_per_s = now.demands.get(&workload.key).map_or(0.0, |demand| demand.rate_per_s);
            let waiting = self.waiting.entry(workload.key.clone()).or_default();
            *waiting = drain(*waiting, rate_per_s, &servers, self.scenario.cycle_s);
        }
        for action in self.decisions.answer(decision.ok_or(Down)) {
            match action {
                Action::Scale { variant, replicas } => self.order(variant, replicas, now.at_s),
                // The cycle has remembered it.
                Action::Remember(_) => {}
            }
        }
        self.cycle += 1;
    }

    fn order(&mut self, variant: &str, desired: u32, at_s: f64) {
        let mut struck = self.scenario.struck(variant, at_s);
        let frozen = struck.any(|effect| matches!(effect, Effect::Frozen));
        if let (Some(replicas), false) = (self.fleet.get_mut(variant), frozen) {
            replicas.order(desired, at_s, &self.scenario.times);
        }
    }
}

/// Plays a scenario to its end against whoever answers.
///
/// # Errors
/// Those of the answers.
pub fn play<E>(
    scenario: &Scenario,
    mut answer: impl FnMut(PolicyInput) -> Result<Decision, E>,
) -> Result<Report, E> {
    let mut run = Run::new(scenario);
    while let Some(input) = run.question() {
        run.answer(&answer(input)?);
    }
    Ok(run.report())
}

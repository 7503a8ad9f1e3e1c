//! Plays a scenario: every cycle asks, is answered, and moves the fleet.

mod devices;
mod fleet;
mod now;
mod sight;
mod truth;

use std::collections::BTreeMap;

use wva_core::cycle::{Action, Cycle};
use wva_core::decision::{Decision, VariantDecision};
use wva_core::index::Index;
use wva_core::snapshot::{Observation, PolicyInput, Variant};

use self::devices::devices;
use self::fleet::Fleet;
use self::now::Now;
use self::sight::Sight;
use self::truth::Truth;
use crate::fault::Effect;
use crate::judge::{Judge, Scene};
use crate::probe::{Probe, Probes, question};
use crate::report::Report;
use crate::scenario::Scenario;
use crate::share::{drain, share};
use crate::told::tell;
use crate::world::{configured, demands, layers, phases};

/// A scenario that is being played.
#[derive(Debug)]
pub struct Run<'s> {
    scenario: &'s Scenario,
    cycle: u32,
    now: Option<Now>,
    /// Which variant was asked about alone; `None` where all of it was asked.
    asked: Option<Variant>,
    fleet: Fleet,
    /// Requests that wait, by workload.
    waiting: BTreeMap<String, f64>,
    sight: Sight,
    /// The policy's memory.
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
            fleet: Fleet::default(),
            waiting: BTreeMap::new(),
            sight: Sight::default(),
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
                Some(variant) => {
                    Some(question(&now.snapshot, &now.phases, (variant, &now.demand(variant))))
                }
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
            let demand = now.demand(&variant);
            self.probes.put(&now.layers, &now.snapshot, (&variant, &demand), decision);
            self.now = Some(now);
            return;
        }
        self.finish(&now, Some(decision));
    }

    /// The outcome so far.
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
        for variant in &mut snapshot.variants {
            self.fleet.advance(self.scenario, &variant.name, at_s);
            // Status and target of the manifests are not what the fleet does.
            variant.observed = Observation {
                max_batch_size: variant.observed.max_batch_size,
                accelerator: variant.observed.accelerator.take(),
                ..Observation::default()
            };
        }
        let phases = phases(self.scenario, &layers);
        Now { at_s, layers, phases, demands, snapshot }
    }

    fn unprobed<'n>(&self, now: &'n Now) -> Option<&'n Variant> {
        now.snapshot.variants.iter().find(|variant| {
            self.probes.get(&now.layers, &variant.name, &now.demand(variant)).is_none()
        })
    }

    fn probe(&self, now: &Now, variant: &Variant) -> Probe {
        let known = self.probes.get(&now.layers, &variant.name, &now.demand(variant));
        known.unwrap_or_default()
    }

    fn any(&self, at_s: f64, is: fn(&Effect) -> bool) -> bool {
        self.scenario.faults.iter().any(|fault| is(&fault.effect) && fault.window.holds(at_s))
    }

    /// The question of the cycle: all that is seen, faults and all.
    fn everything(&mut self, now: &Now) -> PolicyInput {
        let mut snapshot = now.snapshot.clone();
        for variant in &mut snapshot.variants {
            let truth = self.truth(now, variant);
            variant.observed = self.sight.show(self.scenario, &variant.name, truth, now.at_s);
        }
        tell(self.scenario, &mut snapshot, now.at_s);
        now.phases.divide(&mut snapshot);
        self.sight.showed(&snapshot.variants);
        if self.any(now.at_s, |effect| matches!(effect, Effect::Forget)) {
            self.decisions = Cycle::default();
        }
        self.decisions.question(snapshot)
    }

    /// The service of a variant's ready replicas, in proportion to its peers'.
    fn serves(&self, now: &Now, variant: &Variant) -> f64 {
        let ready = f64::from(self.fleet.of(&variant.name).ready());
        ready * self.probe(now, variant).capacity_per_s.unwrap_or(1.0)
    }

    /// The true observation of a variant.
    fn truth(&self, now: &Now, variant: &Variant) -> Observation {
        let workload: Vec<(&str, f64)> = now
            .variants_of(&variant.workload)
            .map(|peer| (peer.name.as_str(), self.serves(now, peer)))
            .collect();
        let truth = Truth {
            replicas: self.fleet.of(&variant.name),
            probe: self.probe(now, variant),
            demand: now.demand(variant),
            waiting: self.waiting.get(&variant.workload).copied().unwrap_or(0.0),
            share: share(&workload, &variant.name),
        };
        let counted = truth.counted(&variant.observed);
        if self.scenario.measures() {
            return truth.measured(counted, self.scenario.cycle_s);
        }
        counted
    }

    /// Records the cycle, has the orders carried out and lets the queues grow or shrink.
    fn finish(&mut self, now: &Now, decision: Option<&Decision>) {
        let index = Index::new(&now.snapshot);
        let scenes: Vec<Scene<'_>> = now
            .snapshot
            .variants
            .iter()
            .map(|variant| Scene {
                variant,
                replicas: self.fleet.of(&variant.name),
                probe: self.probe(now, variant),
                demand: now.demand(variant),
                waiting: self.waiting.get(&variant.workload).copied().unwrap_or(0.0),
                devices: devices(&index, &now.snapshot, variant),
                seen: self.sight.shown(&variant.name),
                decision: decision.and_then(|decision| decision_of(decision, variant)),
                desired_before: self.judge.desired(&variant.name),
            })
            .collect();
        self.judge.cycle(now.at_s, &scenes);
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
                Action::Scale { variant, replicas } => {
                    self.fleet.order(self.scenario, variant, replicas, now.at_s);
                }
                // The cycle has remembered it.
                Action::Remember(_) => {}
            }
        }
        self.cycle += 1;
    }
}

fn decision_of<'d>(decision: &'d Decision, variant: &Variant) -> Option<&'d VariantDecision> {
    decision.variants.iter().find(|decided| decided.variant == variant.name)
}

/// Plays a scenario to its end; `answer` is the policy.
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

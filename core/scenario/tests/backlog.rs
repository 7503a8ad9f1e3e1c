//! Serving backlogs against not doing so, in a closed loop: a step, a fall and a burst, with load, start-up
//! time and batch ten times smaller and larger.
//!
//! `cargo test --release -p wva-scenario --test backlog -- --nocapture` prints the table of `docs/calm.md`.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test may fail, and prints a table"
)]

use wva_core::decide;
use wva_core::snapshot::PolicyInput;
use wva_manifests::Source;
use wva_scenario::{Scenario, Summary, play};

const SCALES: [f64; 3] = [0.1, 1.0, 10.0];

/// Minutes and requests per second, before scaling.
const LOAD: [(u32, f64); 8] = [
    (0, 10.0),
    (10, 10.0),
    (10, 90.0),
    (40, 90.0),
    (40, 30.0),
    (90, 30.0),
    (90, 150.0),
    (92, 150.0),
];

const START_UP_S: f64 = 120.0;
const BATCH: f64 = 64.0;
/// Price of a replica, cents per hour: as many as make its cost GPU-hours × 100.
const PRICE: f64 = 100.0;

/// Minutes below target and GPU-hours.
#[derive(Clone, Copy, Default)]
struct Outcome {
    below_min: f64,
    gpu_hours: f64,
}

impl Outcome {
    fn of(summary: Summary) -> Self {
        Self { below_min: summary.minutes_below_target, gpu_hours: summary.cost / PRICE }
    }

    fn plus(self, other: Self) -> Self {
        Self {
            below_min: self.below_min + other.below_min,
            gpu_hours: self.gpu_hours + other.gpu_hours,
        }
    }
}

fn world(batch: f64) -> String {
    format!(
        r#"
kind: ConfigMap
metadata: {{name: accelerator-unit-costs}}
data:
  A100: '{{"device": "A100", "cost": "{PRICE}"}}'
---
kind: ConfigMap
metadata: {{name: service-classes-config}}
data:
  premium: '{{"name": "Premium", "priority": 1, "data": [{{"model": "m", "slo-tpot": 200, "slo-ttft": 1000}}]}}'
---
kind: ConfigMap
metadata: {{name: wva-profiles}}
data:
  profiles: |
    - {{model: m, accelerator: A100, accCount: 1, maxBatchSize: {batch}, alphaMs: 13.2, betaMs: 0.16, gammaMs: 24.0, deltaMsPerToken: 0.0012}}
---
kind: VariantAutoscaling
metadata: {{name: a, namespace: llm}}
spec: {{modelName: m, serviceClass: Premium, acceleratorType: A100, minReplicas: 1, maxReplicas: 100000}}
"#
    )
}

/// The scenario with load, start-up time and batch so many times as large.
fn scenario([load, start_up, batch]: [f64; 3]) -> Scenario {
    let points: Vec<String> =
        LOAD.iter().map(|(minute, rate)| format!("[{minute}m, {}]", rate * load)).collect();
    let after = format!("[92m, {}]", 20.0 * load);
    let text = format!(
        "shows: a step, a fall and a burst.\nmanifests: [world.yaml]\ndurationSeconds: 150m\n\
         fleet: {{startUpSeconds: {}}}\nreplicas: {{llm/a: 1}}\n\
         load: {{llm/a: {{avgInputTokens: 512, avgOutputTokens: 128, points: [{}, {after}]}}}}\n",
        START_UP_S * start_up,
        points.join(", ")
    );
    let file = |path: &str, text: String| Source { path: path.to_owned(), text };
    let world = file("world.yaml", world((BATCH * batch).round()));
    Scenario::parse(&file("x.yaml", text), &[world]).unwrap()
}

/// Hides the queue wherever arrivals are measured, so that the rule has nothing to act on.
fn hide(input: &mut PolicyInput) {
    for variant in &mut input.snapshot.variants {
        if variant.observed.arrival_rate_per_s > Some(0.0) {
            variant.observed.waiting_requests = Some(0.0);
        }
    }
}

fn played(scenario: &Scenario, change: fn(&mut PolicyInput)) -> Outcome {
    let report = play(scenario, |mut input| {
        change(&mut input);
        decide(&input.snapshot, &input.memory)
    });
    Outcome::of(report.unwrap().summary)
}

#[test]
fn backlogs_are_served_for_fewer_minutes_below_target() {
    let mut sums = [[[Outcome::default(); 2]; 3]; 3];
    let mut all = [Outcome::default(); 2];
    for (l, load) in SCALES.into_iter().enumerate() {
        for (s, start_up) in SCALES.into_iter().enumerate() {
            for (b, batch) in SCALES.into_iter().enumerate() {
                let scenario = scenario([load, start_up, batch]);
                for (way, change) in [hide, |_: &mut PolicyInput| ()].into_iter().enumerate() {
                    let outcome = played(&scenario, change);
                    all[way] = all[way].plus(outcome);
                    for (axis, at) in [l, s, b].into_iter().enumerate() {
                        sums[axis][at][way] = sums[axis][at][way].plus(outcome);
                    }
                }
            }
        }
    }
    for (axis, name) in ["load", "start-up", "batch"].into_iter().enumerate() {
        for (at, scale) in SCALES.into_iter().enumerate() {
            row(&format!("{name} × {scale}"), sums[axis][at]);
        }
    }
    row("all 27", all);
    let [without, with] = all;
    assert!(with.below_min < without.below_min);
    assert!(with.gpu_hours < 1.5 * without.gpu_hours);
}

fn row(name: &str, [without, with]: [Outcome; 2]) {
    println!(
        "| {name} | {:.0} | {:.0} | {:.0} | {:.0} |",
        without.below_min, with.below_min, without.gpu_hours, with.gpu_hours
    );
}

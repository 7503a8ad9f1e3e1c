//! Runs against the engine itself, and wrong scenarios with their messages.
#![expect(clippy::unwrap_used, clippy::float_cmp, reason = "a test may fail")]

use wva_core::decide;
use wva_core::snapshot::LatencyModel;
use wva_manifests::Source;
use wva_scenario::{Report, Run, Scenario};

const WORLD: &str = r#"
kind: ConfigMap
metadata: {name: accelerator-unit-costs}
data:
  A100: '{"device": "A100", "cost": "40"}'
---
kind: ConfigMap
metadata: {name: service-classes-config}
data:
  premium: '{"name": "Premium", "priority": 1, "data": [{"model": "m", "slo-tpot": 24, "slo-ttft": 500}]}'
---
kind: ConfigMap
metadata: {name: wva-profiles}
data:
  profiles: |
    - {model: m, accelerator: A100, maxBatchSize: 64, alphaMs: 6.958, betaMs: 0.042, gammaMs: 15.4, deltaMsPerToken: 0.0005}
---
kind: VariantAutoscaling
metadata: {name: a, namespace: llm}
spec: {modelName: m, serviceClass: Premium, acceleratorType: A100, maxReplicas: 20}
"#;

fn parse(text: &str) -> Result<Scenario, String> {
    let file = |path: &str, text: &str| Source { path: path.to_owned(), text: text.to_owned() };
    let source = file("x.yaml", text);
    let files = [file("world.yaml", WORLD)];
    Scenario::parse(&source, &files).map_err(|problems| problems.to_string())
}

fn play(text: &str) -> Report {
    let scenario = parse(text).unwrap();
    let mut run = Run::new(&scenario);
    while let Some(input) = run.question() {
        assert_eq!(run.question().as_ref(), Some(&input), "the same question until it is answered");
        run.answer(&decide(&input.snapshot, &input.memory).unwrap());
    }
    run.report()
}

const STEP: &str = "
shows: a step
manifests: [world.yaml]
durationSeconds: 20m
fleet: {startUpSeconds: 120}
replicas: {llm/a: 1}
load:
  llm/a: {avgInputTokens: 128, avgOutputTokens: 128, points: [[0, 1], [300, 1], [300, 200]]}
";

#[test]
fn the_fleet_follows_after_its_start_up() {
    let report = play(STEP);
    assert_eq!(report.summary.cycles, 40);
    assert_eq!(report.rows.len(), 40);
    let at = |at_s: f64| report.rows.iter().find(|row| row.at_s == at_s).unwrap();
    assert_eq!((at(270.0).load_per_s, at(270.0).desired), (1.0, Some(1)));
    let needed = at(300.0).wanted.unwrap();
    assert!(needed > 2, "{needed}");
    assert_eq!((at(300.0).current, at(330.0).current), (1, needed));
    assert_eq!((at(390.0).ready, at(420.0).ready), (1, needed));
    assert!(at(1170.0).coverage.is_some_and(|coverage| (1.0..1.5).contains(&coverage)));
    // Two minutes without the replicas, and as long as their queue is served.
    assert_eq!(report.summary.minutes_below_target, 4.5);
    assert!(report.holds(), "{:?}", report.failures);
}

#[test]
fn what_it_costs_is_the_integral_of_the_price() {
    let text = "
shows: nothing changes
manifests: [world.yaml]
durationSeconds: 3600
replicas: {llm/a: 1}
load: {llm/a: {avgInputTokens: 128, avgOutputTokens: 128, points: [[0, 1]]}}
";
    assert!((play(text).summary.cost - 40.0).abs() < 1e-9);
}

#[test]
fn expectations_say_what_was() {
    let report = play(&format!(
        "{STEP}expect:\n- {{at: 5m, desired: {{llm/a: 99}}, binds: {{llm/a: no-load}}}}\n\
         - {{variant: llm/a, changesAtMost: 0}}\n- {{variant: llm/a, neverGrows: true}}\n\
         - {{sometimes: true, wanted: {{llm/a: 77}}}}\n- {{from: 0, to: 300, atMost: 1}}\n"
    ));
    let said: Vec<String> =
        report.failures.iter().map(|f| format!("{} {}: {}", f.at_s, f.expected, f.was)).collect();
    assert_eq!(said.len(), 5, "{said:?}");
    assert!(said[0].starts_with("300 desired 99: desired "), "{}", said[0]);
    assert!(said[1].starts_with("300 binds no-load: binds "), "{}", said[1]);
    assert_eq!(said[2], "300 at most 0 changes: 3 changes");
    assert!(said[3].starts_with("300 never more than before: desired "), "{}", said[3]);
    assert_eq!(said[4], "1170 wanted 77 at some time: never, first wanted 1");
    assert_eq!(report.failures[0].place.as_ref().unwrap().line, Some(10));
}

/// Decisions made by somebody who shrinks whatever happens are found out.
#[test]
fn a_bad_policy_is_caught() {
    let text = "
shows: a load that is not known for a while
manifests: [world.yaml]
durationSeconds: 600
replicas: {llm/a: 4}
load: {llm/a: {avgInputTokens: 128, avgOutputTokens: 128, points: [[0, 300]]}}
faults:
- {from: 300, variant: llm/a, unknown: [arrivalRatePerS]}
";
    let scenario = parse(text).unwrap();
    let mut run = Run::new(&scenario);
    while let Some(input) = run.question() {
        let mut decision = decide(&input.snapshot, &[]).unwrap();
        let observed = &input.snapshot.variants[0].observed;
        let at_s = input.snapshot.at_unix_s - scenario.start_unix_s;
        if observed.arrival_rate_per_s.is_none() || at_s == 150.0 {
            decision.variants[0].desired_replicas = Some(1);
        }
        run.answer(&decision);
    }
    let report = run.report();
    assert_eq!(report.summary.wrong_scale_downs, 1);
    assert_eq!(report.summary.broken_laws, 1);
    assert_eq!(report.wrong_scale_downs[0].at_s, 300.0);
    assert_eq!(report.broken_laws[0].at_s, 150.0);
    assert!(!report.holds());
}

#[test]
fn wrong_scenarios_get_their_line() {
    let said = |text: &str| parse(text).unwrap_err();
    let base = "shows: x\nmanifests: [world.yaml]\ndurationSeconds: 600\n";
    let cases = [
        ("shows: x\ndurationSeconds: 5\n", "x.yaml:1: `manifests` or `inline` is missing"),
        (
            "shows: x\nmanifests: [no.yaml]\ndurationSeconds: 5\n",
            "x.yaml:2: manifests[0]: `no.yaml` was not read",
        ),
        (
            "shows: x\nmanifests: [world.yaml]\ndurationSeconds: soon\n",
            "x.yaml:3: durationSeconds: `soon` is not a time; expected seconds, 0 or more, or a duration such as `5m`",
        ),
        (
            "shows: x\nmanifests: [world.yaml]\ndurationSeconds: 9999h\n",
            "x.yaml:3: durationSeconds: 35996400 s are 1199880 cycles of 30 s; expected 1 to 50000 cycles",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(said(text), expected);
    }
    let many = "- {at: 0, inline: 'kind: K'}\n".repeat(1001);
    let expected = "x.yaml:5: faults: has 1001 faults; expected 1000 at most";
    assert_eq!(said(&format!("{base}faults:\n{many}")), expected);
    let more = [
        ("replicas: {llm/b: 1}", "replicas: there is no variant `llm/b`; did you mean `llm/a`"),
        (
            "load: {llm/a: {avgInputTokens: 1, avgOutputTokens: 1, points: [[9, 1], [3, 1]]}}",
            "load[llm/a].points: are not in the order of time",
        ),
        (
            "faults: [{at: 5}]",
            "faults[0]: says nothing; expected what goes wrong, such as `unknown` or `down`",
        ),
        (
            "faults: [{at: 700, down: true}]",
            "faults[0]: begins at 720 s, after the last cycle at 570 s",
        ),
        (
            "faults: [{from: 9, to: 3, down: true}]",
            "faults[0]: ends at 3 s, not after its beginning at 9 s",
        ),
        (
            "faults: [{at: 5, unknown: [arrivalRate]}]",
            "faults[0].unknown[0]: `arrivalRate` is no number of an observation; did you mean `arrivalRatePerS`",
        ),
        (
            "faults: [{at: 5, set: {readyReplicas: .nan}}]",
            "faults[0].set.readyReplicas: `.nan` is not a value for it; expected a count of 0 or more",
        ),
        (
            "expect: [{at: 5}]",
            "expect[0]: says nothing; expected what must hold, such as `desired` or `atLeast`",
        ),
        (
            "start: today",
            "start: `today` is not a time; expected UTC such as `2026-01-31T12:00:00Z`",
        ),
    ];
    for (line, expected) in more {
        assert_eq!(said(&format!("{base}{line}\n")), format!("x.yaml:4: {expected}"));
    }
}

#[test]
fn wrong_profiles_get_their_line() {
    let cases = [
        (
            "faults: [{profile: {alpha: 3}}]",
            "faults[0].profile: `alpha` is no number of a profile; did you mean `alphaMs`",
        ),
        (
            "faults: [{profile: {ttftMs: 3}}]",
            "faults[0].profile: `ttftMs` is no number of a profile",
        ),
        (
            "faults: [{profile: {betaMs: 0}}]",
            "faults[0].profile.betaMs: `0` is out of range; expected more than 0",
        ),
        (
            "faults: [{profile: {betaMs: .inf}}]",
            "faults[0].profile.betaMs: `.inf` is not finite; expected more than 0",
        ),
        (
            "faults: [{profile: {betaMs: thrice}}]",
            "faults[0].profile.betaMs: `thrice` is not a number; expected more than 0",
        ),
        (
            "faults: [{profile: 3}]",
            "faults[0].profile: `3` is not an object; expected names with values: `namespace/name: …`",
        ),
        (
            "faults: [{variant: llm/b, profile: {betaMs: 3}}]",
            "faults[0].variant: there is no variant `llm/b`; did you mean `llm/a`",
        ),
    ];
    for (line, expected) in cases {
        let text = format!("shows: x\nmanifests: [world.yaml]\ndurationSeconds: 600\n{line}\n");
        assert_eq!(parse(&text).unwrap_err(), format!("x.yaml:4: {expected}"));
    }
}

/// The policy is told another profile, for its time; what is asked for the judge has the true one.
#[test]
fn a_wrong_profile_is_told_and_not_true() {
    let faults = "faults: [{to: 300, profile: {alphaMs: 3, maxBatchSize: 0.5}}]";
    let scenario = parse(&format!("{STEP}{faults}\n")).unwrap();
    let mut told = Vec::new();
    let report = wva_scenario::play(&scenario, |input| {
        let at_s = input.snapshot.at_unix_s - scenario.start_unix_s;
        // A variant's own profile stands behind the general one, and comes before it.
        let profile = input.snapshot.profiles.last().unwrap();
        let LatencyModel::Queue(latency) = profile.latency;
        let itl_ms = input.snapshot.variants[0].observed.itl_ms;
        told.push((at_s, latency.alpha_ms, profile.max_batch, itl_ms));
        decide(&input.snapshot, &input.memory)
    })
    .unwrap();
    // The first question is what the variant alone would need.
    assert_eq!(told[0], (0.0, 6.958, Some(64), None));
    assert_eq!((told[1].1, told[1].2), (6.958 * 3.0, Some(32)));
    assert!(told[1].3.is_some_and(|itl_ms| itl_ms < 8.0), "{:?}", told[1]);
    let (_, alpha_ms, max_batch, _) = told[told.len() - 1];
    assert_eq!((alpha_ms, max_batch), (6.958, Some(64)));
    let texts: Vec<&str> = report.events.iter().map(|event| event.text.as_str()).collect();
    assert_eq!(texts, ["the profile says alphaMs × 3, maxBatchSize × 0.5"; 2]);
    let right = play(STEP);
    assert_eq!(report.rows[0].coverage, right.rows[0].coverage);
}

/// Without a wrong profile latency is not measured.
#[test]
fn latency_is_measured_beside_a_wrong_profile_only() {
    let scenario = parse(STEP).unwrap();
    wva_scenario::play(&scenario, |input| {
        let observed = &input.snapshot.variants[0].observed;
        assert_eq!((observed.ttft_ms, observed.itl_ms), (None, None));
        decide(&input.snapshot, &input.memory)
    })
    .unwrap();
}

#[test]
fn manifests_inside_keep_their_lines() {
    let text = "shows: x\ndurationSeconds: 60\ninline: |\n  kind: VariantAutoscaling\n  metadata: {name: a}\n  spec: {modelName: m, acceleratorType: A100, maxBatchSize: lots}\n";
    assert_eq!(
        parse(text).unwrap_err(),
        "x.yaml:6: VariantAutoscaling default/a: spec.maxBatchSize: `lots` is not a whole number; expected 1 or more"
    );
}

//! Scenarios, from the text to the report.

use wva_core::decide;
use wva_manifests::{Problem, Problems, Source};
use wva_scenario::{Scenario, params::CYCLES_MAX, play};

/// Longest run that is played, in cycles, and most variants in one: a fuzzer has no time for more.
const CYCLES_PLAYED: u32 = 8;
const VARIANTS_PLAYED: usize = 8;

/// What every file holds that a scenario names.
const WORLD: &str = concat!(
    include_str!("../../../deploy/samples/demo/accelerators.yaml"),
    "\n---\n",
    include_str!("../../../deploy/samples/demo/profiles.yaml"),
    "\n---\n",
    include_str!("../../../deploy/samples/demo/serviceclasses.yaml"),
    "\n---\n",
    include_str!("../../../deploy/samples/demo/variantautoscalings.yaml"),
);

/// A scenario whose manifests are inside it, or the sample of the demo.
pub fn scenario(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    let read = parse(text);
    if !text.starts_with(['\u{feff}', '%']) {
        let below = parse(&format!("# one line above\n{text}"));
        assert_eq!(shape(&read), shape(&below), "lines above change nothing but lines");
    }
    let Ok(scenario) = read else { return };
    assert!((1..=CYCLES_MAX).contains(&scenario.cycles), "{} cycles", scenario.cycles);
    assert!(scenario.cycle_s > 0.0 && scenario.at_s(scenario.cycles).is_finite());
    let few = scenario.worlds.values().all(|world| world.variants.len() <= VARIANTS_PLAYED);
    if scenario.cycles > CYCLES_PLAYED || !few {
        return;
    }
    if let Ok(report) = play(&scenario, |input| decide(&input.snapshot, &input.memory)) {
        let summary = report.summary;
        assert_eq!(summary.cycles, scenario.cycles);
        assert_eq!(summary.failures, report.failures.len());
        assert!(summary.cost >= 0.0 && summary.cost.is_finite(), "{} of cost", summary.cost);
        assert!(serde_json::to_string(&report).is_ok());
    }
}

fn parse(text: &str) -> Result<Scenario, Problems> {
    let source = Source { path: "input".to_owned(), text: text.to_owned() };
    let files = Scenario::files(&source)?.into_iter();
    let files: Vec<_> = files.map(|path| Source { path, text: WORLD.to_owned() }).collect();
    Scenario::parse(&source, &files)
}

/// What does not depend on where things stand.
fn shape(read: &Result<Scenario, Problems>) -> (Option<String>, usize) {
    let texts = |problems: &[Problem]| problems.iter().map(ToString::to_string).count();
    match read {
        Ok(scenario) => {
            let Scenario { shows, cycles, faults, loads, replicas, .. } = scenario;
            let shape = format!("{shows} {cycles} {faults:?} {loads:?} {replicas:?}");
            (Some(shape), texts(&scenario.problems))
        }
        Err(problems) => (None, texts(&problems.0)),
    }
}

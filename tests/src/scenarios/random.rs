//! Time lines that nobody thought of, the same for the same seed.

use std::fmt::Write as _;

use wva_core::random::SplitMix64;

const WORLDS: [&str; 4] = ["one", "calm", "to-zero", "two"];
const UNKNOWN: [&str; 5] = [
    "[arrivalRatePerS]",
    "[avgInputTokens, avgOutputTokens]",
    "[arrivalRatePerS, avgInputTokens, avgOutputTokens, waitingRequests, runningRequests]",
    "[readyReplicas, startingReplicas]",
    "[currentReplicas]",
];
const SET: [&str; 7] = [
    "{arrivalRatePerS: .nan}",
    "{arrivalRatePerS: -1}",
    "{arrivalRatePerS: 0, runningRequests: 4}",
    "{avgOutputTokens: 0}",
    "{avgInputTokens: .nan}",
    "{sampleAgeS: 1200}",
    "{sampleAgeS: .nan}",
];

struct Dice(SplitMix64);

impl Dice {
    fn roll(&mut self, sides: u32) -> u32 {
        self.0.draw_u32() % sides.max(1)
    }

    fn of<'t>(&mut self, texts: &[&'t str]) -> &'t str {
        let sides = u32::try_from(texts.len()).unwrap_or(1);
        let index = usize::try_from(self.roll(sides)).unwrap_or(0);
        texts.get(index).copied().unwrap_or_default()
    }
}

/// A scenario over `tests/scenarios/manifests`, two hours long, without expectations.
#[must_use]
pub fn random(seed: u32) -> String {
    let mut dice = Dice(SplitMix64::new(u64::from(seed)));
    let world = dice.of(&WORLDS);
    let variants: &[&str] = if world == "two" { &["llm/a", "llm/h"] } else { &["llm/a"] };
    let mut text = format!(
        "shows: whatever seed {seed} brings.\n\
         manifests: [manifests/world.yaml, manifests/{world}.yaml]\n\
         durationSeconds: 7200\n\
         fleet: {{startUpSeconds: {}, actuateSeconds: {}, drainSeconds: {}}}\n\
         replicas: {{llm/a: {}}}\n",
        dice.roll(10) * 45,
        dice.roll(3) * 20,
        dice.roll(3) * 30,
        dice.roll(5),
    );
    text += &load(&mut dice);
    text += "faults:\n";
    for _ in 0..=dice.roll(7) {
        text += &fault(&mut dice, variants);
    }
    text
}

fn load(dice: &mut Dice) -> String {
    let mut points = String::new();
    let mut at_s = 0;
    for _ in 0..=dice.roll(8) {
        let rate = if dice.roll(4) == 0 { 0 } else { dice.roll(120) };
        // Writing to a string cannot fail.
        let _ = write!(points, "[{at_s}, {rate}], ");
        at_s += dice.roll(4) * 450;
    }
    let (amplitude, ratio) = (dice.roll(3) * 8, f64::from(dice.roll(3)) / 20.0);
    format!(
        "load: {{llm/a: {{avgInputTokens: 512, avgOutputTokens: 128, points: [{}], wave: \
         {{periodSeconds: 900, amplitude: {amplitude}}}, noise: {{ratio: {ratio}, seed: {}}}}}}}\n",
        points.trim_end_matches(", "),
        dice.roll(1000),
    )
}

fn fault(dice: &mut Dice, variants: &[&str]) -> String {
    let (from_s, length_s) = (dice.roll(230) * 30, 30 + dice.roll(60) * 30);
    let whose = if dice.roll(2) == 0 { "" } else { dice.of(variants) };
    let variant = if whose.is_empty() { String::new() } else { format!(", variant: {whose}") };
    let window = format!("from: {from_s}, to: {}{variant}", from_s + length_s);
    let what = match dice.roll(10) {
        0..=2 => format!("{window}, unknown: {}", dice.of(&UNKNOWN)),
        3 | 4 => format!("{window}, set: {}", dice.of(&SET)),
        5 => format!("{window}, stale: true"),
        6 => format!("at: {from_s}, forget: true"),
        7 => format!("from: {from_s}, to: {}, down: true", from_s + length_s),
        8 => format!("at: {from_s}{variant}, crash: 1"),
        _ => format!("{window}, stuck: true"),
    };
    format!("- {{{what}}}\n")
}

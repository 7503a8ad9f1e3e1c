//! What every input must survive, whoever made it: the bodies of the fuzz targets.
//!
//! Fuzzers run them on what they make up (`fuzz/`), the tests on what fuzzers found before
//! (`tests/fuzz/`). Each takes any bytes and panics where something is not as it must be.
#![expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a broken promise is to stop the fuzzer, and the test"
)]

#[path = "fuzz/grown.rs"]
pub mod grown;
#[path = "fuzz/scenario.rs"]
mod scenario;

use std::slice;
use std::sync::OnceLock;

use self::grown::Grown;
pub use self::scenario::scenario;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use wva_component::json as twin;
use wva_core::decision::{Decision, Prediction};
use wva_core::model::Sizing;
use wva_core::snapshot::{INTERFACE_VERSION, Observation, PolicyInput, Snapshot};
use wva_manifests::{
    Manifests, Observations, Severity, Source, VariantObservation, merge_observations, observe,
    parse, parse_page, parse_partial, read_observations,
};

/// What is done with any bytes.
pub type Target = fn(&[u8]);

/// Turns of the repeated parts of an input that a test reads; a fuzzer measures with more.
const TURNS: usize = 50;

/// The targets by name, which is also the name of their folder in `tests/fuzz`.
pub const TARGETS: [(&str, Target); 7] = [
    ("manifests", manifests),
    ("metrics", metrics),
    ("model", model),
    ("observations", observations),
    ("scenario", scenario),
    ("snapshot", snapshot),
    ("time", time),
];

/// What two `/metrics` pages in one input are told apart by.
const NEXT_PAGE: &str = "\n# next page\n";

/// Manifests, from the text to the decision.
pub fn manifests(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    let read = parse_partial(&[source(text)]);
    let failed = read.problems.iter().any(|problem| problem.severity == Severity::Error);
    assert_eq!(parse(&[source(text)]).is_err(), failed, "both ways to read agree");
    drop(read.problems.iter().map(ToString::to_string).collect::<Vec<_>>());
    let measured: Vec<_> = read.variants.iter().map(|variant| busy(&variant.name)).collect();
    decide(&read, &Observations::default());
    decide(&read, &Observations::of_variants(measured));
}

/// Observations, from the text to the decision of the demo.
pub fn observations(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    let (observations, problems) = read_observations(&source(text));
    drop(problems.iter().map(ToString::to_string).collect::<Vec<_>>());
    for VariantObservation { observed, .. } in &observations.variants {
        same_after_json(observed);
    }
    for entry in &observations.entries {
        same_after_json(&entry.observed);
    }
    decide(demo(), &observations);
}

/// Pages of metrics, one or two, from the text to the decision of the demo.
pub fn metrics(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    let (first, last) = text.split_once(NEXT_PAGE).unwrap_or(("", text));
    let Ok(last) = parse_page(&source(last)) else { return };
    let (gauges, _) = observe(slice::from_ref(&last), 60.0, demo());
    let rates = parse_page(&source(first)).map(|first| observe(&[first, last], 60.0, demo()).0);
    for VariantObservation { observed, .. } in gauges.iter().chain(rates.iter().flatten()) {
        let numbers = same_after_json(observed);
        let numbers = numbers.as_object().into_iter().flatten().filter_map(|(_, v)| v.as_f64());
        assert!(numbers.into_iter().all(|number| number >= 0.0), "{observed:?}");
    }
    let [rates, gauges] = [rates.unwrap_or_default(), gauges].map(Observations::of_variants);
    decide(demo(), &merge_observations(rates, gauges));
}

/// A snapshot as JSON, to the decision as JSON.
pub fn snapshot(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    let Ok(answer) = twin::decide(text) else { return };
    let decision: Decision = serde_json::from_str(&answer).expect("a decision, all numbers finite");
    assert_eq!(twin::decide(text).as_deref(), Ok(answer.as_str()), "pure");
    let asked: PolicyInput = serde_json::from_str(text).expect("what was decided can be read");
    check(&asked.snapshot, &decision);
}

/// Texts with parts that are repeated. That the time grows no faster than they do, the fuzzer sees to.
pub fn time(bytes: &[u8]) {
    let grown = str::from_utf8(bytes).ok().and_then(|input| Grown::of(input, TURNS));
    if let Some(grown) = grown {
        grown.read();
    }
}

/// Questions about one replica, made from numbers of any size.
pub fn model(bytes: &[u8]) {
    let mut take = Numbers { bytes };
    let latency = json!({"queue": {
        "alphaMs": take.number(), "betaMs": take.number(),
        "gammaMs": take.number(), "deltaMsPerToken": take.number(),
    }});
    let replica = json!({
        "latency": latency,
        "maxBatch": take.count(), "maxQueue": take.maybe(Numbers::count),
        "avgInputTokens": take.number(), "avgOutputTokens": take.number(),
    });
    let (rate, to) = (take.number(), take.number());
    answer::<Prediction>(twin::evaluate, &json!({"replica": replica, "arrivalRatePerS": rate}));
    let targets = json!({
        "ttft": take.maybe(Numbers::target), "itl": take.maybe(Numbers::target),
        "tpsTokensPerS": take.maybe(Numbers::number),
    });
    answer::<Sizing>(twin::size, &json!({"replica": replica, "targets": targets}));
    let range = json!({"replica": replica, "fromRatePerS": rate, "toRatePerS": to, "points": 3});
    answer::<Vec<Prediction>>(twin::sweep, &range);
}

/// Takes numbers from bytes: three for each, so that few changes reach every size.
struct Numbers<'b> {
    bytes: &'b [u8],
}

impl Numbers<'_> {
    fn byte(&mut self) -> u8 {
        let Some((byte, rest)) = self.bytes.split_first() else { return 0 };
        self.bytes = rest;
        *byte
    }

    fn number(&mut self) -> f64 {
        let digits = f64::from(i16::from_le_bytes([self.byte(), self.byte()]));
        match i8::from_le_bytes([self.byte()]) {
            i8::MIN => f64::MIN_POSITIVE * digits,
            i8::MAX => f64::MAX * digits.signum(),
            exponent => digits * 10_f64.powi(i32::from(exponent)),
        }
    }

    fn count(&mut self) -> u32 {
        let size = u32::from(u16::from_le_bytes([self.byte(), self.byte()]));
        if size == u32::from(u16::MAX) { u32::MAX } else { size }
    }

    fn target(&mut self) -> Value {
        let percentile = self.maybe(|numbers| f64::from(numbers.byte()));
        json!({"atMostMs": self.number(), "percentile": percentile})
    }

    fn maybe<T>(&mut self, take: impl FnOnce(&mut Self) -> T) -> Option<T> {
        (self.byte() % 2 == 1).then(|| take(self))
    }
}

fn answer<T: DeserializeOwned>(
    ask: impl Fn(&str) -> Result<String, wva_core::error::PolicyError>,
    question: &Value,
) {
    if let Ok(answer) = ask(&question.to_string()) {
        let read = serde_json::from_str::<T>(&answer);
        assert!(read.is_ok(), "{answer} to {question}: all numbers must be finite");
    }
}

/// Decides; a refusal is an answer too.
fn decide(manifests: &Manifests, observations: &Observations) {
    let (snapshot, _) = manifests.snapshot(observations, 1_769_860_800.0, "cents");
    let input = PolicyInput {
        interface_version: INTERFACE_VERSION.to_owned(),
        snapshot,
        memory: Vec::new(),
    };
    same_after_json(&input.snapshot);
    if let Ok(decision) = wva_core::decide(&input.snapshot, &input.memory) {
        check(&input.snapshot, &decision);
    }
}

/// Every variant once and nothing else, and numbers that are some.
fn check(snapshot: &Snapshot, decision: &Decision) {
    same_after_json(decision);
    let mut asked: Vec<_> = snapshot.variants.iter().map(|v| v.name.as_str()).collect();
    asked.sort_unstable();
    let decided: Vec<_> = decision.variants.iter().map(|v| v.variant.as_str()).collect();
    assert_eq!(asked, decided);
}

/// JSON knows neither NaN nor infinity, so whoever comes back the same has none.
fn same_after_json<T>(value: &T) -> Value
where
    T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug,
{
    let text = serde_json::to_string(value).expect("can be written");
    let back: T = serde_json::from_str(&text).expect("all numbers are finite");
    assert!(back == *value, "{back:?} is not {value:?}");
    serde_json::from_str(&text).expect("JSON")
}

fn source(text: &str) -> Source {
    Source { path: "input".to_owned(), text: text.to_owned() }
}

/// What an ordinary variant reports.
fn busy(variant: &str) -> VariantObservation {
    let observed = Observation {
        arrival_rate_per_s: Some(20.0),
        avg_input_tokens: Some(128.0),
        avg_output_tokens: Some(512.0),
        current_replicas: Some(2),
        ready_replicas: Some(2),
        ..Observation::default()
    };
    VariantObservation { variant: variant.to_owned(), observed, place: None }
}

/// The sample, as it was when this was compiled.
fn demo() -> &'static Manifests {
    const FILES: [&str; 4] = [
        include_str!("../../deploy/samples/demo/accelerators.yaml"),
        include_str!("../../deploy/samples/demo/profiles.yaml"),
        include_str!("../../deploy/samples/demo/serviceclasses.yaml"),
        include_str!("../../deploy/samples/demo/variantautoscalings.yaml"),
    ];
    static DEMO: OnceLock<Manifests> = OnceLock::new();
    DEMO.get_or_init(|| parse(&FILES.map(source)).expect("the sample is right"))
}

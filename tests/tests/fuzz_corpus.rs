//! What fuzzers found, and what they would not find for being too large, again in every test run.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::fmt::Write as _;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use wva::policy::{CallError, Policy};
use wva_tests::fuzz::{self, TARGETS, Target};

/// What takes longer does not end, however busy the machine is.
const LONG: Duration = Duration::from_mins(5);

/// Most memory the whole test may need: the inputs of 100 MB themselves, and some copies.
const MEMORY_KIB_MAX: u64 = 2 << 20;

fn corpus(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz").join(folder);
    let Ok(entries) = std::fs::read_dir(&folder) else { return Vec::new() };
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// Runs one input; what it must not do, it panics about.
fn replay(target: Target, name: &str, bytes: &[u8]) {
    let start = Instant::now();
    assert!(catch_unwind(|| target(bytes)).is_ok(), "{name}: see above");
    assert!(start.elapsed() < LONG, "{name} took {:?}", start.elapsed());
}

#[test]
fn every_input_that_was_found_is_survived() {
    for (name, target) in TARGETS {
        let files = corpus(name);
        assert!(files.len() >= 20, "only {} inputs for {name}", files.len());
        for file in files {
            replay(target, &file.display().to_string(), &std::fs::read(&file).unwrap());
        }
    }
}

#[test]
#[ignore = "found by fuzzing and not mended yet: docs/fuzzing.md, Findings"]
fn what_is_open_is_survived() {
    for (name, target) in TARGETS {
        for file in corpus(&format!("open/{name}")) {
            replay(target, &file.display().to_string(), &std::fs::read(&file).unwrap());
        }
    }
}

/// The host verifies a policy's answers; the built-in one's always hold.
#[test]
fn every_snapshot_is_answered_or_refused_in_the_sandbox() {
    let policy = Policy::embedded().unwrap();
    for file in corpus("snapshot") {
        let Ok(text) = String::from_utf8(std::fs::read(&file).unwrap()) else { continue };
        match policy.decide_json(&text) {
            Ok(_) | Err(CallError::Refused(_)) => {}
            Err(error) => panic!("{}: {error}", file.display()),
        }
    }
}

fn each(count: usize, mut line: impl FnMut(&mut String, usize)) -> String {
    let mut text = String::new();
    (0..count).for_each(|number| line(&mut text, number));
    text
}

/// A text in which every level names the one below ten times.
fn bomb() -> String {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..=9 {
        let below = format!("*a{},", level - 1).repeat(10);
        writeln!(text, "a{level}: &a{level} [{below}]").unwrap();
    }
    text
}

fn yaml(entry: impl Fn(&mut String, usize)) -> Vec<(&'static str, String)> {
    vec![
        ("nothing", String::new()),
        ("a bomb of aliases", bomb()),
        ("a bomb of merges", bomb().replace('[', "{<<: [").replace(']', "]}")),
        ("a cycle", "&a [*a]".to_owned()),
        ("a longer cycle", "a: &a {b: &b [*a, *b]}\nc: *b\n".to_owned()),
        ("a million entries", each(1_000_000, entry)),
        ("depth", "[".repeat(1_000_000)),
        ("depth by dashes", "- ".repeat(1_000_000)),
        ("anchors", each(100_000, |text, n| writeln!(text, "a{n}: &a{n} x").unwrap())),
        ("one name", "a: 1\n".repeat(200_000)),
        ("one line of 100 MB", "x".repeat(100_000_000)),
        ("100 MB of lines", "- x\n".repeat(25_000_000)),
    ]
}

fn survived(target: Target, inputs: Vec<(&'static str, String)>) {
    for (name, text) in inputs {
        replay(target, name, text.as_bytes());
    }
    assert!(peak_kib().is_none_or(|peak| peak < MEMORY_KIB_MAX), "{:?} KiB", peak_kib());
}

/// Largest memory of this process, where the system says it.
fn peak_kib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// A manifest with a number where one belongs.
fn manifest(number: &str) -> String {
    format!(
        "kind: VariantAutoscaling\nmetadata: {{name: v, namespace: n}}\nspec:\n  modelName: m\n  \
         acceleratorType: A100\n  minReplicas: {number}\n  maxReplicas: {number}\n  maxBatchSize: \
         {number}\n  variantCost: {number}\n  modelProfile: {{accelerators: [{{acc: A100, accCount: \
         {number}, maxBatchSize: {number}, perfParms: {{decodeParms: {{alpha: '{number}', beta: \
         '{number}'}}, prefillParms: {{gamma: '{number}', delta: '{number}'}}}}}}]}}\n"
    )
}

const NUMBERS: [&str; 12] = [
    "1e308",
    "-1e308",
    "1e309",
    "-1",
    "-0.0",
    "0",
    "5e-324",
    ".nan",
    ".inf",
    "4294967296",
    "18446744073709551616",
    "1e-308",
];

#[test]
fn large_and_strange_manifests_are_survived() {
    let mut inputs = yaml(|text, n| writeln!(text, "---\nkind: K{n}").unwrap());
    inputs.push(("one variant often", manifest("1").replace("kind", "---\nkind").repeat(10_000)));
    inputs.extend(NUMBERS.map(|number| (number, manifest(number))));
    survived(fuzz::manifests, inputs);
}

#[test]
fn large_and_strange_observations_are_survived() {
    let mut inputs = yaml(|text, n| writeln!(text, "- {{variant: n/v{n}}}").unwrap());
    let demo = "llm-inference/llama-8b-premium";
    inputs.push(("one variant often", format!("- {{variant: {demo}}}\n").repeat(100_000)));
    inputs.extend(NUMBERS.map(|number| {
        let all = ["arrivalRatePerS", "avgInputTokens", "avgOutputTokens", "currentReplicas"]
            .map(|field| format!("{field}: {number}"))
            .join(", ");
        (number, format!("- {{variant: {demo}, {all}}}"))
    }));
    survived(fuzz::observations, inputs);
}

#[test]
fn large_and_strange_pages_are_survived() {
    let line = |text: &mut String, n: usize| {
        writeln!(text, "vllm:num_requests_waiting{{model_name=\"m\",pod=\"p{n}\"}} 1").unwrap();
    };
    let mut inputs = vec![
        ("nothing", String::new()),
        ("a million series", each(1_000_000, line)),
        ("fifty thousand pods", each(50_000, line)),
        ("one series often", "vllm:num_requests_waiting{pod=\"p\"} 1\n".repeat(200_000)),
        ("labels", format!("vllm:num_requests_waiting{{{}}} 1", "a=\"b\",".repeat(5_000))),
        ("one line of 100 MB", "v".repeat(100_000_000)),
        ("100 MB of lines", "x 1\n".repeat(25_000_000)),
        ("open quotes", "vllm:num_requests_waiting{pod=\"".repeat(50_000)),
    ];
    inputs.extend(NUMBERS.map(|number| {
        let page = format!("vllm:num_requests_waiting{{model_name=\"m\",pod=\"p\"}} {number}");
        (number, format!("{page}\n# next page\n{page}\n"))
    }));
    survived(fuzz::metrics, inputs);
}

#[test]
fn large_and_strange_snapshots_are_survived() {
    let snapshot = |variants: &str| {
        format!(
            r#"{{"interfaceVersion":"0.1.0","snapshot":{{"atUnixS":1,"currency":"","accelerators":[],
               "profiles":[],"workloads":[{{"key":"w","model":"m","priority":1}}],
               "variants":[{variants}]}}}}"#
        )
    };
    let variant = |text: &mut String, n: usize| {
        let comma = if n == 0 { "" } else { "," };
        write!(
            text,
            r#"{comma}{{"name":"n/v{n}","workload":"w","keepAccelerator":true,"minReplicas":0,"observed":{{}}}}"#
        )
        .unwrap();
    };
    let one = each(1, variant);
    let mut inputs = vec![
        ("nothing", String::new()),
        ("depth", "[".repeat(1_000_000)),
        ("depth of objects", "{\"a\":".repeat(1_000_000)),
        ("a million variants", snapshot(&each(1_000_000, variant))),
        ("the most variants", snapshot(&each(20_000, variant))),
        ("one variant twice", snapshot(&format!("{one},{one}"))),
        ("100 MB of blanks", " ".repeat(100_000_000)),
        ("a name of 100 MB", snapshot(&one.replace("n/v0", &"x".repeat(100_000_000)))),
    ];
    inputs.extend(NUMBERS.map(|number| {
        (number, snapshot(&one.replace("\"minReplicas\":0", &format!("\"minReplicas\":{number}"))))
    }));
    survived(fuzz::snapshot, inputs);
}

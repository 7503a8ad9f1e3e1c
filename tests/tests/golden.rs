//! The runner notices one altered number, a file without cases and a rule used too often.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail")]

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use wva_tests::golden::load::{LoadError, file};
use wva_tests::golden::{Report, allocation, optimize, queue_analysis, sizing};

type Run = fn(&Path) -> Result<Report, LoadError>;

const OPTIMIZE: Run = |dir| optimize::run(dir, "optimize_1.json");

/// File, its runner, and the parts of a case that say what upstream or the reference found.
const FILES: [(&str, Run, &[&str]); 4] = [
    ("queue_analysis", queue_analysis::run, &["upstream", "reference_f64"]),
    ("sizing", sizing::run, &["upstream", "reference_f64", "accept_interval_rps"]),
    (
        "allocation",
        allocation::run,
        &["create_allocation", "reference_f64", "server_calculate_candidates"],
    ),
    ("optimize_1", OPTIMIZE, &["candidates", "variants"]),
];

/// How often upstream's map order was tried: nothing to compare with.
const UPSTREAM_ONLY: [&str; 2] = ["seen_of_20_runs", "distinct_solutions_seen"];

/// Cases of each file, and the numbers of one case, that are altered.
const CASES: usize = 12;
const NUMBERS: usize = 120;

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("wva-golden-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn run(&self, name: &str, run: Run, cases: &[Value]) -> Report {
        let text = json!({ "cases": cases }).to_string();
        std::fs::write(self.0.join(format!("{name}.json")), text).unwrap();
        run(&self.0).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn all_cases(name: &str) -> Vec<Value> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden");
    let text: Value = file(&dir, &format!("{name}.json")).unwrap();
    text["cases"].as_array().unwrap().clone()
}

/// Cases without a flag, the smallest first, of which a rule takes nothing out.
fn plain_cases(folder: &Folder, (name, run, parts): (&str, Run, &[&str])) -> Vec<Value> {
    let mut cases = all_cases(name);
    cases.retain(|case| case["flags"].is_null());
    cases.sort_by_key(|case| case.to_string().len());
    let in_full = |case: &&Value| {
        if parts.iter().any(|part| compared(&[part], case).is_empty()) {
            return false;
        }
        let report = folder.run(name, run, &[(*case).clone()]);
        assert!(report.failures().is_empty(), "{report}");
        !report.to_string().contains("in part")
    };
    // Neither the emptiest nor the largest.
    let start = cases.len() / 4;
    cases[start..].iter().filter(in_full).take(CASES).cloned().collect()
}

/// Pointers to all numbers that 2 % change.
fn numbers(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields.iter().filter(|(name, _)| !is_upstreams(name)) {
                numbers(field, &format!("{at}/{name}"), found);
            }
        }
        Value::Array(items) => {
            for (i, item) in items.iter().enumerate() {
                numbers(item, &format!("{at}/{i}"), found);
            }
        }
        Value::Number(number) if number.as_f64().unwrap().abs() > 1e-6 => found.push(at.to_owned()),
        _ => {}
    }
}

fn is_upstreams(name: &str) -> bool {
    UPSTREAM_ONLY.contains(&name)
}

/// A wait is held against 1e-4 of the response, so that 2 % of a short one may be.
fn short_wait(case: &Value, pointer: &str) -> bool {
    let Some(metrics) = pointer.strip_suffix("/avg_wait_time_ms") else { return false };
    let metrics = case.pointer(metrics).unwrap();
    let ms = |name: &str| metrics[name].as_f64().unwrap();
    ms("avg_wait_time_ms") < 0.01 * ms("avg_resp_time_ms")
}

fn altered(case: &Value, pointer: &str) -> Value {
    let mut case = case.clone();
    let number = case.pointer_mut(pointer).unwrap();
    *number = number.as_u64().map_or_else(
        || json!(number.as_f64().unwrap() * 1.02),
        |count| json!(count + (count / 50).max(1)),
    );
    case
}

/// Numbers of a case that must not change.
fn compared(parts: &[&str], case: &Value) -> Vec<String> {
    let mut found = Vec::new();
    for part in parts {
        numbers(&case[part], &format!("/{part}"), &mut found);
    }
    found.retain(|pointer| !short_wait(case, pointer));
    found
}

/// Numbers of a case of which 2 % more is not noticed.
fn unnoticed(
    folder: &Folder,
    (name, run, parts): (&str, Run, &[&str]),
    case: &Value,
) -> Vec<String> {
    let found = compared(parts, case);
    let step = found.len().div_ceil(NUMBERS).max(1);
    let missed = found
        .iter()
        .step_by(step)
        .filter(|pointer| folder.run(name, run, &[altered(case, pointer)]).failures().is_empty());
    missed.map(|pointer| format!("{name} {} {pointer}", case["id"])).collect()
}

#[test]
fn every_number_altered_by_two_percent_is_noticed() {
    let folder = Folder::new("altered");
    for file in FILES {
        let cases = plain_cases(&folder, file);
        assert!(cases.len() >= CASES / 2, "{}: only {} plain cases", file.0, cases.len());
        let missed: Vec<_> = cases.iter().flat_map(|case| unnoticed(&folder, file, case)).collect();
        assert!(missed.is_empty(), "{} of {}: {missed:#?}", missed.len(), file.0);
    }
}

#[test]
fn a_file_without_cases_fails() {
    let folder = Folder::new("empty");
    for (name, run, _) in FILES {
        assert_eq!(folder.run(name, run, &[]).failures().len(), 1, "{name}");
    }
}

#[test]
fn a_case_without_answers_fails() {
    let folder = Folder::new("hollow");
    for (name, run, parts) in FILES {
        let mut case = plain_cases(&folder, (name, run, parts)).remove(0);
        let part = parts[parts.len() - 1];
        if part != "accept_interval_rps" {
            case[part] = if case[part].is_array() { json!([]) } else { Value::Null };
            assert!(!folder.run(name, run, &[case]).failures().is_empty(), "{name}");
        }
    }
}

#[test]
fn a_rule_without_a_condition_is_rare() {
    let rule = wva_tests::golden::rule::Rule::rare("cases", "noise");
    let mut report = Report::default();
    for _ in 0..300 {
        report.unit("cases");
        report.case("a", &[]);
    }
    for _ in 0..3 {
        report.rule(&rule);
    }
    assert!(report.closed().failures().is_empty());
    let mut report = Report::default();
    for i in 0..300 {
        report.unit("cases");
        report.case("a", &[]);
        if i < 4 {
            report.rule(&rule);
        }
    }
    assert_eq!(report.closed().failures().len(), 1);
}

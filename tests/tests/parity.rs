//! The same bytes natively, in wasmtime and in node.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use wva::policy::{CallError, Policy};
use wva_component::json;
use wva_core::snapshot::{INTERFACE_VERSION, PolicyInput, Solver};
use wva_core::text::render;
use wva_tests::parity::{Answer, Question, questions};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn native(question: &Question) -> Answer {
    let answer = match question.call {
        "decide" => json::decide,
        "evaluate" => json::evaluate,
        "size" => json::size,
        _ => json::sweep,
    };
    answer(&question.input).into()
}

fn wasmtime(policy: &Policy, question: &Question) -> Answer {
    let answer = match question.call {
        "decide" => policy.decide_json(&question.input),
        "evaluate" => policy.evaluate_json(&question.input),
        "size" => policy.size_json(&question.input),
        _ => policy.sweep_json(&question.input),
    };
    match answer {
        Ok(bytes) => Answer::Ok(bytes),
        Err(CallError::Refused(error)) => Answer::Error(error),
        Err(error) => panic!("{error} on {}", question.input),
    }
}

/// `wva/policy.wasm` in the target directory, wherever that is: a parent of this program.
fn component() -> PathBuf {
    let program = std::env::current_exe().unwrap();
    let mut candidates = program.ancestors().map(|folder| folder.join("wva/policy.wasm"));
    let built = || candidates.find(|path| path.is_file());
    let path = std::env::var_os("WVA_POLICY").map(PathBuf::from).or_else(built);
    path.expect("the policy is not built yet: run `cargo xtask build` first")
}

fn node(questions: &[Question]) -> Vec<Answer> {
    let component = component();
    let out = std::env::temp_dir().join(format!("wva-parity-{}", std::process::id()));
    let mut child = Command::new("node")
        .arg(root().join("tests/parity/answer.mjs"))
        .args([&component, &out])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node is needed: run `cargo xtask test`, which says what to install");
    let mut stdin = child.stdin.take().unwrap();
    let lines: Vec<_> = questions.iter().map(|q| serde_json::to_string(q).unwrap()).collect();
    let writer = thread::spawn(move || lines.iter().try_for_each(|line| writeln!(stdin, "{line}")));
    let answers = BufReader::new(child.stdout.take().unwrap())
        .lines()
        .map(|line| serde_json::from_str(&line.unwrap()).unwrap())
        .collect();
    writer.join().unwrap().unwrap();
    assert!(child.wait().unwrap().success());
    let _ = std::fs::remove_dir_all(out);
    answers
}

#[test]
fn the_same_bytes_everywhere() {
    let questions = questions(root()).unwrap();
    let policy = Policy::embedded().unwrap();
    let in_node = node(&questions);
    assert_eq!(in_node.len(), questions.len());
    for (question, in_node) in questions.iter().zip(in_node) {
        let native = native(question);
        assert_eq!(native, wasmtime(&policy, question), "wasmtime differs on {}", question.input);
        assert_eq!(native, in_node, "node differs on {}", question.input);
    }
}

/// The input of a question that can be asked with types.
fn typed_input(question: &Question) -> Option<PolicyInput> {
    let input: PolicyInput = serde_json::from_str(&question.input).ok()?;
    (question.call == "decide" && input.interface_version == INTERFACE_VERSION).then_some(input)
}

#[test]
fn every_kind_of_question_is_asked() {
    let questions = questions(root()).unwrap();
    let answered = |call: &str, ok: bool| {
        let of_call = questions.iter().filter(|question| question.call == call);
        of_call.filter(|question| matches!(native(question), Answer::Ok(_)) == ok).count()
    };
    for (call, answers, refusals) in
        [("decide", 900, 8), ("evaluate", 400, 8), ("size", 700, 8), ("sweep", 400, 8)]
    {
        let counts = (answered(call, true), answered(call, false));
        assert!(counts.0 >= answers && counts.1 >= refusals, "{call}: {counts:?}");
    }
    let snapshots: Vec<_> =
        questions.iter().filter_map(typed_input).map(|input| input.snapshot).collect();
    let limited = snapshots.iter().filter(|s| matches!(s.solver, Some(Solver::Greedy(_))));
    assert!(limited.count() >= 8 * 90);
    let shared = snapshots.iter().filter(|s| s.workloads.len() < s.variants.len());
    assert!(shared.count() >= 50);
    let percentile = |q: &&Question| q.call == "size" && q.input.contains("\"percentile\":9");
    assert!(questions.iter().filter(percentile).count() >= 500);
}

#[test]
fn the_typed_call_agrees() {
    let policy = Policy::embedded().unwrap();
    for question in &questions(root()).unwrap() {
        let Some(input) = typed_input(question) else { continue };
        let typed = match policy.decide(&input.snapshot, &input.memory) {
            Ok(mut decision) => {
                render(&mut decision, &input.snapshot.currency);
                Answer::Ok(serde_json::to_string(&decision).unwrap())
            }
            Err(CallError::Refused(error)) => Answer::Error(error),
            Err(error) => panic!("{error} on {}", question.input),
        };
        assert_eq!(typed, native(question), "typed differs on {}", question.input);
    }
}

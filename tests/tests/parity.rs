//! The same bytes natively, in wasmtime and in node.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

use wva::policy::{CallError, Policy};
use wva_component::json;
use wva_core::snapshot::PolicyInput;
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

fn node(questions: &[Question]) -> Vec<Answer> {
    let component = root().join("target/wva/policy.wasm");
    let component = std::env::var_os("WVA_POLICY").map_or(component, Into::into);
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
    assert!(questions.len() > 1000, "only {} cases", questions.len());
    let policy = Policy::embedded().unwrap();
    let in_node = node(&questions);
    assert_eq!(in_node.len(), questions.len());
    for (question, in_node) in questions.iter().zip(in_node) {
        let native = native(question);
        assert_eq!(native, wasmtime(&policy, question), "wasmtime differs on {}", question.input);
        assert_eq!(native, in_node, "node differs on {}", question.input);
    }
}

#[test]
fn the_typed_call_agrees() {
    let policy = Policy::embedded().unwrap();
    for question in questions(root()).unwrap().iter().filter(|q| q.call == "decide").skip(1) {
        let input: PolicyInput = serde_json::from_str(&question.input).unwrap();
        let typed = match policy.decide(&input.snapshot, &input.memory) {
            Ok(decision) => Answer::Ok(serde_json::to_string(&decision).unwrap()),
            Err(CallError::Refused(error)) => Answer::Error(error),
            Err(error) => panic!("{error} on {}", question.input),
        };
        assert_eq!(typed, native(question), "typed differs on {}", question.input);
    }
}

//! Policies that answer, but not what they were asked.

use serde_json::{Value, json};
use wva::policy::{Answer, CallError, Policy};
use wva_core::snapshot::PolicyInput;

use crate::component::Parts;

impl Parts {
    /// A policy that answers this to every question in JSON.
    pub(crate) fn answers(text: &str) -> Self {
        // A result, its tag in the first byte.
        const RESULT: usize = 2048;
        let at = 2 * RESULT;
        let ok = format!(
            "(i32.store (i32.const {}) (i32.const {at})) (i32.store (i32.const {}) (i32.const {})) \
             (i32.const {RESULT})",
            RESULT + 4,
            RESULT + 8,
            text.len()
        );
        let bytes = text.bytes().fold(String::new(), |all, byte| all + &format!("\\{byte:02x}"));
        // The question goes behind the answer, which has a MiB of room.
        let behind = (at + text.len()).next_multiple_of(16);
        Self {
            pages: u32::try_from(behind >> 16).unwrap() + 17,
            realloc: format!("(i32.const {behind})"),
            decide_json: ok,
            more: format!("(data (i32.const {at}) \"{bytes}\")"),
            ..Self::default()
        }
    }
}

/// Two variants of two workloads; of the second one nothing is known.
fn question() -> Value {
    let variant = |name: &str, workload: &str| {
        json!({"name": name, "workload": workload, "accelerator": "A100", "keepAccelerator": true,
               "minReplicas": 1, "maxReplicas": 3, "observed": {"currentReplicas": 5}})
    };
    let workload = |key: &str| json!({"key": key, "model": "m", "priority": 1});
    json!({"interfaceVersion": "0.1.0",
        "memory": [{"workload": "gone", "bytes": [1]}],
        "snapshot": {"atUnixS": 7.0, "currency": "cents", "accelerators": [], "profiles": [],
                     "workloads": [workload("w1"), workload("w2")],
                     "variants": [variant("ns/a", "w1"), variant("ns/b", "w2")]}})
}

/// A good answer to it.
fn answer() -> Value {
    let variant = |name: &str, workload: &str| {
        json!({"variant": name, "workload": workload, "decided": true, "accelerator": "A100",
               "currentReplicas": 5, "wantedReplicas": 2, "desiredReplicas": 2,
               "costPerHour": 2.5, "sentence": "", "others": [], "warnings": [],
               "binds": {"code": "itl", "text": "", "values": []}})
    };
    json!({"atUnixS": 7.0, "costPerHour": 5.0, "memory": [{"workload": "w1", "bytes": [1, 2]}],
           "variants": [variant("ns/a", "w1"), variant("ns/b", "w2")]})
}

/// What is taken of this answer to the question.
fn answered(text: &str) -> Result<Answer, CallError> {
    let policy = Policy::from_bytes(&Parts::answers(text).build()).unwrap();
    policy.answer_json(&question().to_string())
}

/// The defect of an answer, or of the first workload that is refused.
fn judged(text: &str) -> Result<(), String> {
    let why = match answered(text) {
        Ok(Answer { written, refused, .. }) => match refused.into_iter().next() {
            None => {
                assert_eq!(written.as_deref(), Some(text));
                return Ok(());
            }
            Some(first) => {
                assert_eq!(written, None);
                first.why
            }
        },
        Err(error) => error,
    };
    match why {
        CallError::InvalidOutput { text } => Err(text),
        other => panic!("{other}"),
    }
}

/// The good answer with one value changed.
fn changed(pointer: &str, value: Value) -> String {
    let mut answer = answer();
    let (parent, field) = pointer.rsplit_once('/').unwrap();
    match answer.pointer_mut(parent).unwrap() {
        Value::Object(fields) => drop(fields.insert(field.to_owned(), value)),
        Value::Array(list) if field == "-" => list.push(value),
        Value::Array(list) => list[field.parse::<usize>().unwrap()] = value,
        other => panic!("{other}"),
    }
    answer.to_string()
}

#[test]
fn a_good_answer_is_taken() {
    assert_eq!(judged(&answer().to_string()), Ok(()));
    assert_eq!(judged(&changed("/memory/-", json!({"workload": "gone", "bytes": [1]}))), Ok(()));
    assert_eq!(judged(&changed("/somethingNew", json!(1))), Ok(()));
}

/// What a refused workload had before takes the place of the answer; the other one is decided.
#[test]
fn a_defect_costs_only_its_workload() {
    let mut answer = answer();
    answer["memory"].as_array_mut().unwrap().push(json!({"workload": "w2", "bytes": [3]}));
    answer["variants"][1]["desiredReplicas"] = json!(4);
    let Answer { decision, written, refused } = answered(&answer.to_string()).unwrap();
    assert_eq!(written, None);
    let [first] = refused.as_slice() else { panic!("{refused:?}") };
    let said = "workload `w2` keeps its replicas and memory: the policy's answer is invalid: \
                variant `ns/b`: desiredReplicas 4 is outside of 1 to 3";
    assert_eq!(first.to_string(), said);
    let [a, b] = decision.variants.as_slice() else { panic!("{decision:?}") };
    assert_eq!((a.decided, a.desired_replicas), (true, Some(2)));
    assert_eq!((b.decided, b.desired_replicas), (false, Some(5)));
    assert_eq!(b.binds.code, "refused-answer");
    let because = said.split_once(": ").unwrap().1;
    assert_eq!(b.sentence, format!("ns/b: undecided, stays at 5, because {because}"));
    assert!(decision.cost_per_hour.total_cmp(&2.5).is_eq());
    // Of `w2` nothing was remembered before.
    let memory = serde_json::to_value(&decision.memory).unwrap();
    assert_eq!(memory, json!([{"workload": "w1", "bytes": [1, 2]}]));
}

/// Of a decided variant the replicas are said, unless none are known.
#[test]
fn a_decided_variant_has_a_number() {
    let none = changed("/variants/0/desiredReplicas", Value::Null);
    assert!(judged(&none).unwrap_err().contains("`ns/a` is decided without desiredReplicas"));
    let mut undecided: Value = serde_json::from_str(&none).unwrap();
    undecided["variants"][0]["decided"] = json!(false);
    assert_eq!(judged(&undecided.to_string()), Ok(()));
}

#[test]
fn what_is_no_decision_is_refused() {
    let nested = "[".repeat(100_000);
    let text = answer().to_string();
    let number = |value: &str| text.replacen("2.5", value, 1);
    let cases = [
        "",
        "hello",
        "null",
        "[]",
        "{}",
        "7",
        "{\"atUnixS\":7",
        nested.as_str(),
        &number("NaN"),
        &number("1e999"),
        &number("\"2.5\""),
        &number("Infinity"),
        &text.replacen("\"desiredReplicas\":2", "\"desiredReplicas\":-1", 1),
        &text.replacen("\"desiredReplicas\":2", "\"desiredReplicas\":1.5", 1),
        &text.replacen("\"desiredReplicas\":2", "\"desiredReplicas\":4294967296", 1),
        &text.replacen("\"decided\":true", "\"decided\":\"yes\"", 1),
        &text.replacen("\"decided\":true,", "", 1),
        &text.replacen("\"decided\":true", "\"decided\":true,\"decided\":false", 1),
        &format!("{text} {text}"),
    ];
    for case in cases {
        let error = judged(case).unwrap_err();
        assert!(error.starts_with("it is not of the documented shape: "), "{case}: {error}");
        assert!(error.lines().count() == 1 && error.len() < 500, "{error}");
    }
}

#[test]
fn a_decision_about_something_else_is_refused() {
    let long = "x".repeat(20_000);
    let a = answer()["variants"][0].clone();
    let reason = |code: &str| json!({"code": code, "text": "", "values": []});
    let other = |variant: &str, accelerator: &str| {
        json!({"variant": variant, "accelerator": accelerator, "replicas": 1, "costPerHour": 1.0,
               "extraCostPerHour": 0.0})
    };
    let cases = [
        ("/atUnixS", json!(8.0), "it is for the time 8, not 7"),
        ("/costPerHour", json!(-1.0), "costPerHour `-1` is not 0 or more"),
        ("/variants", json!([]), "nothing is said of variant `ns/a`"),
        ("/variants", json!([a]), "nothing is said of variant `ns/b`"),
        ("/variants/-", a.clone(), "variant `ns/a` is there twice"),
        ("/variants/1", a.clone(), "variant `ns/a` is there twice"),
        ("/variants/0/variant", json!("ns/c"), "variant `ns/c` was not asked about"),
        ("/variants/0/variant", json!("a\u{1b}[2J\n"), "`a\\u001b[2J\\n` was not asked about"),
        ("/variants/0/workload", json!("w2"), "workload `w2` is not what was asked about"),
        ("/variants/0/currentReplicas", json!(1), "currentReplicas `1` is not what was asked"),
        ("/variants/0/accelerator", json!("B200"), "accelerator `B200` is not what was asked"),
        ("/variants/0/desiredReplicas", json!(0), "desiredReplicas 0 is outside of 1 to 3"),
        ("/variants/0/desiredReplicas", json!(4), "desiredReplicas 4 is outside of 1 to 3"),
        ("/variants/0/desiredReplicas", json!(u32::MAX), "is outside of 1 to 3"),
        ("/variants/0/costPerHour", json!(-2.5), "costPerHour `-2.5` is not 0 or more"),
        ("/variants/0/powerW", json!(-1.0), "powerW `-1` is not 0 or more"),
        ("/variants/0/sentence", json!(long), "sentence has 20000 bytes, at most 16384"),
        ("/variants/0/binds/text", json!(long), "text has 20000 bytes, at most 16384"),
        ("/variants/0/binds/code", json!("a b"), "code is no word"),
        ("/variants/0/binds/code", json!(""), "code is no word"),
        ("/variants/0/warnings", json!(vec![reason("x"); 33]), "warnings has 33 entries"),
        ("/variants/0/warnings", json!([reason("\n")]), "code is no word"),
        ("/variants/0/runnerUp", other("ns/c", "A100"), "alternative `ns/c` is not what was"),
        ("/variants/0/recommendation", other("ns/b", "B200"), "alternative `B200` is not what"),
        ("/memory/0/workload", json!("w3"), "memory for workload `w3`, which was not asked about"),
        ("/memory/-", json!({"workload": "w1", "bytes": []}), "workload `w1` is there twice"),
        (
            "/memory/0/bytes",
            json!(vec![1; 4097]),
            "4097 bytes of memory for workload `w1`, at most 4096",
        ),
    ];
    for (pointer, value, expected) in cases {
        let error = judged(&changed(pointer, value)).expect_err(expected);
        assert!(error.contains(expected), "{pointer}: {error}");
        assert_eq!(error.lines().count(), 1, "{error}");
    }
}

#[test]
fn others_are_there_once() {
    let other = json!({"variant": "ns/a", "accelerator": "A100",
                       "reason": {"code": "no-profile", "text": "", "values": []}});
    assert_eq!(judged(&changed("/variants/0/others", json!([other]))), Ok(()));
    let twice = judged(&changed("/variants/0/others", json!([other, other]))).unwrap_err();
    assert!(twice.contains("others `ns/a on A100` is not what was asked about"), "{twice}");
}

#[test]
fn what_is_held_may_stay_above_its_maximum_but_not_grow() {
    let held = |code: &str, decided: bool, desired: u32| {
        let mut answer = answer();
        let variant = &mut answer["variants"][0];
        variant["binds"]["code"] = json!(code);
        variant["decided"] = json!(decided);
        variant["desiredReplicas"] = json!(desired);
        judged(&answer.to_string()).is_ok()
    };
    assert!(held("make-before-break", true, 5));
    assert!(held("partly-unknown-load", true, 4));
    assert!(!held("make-before-break", true, 6));
    assert!(!held("itl", true, 5));
    assert!(held("unknown-load", false, 5));
    assert!(held("unknown-load", false, 1));
    assert!(!held("unknown-load", false, 0), "the minimum is for what is undecided, too");
    assert!(!held("unknown-load", false, 6));
}

#[test]
fn nobody_answers_what_is_no_question() {
    let policy = Policy::from_bytes(&Parts::answers(&answer().to_string()).build()).unwrap();
    for input in ["", "{}", "]", r#"{"interfaceVersion":"0.1.0","snapshot":7}"#] {
        let error = policy.decide_json(input).unwrap_err().to_string();
        assert!(error.ends_with("it is an answer, but the input is no question"), "{error}");
    }
}

/// What JSON cannot say, typed records can.
#[test]
fn typed_answers_are_judged_too() {
    let empty = r#"{"interfaceVersion":"0.1.0","snapshot":{"atUnixS":0,"currency":"","accelerators":[],
                    "profiles":[],"workloads":[],"variants":[]}}"#;
    let none: PolicyInput = serde_json::from_str(empty).unwrap();
    let two: PolicyInput = serde_json::from_value(question()).unwrap();
    // A result at 200: the tag, then time and cost, then two empty lists.
    let with_cost = |cost: &str| Parts {
        decide: format!("(f64.store (i32.const 216) (f64.const {cost})) (i32.const 200)"),
        ..Parts::default()
    };
    let judged = |parts: &Parts, asked: &PolicyInput| {
        let policy = Policy::from_bytes(&parts.build()).unwrap();
        policy.decide(&asked.snapshot, &asked.memory).map(drop).map_err(|error| error.to_string())
    };
    assert_eq!(judged(&with_cost("0"), &none), Ok(()));
    for cost in ["nan", "inf", "-inf", "-1"] {
        let error = judged(&with_cost(cost), &none).unwrap_err();
        assert!(error.contains("the whole: costPerHour"), "{error}");
    }
    let error = judged(&with_cost("0"), &two).unwrap_err();
    assert!(error.ends_with("it is for the time 0, not 7"), "{error}");
    // As many variants as fit into the memory, all of them empty.
    let many = "(i32.store (i32.const 224) (i32.const 4096)) \
                (i32.store (i32.const 228) (i32.const 100)) (i32.const 200)";
    let parts = Parts { decide: many.to_owned(), pages: 16, ..Parts::default() };
    assert!(judged(&parts, &none).unwrap_err().contains("variant `` was not asked about"));
    let endless = many.replace("100)) (i32.const 200)", "-1)) (i32.const 200)");
    let parts = Parts { decide: endless, ..parts };
    assert!(judged(&parts, &none).is_err());
}

//! What it answers in JSON: a good answer, spoiled in one way.

use serde_json::{Value, json};

use crate::exports::wva::policy::policy::PolicyError;
use crate::{harm, poison};

const ESC: &str = "\u{1b}[2J\u{1b}[1;1H\u{1b}]0;pwned\u{7}\u{1b}[31mALL GREEN\u{9b}5m";

/// A question, and the good answer to it.
struct Asked {
    snapshot: Value,
    answer: Value,
}

pub fn answer(input: &str) -> Result<String, PolicyError> {
    let question: Value = serde_json::from_str(input).unwrap();
    let snapshot = question["snapshot"].clone();
    let how = snapshot["currency"].as_str().unwrap_or_default().to_owned();
    let mut asked = Asked { answer: good(&snapshot), snapshot };
    if let Some(text) = poison::json(&how, &asked.snapshot, &asked.answer) {
        return Ok(text);
    }
    if let Some(refusal) = refusal(&how) {
        return Err(refusal);
    }
    if let Some(text) = text(&how, &asked.answer) {
        return Ok(text);
    }
    if numbers(&how, &mut asked)
        || replies(&how, &mut asked)
        || whole(&how, &mut asked)
        || handover(&how, &mut asked)
        || memory(&how, &mut asked)
        || resources(&how, &mut asked)
    {
        return Ok(asked.answer.to_string());
    }
    Err(error("what", "currency", &how))
}

fn error(code: &str, field: &str, text: &str) -> PolicyError {
    PolicyError { code: code.into(), field: field.into(), text: text.into() }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn good(snapshot: &Value) -> Value {
    let variant = |v: &Value| {
        json!({
            "variant": v["name"], "workload": v["workload"], "decided": true,
            "accelerator": v["accelerator"], "currentReplicas": v["observed"]["currentReplicas"],
            "wantedReplicas": v["minReplicas"], "desiredReplicas": v["minReplicas"],
            "maxBatch": null, "costPerHour": null, "powerW": null, "load": null, "loadSource": null, "targets": null,
            "expected": null, "meetsTargets": null,
            "binds": {"code": "ttft", "text": "because I say so", "values": []},
            "recommendation": null, "runnerUp": null, "others": [], "warnings": [],
            "sentence": "all is well"
        })
    };
    let variants: Vec<_> = list(&snapshot["variants"]).iter().map(variant).collect();
    json!({"atUnixS": snapshot["atUnixS"], "costPerHour": 0.0, "memory": [], "variants": variants})
}

impl Asked {
    /// The first variant that was asked about.
    fn variant(&self) -> Value {
        self.snapshot["variants"][0].clone()
    }

    fn count(&self) -> usize {
        list(&self.snapshot["variants"]).len()
    }

    fn max_replicas(&self) -> u64 {
        self.variant()["maxReplicas"].as_u64().unwrap_or(1_000_000)
    }

    /// Says the same of every variant, in a field or in a field of its reason.
    fn all(&mut self, field: &str, value: Value) {
        for i in 0..self.count() {
            match field.strip_prefix("binds.") {
                Some(field) => self.answer["variants"][i]["binds"][field] = value.clone(),
                None => self.answer["variants"][i][field] = value.clone(),
            }
        }
    }

    fn answers(&mut self) -> &mut Vec<Value> {
        self.answer["variants"].as_array_mut().unwrap()
    }
}

fn refusal(how: &str) -> Option<PolicyError> {
    Some(match how {
        "refuse" => error("invalid-input", ESC, ESC),
        "refuse-huge" => {
            error(&"c".repeat(1_000_000), &"f".repeat(1_000_000), &"t".repeat(30_000_000))
        }
        "refuse-bidi" => error("\u{202e}x", "\u{2066}\u{200b}", "\u{202e}drow"),
        "refuse-internal" => error("internal", "", ""),
        _ => return None,
    })
}

/// What a value cannot say.
fn text(how: &str, good: &Value) -> Option<String> {
    let text = good.to_string();
    let nested = |levels: usize| {
        let value = format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        text.replacen('{', &format!("{{\"evil\":{value},"), 1)
    };
    let again = "\"desiredReplicas\":1,\"desiredReplicas\":";
    Some(match how {
        "not-json" => "hello".into(),
        "empty" => String::new(),
        "array" => "[]".into(),
        "nan" => text.replace("\"costPerHour\":0.0", "\"costPerHour\":NaN"),
        "expected-1e309" => text.replace("\"costPerHour\":0.0", "\"costPerHour\":1e309"),
        "dup-key" => text.replace("\"desiredReplicas\":", again),
        "raw-esc" => text.replace("all is well", "all is \u{7f}\u{9b}31mwell"),
        "json-whitespace-esc" => format!("\n\n{text}\n\n"),
        "extra-60mb" => format!("{text}{}", " ".repeat(60_000_000)),
        "deep" => nested(3_000_000),
        "deep100" => nested(120),
        _ => return None,
    })
}

fn numbers(how: &str, asked: &mut Asked) -> bool {
    let most = asked.max_replicas();
    let variant = asked.variant();
    let current = variant["observed"]["currentReplicas"].as_u64().unwrap_or(0);
    let at_unix_s = asked.snapshot["atUnixS"].as_f64().unwrap_or_default();
    let desired = match how {
        "ok" | "cents" => return true,
        "above" => json!(most + 1),
        "below" => json!(variant["minReplicas"].as_i64().unwrap_or_default() - 1),
        "max" => json!(most),
        "million" => json!(1_000_000),
        "float" => json!(2.5),
        "u64" => json!(u64::MAX),
        "negative" => json!(-1),
        "string" => json!("3"),
        "null" | "null-all" => Value::Null,
        "zero-undecided" | "zero-hold" => json!(0),
        "held-above" => json!(current),
        "flip-by-time" => json!((at_unix_s as u64 % 2) * most),
        "stateful" => {
            static CALLS: core::sync::atomic::AtomicU64 = core::sync::atomic::AtomicU64::new(0);
            json!(CALLS.fetch_add(1, core::sync::atomic::Ordering::Relaxed) + 1)
        }
        _ => return false,
    };
    asked.all("desiredReplicas", desired);
    match how {
        "null-all" => asked.all("wantedReplicas", Value::Null),
        "zero-undecided" => asked.all("decided", json!(false)),
        "zero-hold" => asked.all("binds.code", json!("unknown-load")),
        "held-above" => asked.all("binds.code", json!("retention")),
        _ => {}
    }
    true
}

/// What is said of each variant.
fn replies(how: &str, asked: &mut Asked) -> bool {
    let variant = asked.variant();
    let reason = |code: &str, text: &str| json!({"code": code, "text": text, "values": []});
    let values = |name: &str, count| vec![json!({"name": name, "value": 1.0}); count];
    let (field, value) = match how {
        "acc" => ("accelerator", json!("B300")),
        "workload" => ("workload", json!("other")),
        "current" => ("currentReplicas", json!(77)),
        "sentence-esc" => ("sentence", json!(ESC)),
        "sentence-newline" => ("sentence", json!("fine\n\nllm/b: 0 replicas\0\u{8}\u{8}\u{8}")),
        "sentence-bidi" => {
            ("sentence", json!("\u{202e}\u{2066}reversed\u{85}next\u{2028}line\u{feff}"))
        }
        "sentence-16k" => ("sentence", json!("x".repeat(16_384))),
        "sentence-17k" => ("sentence", json!("x".repeat(17_000))),
        "text-esc" => ("binds.text", json!(ESC)),
        "code-esc" => ("binds.code", json!(ESC)),
        "code-empty" => ("binds.code", json!("")),
        "code-64" => ("binds.code", json!("c".repeat(64))),
        "values-many" => ("binds.values", json!(values("x", 33))),
        "value-name-esc" => ("binds.values", json!(values("x\u{1b}", 1))),
        "warnings-32-16k" => ("warnings", json!(vec![reason("w", &"y".repeat(16_384)); 32])),
        "others-many" => {
            let other = json!({"variant": variant["name"], "accelerator": variant["accelerator"],
                               "reason": reason("x", "z")});
            ("others", json!(vec![other; 100_000]))
        }
        "alternative" => {
            let other = json!({"variant": variant["name"], "accelerator": variant["accelerator"],
                               "replicas": u32::MAX, "costPerHour": 0.0,
                               "extraCostPerHour": -1e300, "powerW": null});
            ("recommendation", other)
        }
        "expected-lie" => ("expected", absurd()),
        _ => return false,
    };
    asked.all(field, value);
    true
}

/// A prediction that cannot be.
fn absurd() -> Value {
    let latency = |mean_ms: f64| json!({"meanMs": mean_ms, "p50Ms": 0.0, "p90Ms": 0.0, "p95Ms": 0.0, "p99Ms": 0.0});
    json!({"arrivalRatePerS": 1.0, "throughputPerS": -5.0, "ttft": latency(-1e300),
           "itl": latency(1e300), "waitMs": 0.0, "prefillMs": 0.0, "responseMs": 0.0,
           "inService": 0.0, "utilization": -9e99, "loadRatio": 0.0, "maxRatePerS": 0.0})
}

/// What is said of the whole, and of whom.
fn whole(how: &str, asked: &mut Asked) -> bool {
    let first = asked.answer["variants"][0].clone();
    match how {
        "absent" => {
            for variant in asked.answers() {
                variant.as_object_mut().unwrap().remove("desiredReplicas");
            }
        }
        "one-undecided" => {
            asked.answers()[0]["decided"] = json!(false);
            asked.answers()[0]["desiredReplicas"] = json!(0);
        }
        "unknown" => {
            let mut other = first;
            other["variant"] = json!("kube-system/\u{1b}[31mevil");
            asked.answers().push(other);
        }
        "twice" => asked.answers().push(first),
        "missing" => drop(asked.answers().pop()),
        "none" => asked.answers().clear(),
        "reverse" => asked.answers().reverse(),
        "cost-neg" => asked.answer["costPerHour"] = json!(-1.0),
        "cost-huge" => asked.answer["costPerHour"] = json!(f64::MAX),
        "cost-lie" => {
            asked.answer["costPerHour"] = json!(0.01);
            asked.all("costPerHour", json!(0.0));
        }
        "time" => asked.answer["atUnixS"] = json!(0.0),
        "extra-fields" => {
            asked.answer["evil"] = json!("\u{1b}[31m");
            asked.all("evil", json!(ESC));
        }
        "extra-1mb" => asked.answer["evil"] = json!("x".repeat(1_000_000)),
        "extra-40mb" => asked.answer["evil"] = json!("x".repeat(40_000_000)),
        _ => return false,
    }
    true
}

/// The first variant is let go, and a lie told about the second, which is to take its load.
fn handover(how: &str, asked: &mut Asked) -> bool {
    let most = asked.max_replicas();
    match how {
        "handover-above" => asked.answers()[1]["desiredReplicas"] = json!(most + 1),
        "handover-null" => asked.answers()[1]["desiredReplicas"] = Value::Null,
        "handover-missing" => drop(asked.answers().remove(1)),
        "handover-undecided" => {
            asked.answers()[1]["decided"] = json!(false);
            asked.answers()[1]["desiredReplicas"] = json!(0);
        }
        _ => return false,
    }
    true
}

fn memory(how: &str, asked: &mut Asked) -> bool {
    let workload = asked.variant()["workload"].clone();
    let of = |workload: &Value, bytes: Vec<u8>| json!({"workload": workload, "bytes": bytes});
    asked.answer["memory"] = match how {
        "mem-ok" => json!([of(&workload, vec![7; 4096])]),
        "mem-over" => json!([of(&workload, vec![7; 4096 * asked.count() + 1])]),
        "mem-other" => json!([of(&json!("x/y\u{1b}[31m/z"), vec![1])]),
        "mem-twice" => json!([of(&workload, vec![1]), of(&workload, vec![1])]),
        "mem-builtin-forge" => json!([of(&workload, vec![2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])]),
        _ => return false,
    };
    true
}

fn resources(how: &str, asked: &mut Asked) -> bool {
    match how {
        "loop" => harm::forever(),
        "grow" => harm::grow(),
        "grow-250" => asked.answer["costPerHour"] = json!(harm::grow_to(240) as f64),
        "recurse" => asked.answer["costPerHour"] = json!(harm::recurse(0) as f64),
        "panic" => panic!("\u{1b}[31mno"),
        _ => return false,
    }
    true
}

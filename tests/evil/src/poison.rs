//! What it does only where certain variants are asked about: `KIND-on-LETTERS` is the word, and each
//! letter the name of a variant in namespace `ns`.

use serde_json::Value;

use crate::harm;

/// The kind of harm, if any of the names is one of those that set it off.
pub fn met<'a, 'n>(how: &'a str, mut names: impl Iterator<Item = &'n str>) -> Option<&'a str> {
    let (kind, letters) = how.split_once("-on-")?;
    let poisoned = |name: &str| {
        let letter = name.strip_prefix("ns/").unwrap_or_default();
        letter.len() == 1 && letters.contains(letter)
    };
    names.any(poisoned).then_some(kind)
}

/// Harm that a typed answer can do too.
pub fn act(kind: &str) {
    match kind {
        "loop" => harm::forever(),
        "grow" => harm::grow(),
        "trap" => panic!("no"),
        _ => {}
    }
}

/// The answer in JSON to a question of this kind.
pub fn json(how: &str, snapshot: &Value, good: &Value) -> Option<String> {
    how.split_once("-on-")?;
    if how.starts_with("share-on-") {
        return Some(shared(how, snapshot, good.clone()));
    }
    let names = good["variants"].as_array()?.iter().filter_map(|v| v["variant"].as_str());
    let Some(kind) = met(how, names) else { return Some(good.to_string()) };
    act(kind);
    let text = good.to_string();
    Some(match kind {
        "nan" => text.replace("\"costPerHour\":0.0", "\"costPerHour\":null"),
        "time" => text.replace("\"atUnixS\":", "\"atUnixS\":9"),
        _ => text,
    })
}

/// All devices are given away, as many to each variant, with nonsense for those that set it off.
fn shared(how: &str, snapshot: &Value, mut good: Value) -> String {
    let units = snapshot["capacities"][0]["units"].as_u64().unwrap_or_default();
    let variants = good["variants"].as_array_mut().unwrap();
    let each = units / variants.len() as u64;
    for variant in variants {
        let poisoned = met(how, variant["variant"].as_str().into_iter()).is_some();
        variant["desiredReplicas"] = if poisoned { Value::Null } else { each.into() };
    }
    good.to_string()
}

//! Service classes, from either format of the `ConfigMap`.

use wva_core::snapshot::{LatencyTarget, Targets};

use crate::config_map::entry::ConfigEntry;
use crate::document::fields::Fields;
use crate::document::range::{MILLISECONDS, PERCENTILE, TOKENS_PER_SECOND, WHOLE};
use crate::document::scope::Scope;
use crate::document::unique::Unique;
use crate::document::words::describe;
use crate::manifests::ClassEntry;
use crate::params::{PRIORITY_LAST, STEP_MS_LEAST, TTFT_MS_LEAST};

const ITL: [&str; 4] = ["slo-itl", "slo-tpot", "itl", "tpot"];
const TTFT: [&str; 3] = ["slo-ttft", "slo-ttw", "ttft"];
const TPS: [&str; 1] = ["slo-tps"];
const ITL_PERCENTILE: [&str; 1] = ["slo-itl-percentile"];
const TTFT_PERCENTILE: [&str; 1] = ["slo-ttft-percentile"];

/// The class and the model that a target belongs to.
struct Class<'a> {
    name: &'a str,
    stem: Option<&'a str>,
    priority: u32,
}

/// All class entries that have nothing wrong.
pub(crate) fn read(entries: &[ConfigEntry], scope: &Scope<'_>) -> Vec<ClassEntry> {
    let mut unique = Unique::default();
    let mut classes = Vec::new();
    for entry in entries {
        read_entry(entry, scope, &mut unique, &mut classes);
    }
    classes
}

fn read_entry(
    entry: &ConfigEntry,
    scope: &Scope<'_>,
    unique: &mut Unique,
    classes: &mut Vec<ClassEntry>,
) {
    let log = scope.log;
    let before = log.errors();
    let nested = entry.node.get("data").is_some();
    let known =
        if nested { vec!["name", "priority", "data"] } else { of_model(&["name", "priority"]) };
    let Some(fields) = entry.found(scope).fields(&known) else {
        return;
    };
    let priority = priority(&fields);
    let name = match &entry.stem {
        Some(stem) => fields.text(&["name"]).or(Some(stem)),
        None => fields.need(&["name"]).and_then(|found| found.text()),
    };
    let class = name.map(|name| Class { name, stem: entry.stem.as_deref(), priority });
    let models = if nested {
        let items = fields.get(&["data"]).map_or_else(Vec::new, |list| list.items());
        items.into_iter().filter_map(|item| item.fields(&of_model(&[]))).collect()
    } else {
        vec![fields]
    };
    let Some(class) = class else {
        return;
    };
    let sound = log.errors() == before;
    for fields in models {
        let before = log.errors();
        let entry = promise(&fields, &class, unique);
        classes.extend(entry.filter(|_| sound && log.errors() == before));
    }
}

fn of_model(own: &[&'static str]) -> Vec<&'static str> {
    let names = [&["model"][..], own, &ITL, &TTFT, &TPS, &ITL_PERCENTILE, &TTFT_PERCENTILE];
    names.concat()
}

/// Upstream's rule: a priority out of range counts as 100, served last, and so does a missing one.
fn priority(fields: &Fields<'_>) -> u32 {
    let Some(found) = fields.get(&["priority"]) else {
        return PRIORITY_LAST;
    };
    if found.number(WHOLE).is_none() {
        return PRIORITY_LAST;
    }
    let given = found.node.text().and_then(|text| text.trim().parse::<u32>().ok());
    given.filter(|priority| (1..=PRIORITY_LAST).contains(priority)).unwrap_or_else(|| {
        let given = describe(found.node);
        let text = format!("{given} is not between 1 and {PRIORITY_LAST}; {PRIORITY_LAST} is used");
        found.scope.warn(found.node.at, text);
        PRIORITY_LAST
    })
}

fn promise(fields: &Fields<'_>, class: &Class<'_>, unique: &mut Unique) -> Option<ClassEntry> {
    let model = fields.need(&["model"]).and_then(|found| found.text());
    let targets = Targets {
        ttft: target(fields, &TTFT, &TTFT_PERCENTILE, TTFT_MS_LEAST),
        itl: target(fields, &ITL, &ITL_PERCENTILE, STEP_MS_LEAST),
        tps_tokens_per_s: fields.number(&TPS, TOKENS_PER_SECOND).filter(|rate| *rate > 0.0),
    };
    let model = model?;
    // Classes are matched ignoring case, so names that differ in nothing else are the same.
    unique.check(
        &fields.scope,
        fields.at,
        format!("class `{}` of model `{model}`", class.name.to_lowercase()),
    );
    Some(ClassEntry {
        class: class.name.to_owned(),
        stem: class.stem.map(str::to_owned),
        model: model.to_owned(),
        priority: class.priority,
        targets,
        place: fields.scope.place(fields.at),
    })
}

/// A latency with its percentile; 0 is no target, as upstream has it. Below `least_ms` it is probably one
/// in seconds.
fn target(
    fields: &Fields<'_>,
    names: &[&str],
    percentile: &[&str],
    least_ms: f64,
) -> Option<LatencyTarget> {
    let found = fields.get(names);
    let at_most_ms = found.as_ref().and_then(|found| found.number(MILLISECONDS));
    let at_most_ms = at_most_ms.filter(|limit| *limit > 0.0);
    if let Some(found) = found.filter(|_| at_most_ms.is_some_and(|limit| limit < least_ms)) {
        let given = describe(found.node);
        let text =
            format!("{given} ms is less than any server takes; expected milliseconds, not seconds");
        found.scope.warn(found.node.at, text);
    }
    let share = fields.number(percentile, PERCENTILE);
    if let (None, Some(_), Some(found)) = (at_most_ms, share, fields.get(percentile)) {
        let name = names.first().unwrap_or(&"");
        let text = format!("has no effect without `{name}`");
        found.scope.warn(found.node.at, text);
    }
    at_most_ms.map(|at_most_ms| LatencyTarget { at_most_ms, percentile: share })
}

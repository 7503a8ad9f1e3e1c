//! Upstream's `ConfigMap` of scale to zero: for which models it is allowed, and after how long.

use std::collections::BTreeMap;

use crate::config_map::entry::ConfigEntry;
use crate::document::fields::{Fields, Found};
use crate::document::quantity::seconds;
use crate::document::scope::Scope;
use crate::manifests::ScaleToZero;
use crate::params::RETENTION_S_UNUSUAL;
use wva_core::order::sort_by;

const MODEL: [&str; 2] = ["model_id", "modelID"];
const ENABLED: [&str; 2] = ["enable_scale_to_zero", "enableScaleToZero"];
const RETENTION: [&str; 2] = ["retention_period", "retentionPeriod"];
const NAMESPACE: &str = "namespace";
/// Fields that show an entry to be of this kind.
pub(crate) const FIELDS: [&str; 4] =
    ["enable_scale_to_zero", "enableScaleToZero", "retention_period", "retentionPeriod"];
const DEFAULTS: [&str; 2] = ["default", "__defaults__"];

/// All entries that have nothing wrong; of two for one model the one with the first key.
pub(crate) fn read(entries: &[ConfigEntry], scope: &Scope<'_>) -> Vec<ScaleToZero> {
    let mut ordered: Vec<&ConfigEntry> = entries.iter().collect();
    sort_by(&mut ordered, |a, b| a.stem.cmp(&b.stem));
    let mut rules: Vec<ScaleToZero> = Vec::new();
    let mut known = BTreeMap::new();
    for entry in ordered {
        let before = scope.log.errors();
        let Some((rule, place)) = rule(entry, scope) else { continue };
        if scope.log.errors() > before {
            continue;
        }
        if let Some(first) = known.get(&rule.model) {
            let text = format!("is not used: {first} says it of the same model");
            place.warn(entry.node.at, text);
        } else {
            known.insert(rule.model.clone(), rule.place.clone());
            rules.push(rule);
        }
    }
    rules
}

fn rule<'s>(entry: &'s ConfigEntry, scope: &Scope<'s>) -> Option<(ScaleToZero, Scope<'s>)> {
    let known = [&MODEL[..], &ENABLED, &RETENTION, &[NAMESPACE]].concat();
    let fields = entry.found(scope).fields(&known)?;
    let default = entry.stem.as_deref().is_some_and(|stem| DEFAULTS.contains(&stem));
    let model = if default {
        None
    } else {
        Some(fields.need(&MODEL).and_then(|found| found.text())?.to_owned())
    };
    if let Some(found) = fields.get(&[NAMESPACE]) {
        let text = "has no effect: an entry holds for its model in every namespace".to_owned();
        found.scope.note(found.node.at, text);
    }
    let rule = ScaleToZero {
        model,
        enabled: fields.get(&ENABLED).and_then(|found| found.boolean()),
        retention_s: retention(&fields),
        place: fields.scope.place(fields.at),
    };
    Some((rule, fields.scope))
}

fn retention(fields: &Fields<'_>) -> Option<f64> {
    let found: Found<'_> = fields.get(&RETENTION)?;
    let Some(given) = found.node.text().and_then(seconds).filter(|given| *given > 0.0) else {
        found.wrong("a period", "a duration above 0, such as `10m` or `1h30m`");
        return None;
    };
    if given > RETENTION_S_UNUSUAL {
        found.scope.warn(found.node.at, "is more than a day".to_owned());
    }
    Some(given)
}

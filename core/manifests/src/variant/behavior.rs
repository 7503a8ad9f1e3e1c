//! `behavior`: how fast replicas may change, in the words of the `HorizontalPodAutoscaler`.

use wva_core::snapshot::{Behavior, ScalingKind, ScalingPolicy, ScalingRules, SelectPolicy};

use crate::document::fields::{Fields, Found};
use crate::document::quantity::quantity;
use crate::document::words::one_of;
use crate::params::{POLICY_PERIOD_S_MAX, STABILIZATION_S_MAX};

const KINDS: [(&str, ScalingKind); 2] =
    [("Pods", ScalingKind::Pods), ("Percent", ScalingKind::Percent)];
const SELECT: [(&str, SelectPolicy); 3] =
    [("Max", SelectPolicy::Max), ("Min", SelectPolicy::Min), ("Disabled", SelectPolicy::Disabled)];

/// The rules for both directions.
pub(crate) fn read(found: Found<'_>) -> Option<Behavior> {
    let fields = found.fields(&["scaleUp", "scaleDown"])?;
    let [scale_up, scale_down] = ["scaleUp", "scaleDown"]
        .map(|name| fields.get(&[name]).and_then(rules).unwrap_or_default());
    Some(Behavior { scale_up, scale_down })
}

fn rules(found: Found<'_>) -> Option<ScalingRules> {
    let known = ["stabilizationWindowSeconds", "policies", "selectPolicy", "tolerance"];
    let fields = found.fields(&known)?;
    let policies = fields.get(&["policies"]);
    let policies =
        policies.map(|list| list.items().into_iter().filter_map(policy).collect::<Vec<_>>());
    Some(ScalingRules {
        stabilization_window_s: fields
            .get(&["stabilizationWindowSeconds"])
            .and_then(|found| found.whole_between(0, STABILIZATION_S_MAX)),
        policies,
        select_policy: named(&fields, "selectPolicy", &SELECT),
        tolerance: fields.get(&["tolerance"]).and_then(|found| tolerance(&found)),
    })
}

fn policy(found: Found<'_>) -> Option<ScalingPolicy> {
    let fields = found.fields(&["type", "value", "periodSeconds"])?;
    let kind = fields.need(&["type"]).and(named(&fields, "type", &KINDS));
    let value = fields.need(&["value"]).and_then(|found| found.whole(1));
    let period_s = fields
        .need(&["periodSeconds"])
        .and_then(|found| found.whole_between(1, POLICY_PERIOD_S_MAX));
    Some(ScalingPolicy { kind: kind?, value: value?, period_s: period_s? })
}

/// One of a few words, case and all.
fn named<T: Copy>(fields: &Fields<'_>, field: &str, words: &[(&str, T)]) -> Option<T> {
    let found = fields.get(&[field])?;
    let known = words.iter().find(|(name, _)| found.node.text() == Some(*name));
    if known.is_none() {
        found.wrong(&format!("a `{field}`"), &one_of(words.iter().map(|(name, _)| *name)));
    }
    known.map(|(_, word)| *word)
}

fn tolerance(found: &Found<'_>) -> Option<f64> {
    let value = found.node.text().and_then(quantity).filter(|value| *value >= 0.0);
    if value.is_none() {
        found.wrong("a tolerance", "0 or more, such as `0.1` or `100m`");
    }
    value
}

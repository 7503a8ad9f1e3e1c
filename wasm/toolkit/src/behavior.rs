//! How fast replicas may change, in the words of the HorizontalPodAutoscaler.

use wva_core::snapshot::{Behavior, ScalingKind, ScalingPolicy, ScalingRules, SelectPolicy};

use crate::yaml::Lines;

/// `behavior`; a direction that is left out has the defaults.
pub(crate) fn behavior(behavior: &Behavior, lines: &mut Lines) {
    if *behavior == Behavior::default() {
        return lines.line("behavior: {}");
    }
    lines.nested("behavior", |lines| {
        rules("scaleUp", &behavior.scale_up, lines);
        rules("scaleDown", &behavior.scale_down, lines);
    });
}

fn rules(name: &str, rules: &ScalingRules, lines: &mut Lines) {
    if *rules == ScalingRules::default() {
        return;
    }
    lines.nested(name, |lines| {
        lines.maybe("stabilizationWindowSeconds", rules.stabilization_window_s);
        match rules.policies.as_deref() {
            None => {}
            Some([]) => lines.line("policies: []"),
            Some(policies) => lines.nested("policies", |lines| {
                for policy in policies {
                    lines.item(|lines| step(*policy, lines));
                }
            }),
        }
        lines.text("selectPolicy", rules.select_policy.map(select));
        lines.maybe("tolerance", rules.tolerance);
    });
}

fn step(policy: ScalingPolicy, lines: &mut Lines) {
    let kind = match policy.kind {
        ScalingKind::Pods => "Pods",
        ScalingKind::Percent => "Percent",
    };
    lines.text("type", kind);
    lines.field("value", policy.value);
    lines.field("periodSeconds", policy.period_s);
}

fn select(policy: SelectPolicy) -> &'static str {
    match policy {
        SelectPolicy::Max => "Max",
        SelectPolicy::Min => "Min",
        SelectPolicy::Disabled => "Disabled",
    }
}

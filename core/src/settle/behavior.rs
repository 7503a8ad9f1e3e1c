//! How fast replicas may change: the HorizontalPodAutoscaler's `behavior`, over earlier
//! recommendations and changes.
//!
//! ```text
//! wanted --tolerance--> recommendation --stabilize--> --policies--> desired
//! ```
//!
//! # Source
//! Kubernetes `pkg/controller/podautoscaler/horizontal.go` of 1.3x: both windows count
//! whatever the direction, and a period begins with the replicas before all of its changes. Recorded
//! answers of the real controller, of 1.20, are in `tests/golden/hpa.json`.

use std::cmp::Ordering;

use super::step::Step;
use crate::memory::history::{History, Made};
use crate::params::{
    DEFAULT_STEP_PERCENT, DEFAULT_STEP_PERIOD_S, DEFAULT_STEP_PODS, REPLICAS_LIMIT,
    STABILIZATION_WINDOW_MAX_S, STABILIZE_DOWN_S,
};
use crate::reason::{Code, Reason};
use crate::snapshot::{Behavior, ScalingKind, ScalingPolicy, ScalingRules, SelectPolicy};
use wva_model::math::whole;

/// The step from `from` towards `asked` replicas that is allowed now, and the history with this
/// recommendation.
pub(super) fn pace(
    behavior: &Behavior,
    mut history: History,
    from: u32,
    asked: u32,
    now_s: f64,
) -> (Step, History) {
    let (up, down) = (Window::up(&behavior.scale_up), Window::down(&behavior.scale_down));
    let recommended = if within_tolerance(behavior, from, asked) { from } else { asked };
    history.recommend(Made { at_s: now_s, replicas: recommended }, from, up.0, down.0);
    let stable = stabilize(&history, from, up, down, now_s);
    let limited = limit(behavior, &history, from, stable, now_s);
    let reason = if limited != stable {
        Some(asked_reason(Code::ScalingPolicy, stable, from))
    } else if stable != recommended {
        let window = if stable < recommended { up } else { down };
        let reason = asked_reason(Code::Stabilization, recommended, from);
        Some(reason.with("windowS", window.0))
    } else if recommended != asked {
        Some(asked_reason(Code::Tolerance, asked, from))
    } else {
        None
    };
    (Step { replicas: Some(limited), reason }, history)
}

/// The step from `from` up to `asked` replicas that the scaling policies allow now, whatever was
/// recommended before.
pub(super) fn grow(
    behavior: &Behavior,
    history: &History,
    from: u32,
    asked: u32,
    now_s: f64,
) -> Step {
    let allowed = limit(behavior, history, from, asked.max(from), now_s);
    let short = allowed < asked;
    let reason = short.then(|| asked_reason(Code::ScalingPolicy, asked, from));
    Step { replicas: Some(allowed), reason }
}

/// Length of a stabilization window.
#[derive(Clone, Copy)]
struct Window(f64);

impl Window {
    fn up(rules: &ScalingRules) -> Self {
        Self::of(rules, 0)
    }

    fn down(rules: &ScalingRules) -> Self {
        Self::of(rules, STABILIZE_DOWN_S)
    }

    fn of(rules: &ScalingRules, default_s: u32) -> Self {
        let window_s = rules.stabilization_window_s.unwrap_or(default_s);
        Self(f64::from(window_s.min(STABILIZATION_WINDOW_MAX_S)))
    }
}

fn within_tolerance(behavior: &Behavior, from: u32, asked: u32) -> bool {
    let least = 1.0 - tolerance(&behavior.scale_down);
    let most = 1.0 + tolerance(&behavior.scale_up);
    from > 0 && (least..=most).contains(&(f64::from(asked) / f64::from(from)))
}

fn tolerance(rules: &ScalingRules) -> f64 {
    rules.tolerance.filter(|tolerance| tolerance.is_finite()).unwrap_or(0.0)
}

/// Grows only to the least and shrinks only to the most of the recommendations within the windows.
fn stabilize(history: &History, from: u32, up: Window, down: Window, now_s: f64) -> u32 {
    let least = history.least_since(now_s - up.0);
    let most = history.most_since(now_s - down.0);
    from.max(least.unwrap_or(from)).min(most.unwrap_or(from))
}

/// As far as the policies allow.
fn limit(behavior: &Behavior, history: &History, from: u32, asked: u32, now_s: f64) -> u32 {
    match asked.cmp(&from) {
        Ordering::Greater => match highest(&behavior.scale_up, history, from, now_s) {
            // From zero the first replica is always allowed: a share of nothing would be none.
            Some(highest) => asked.min(highest.max(from).max(1)),
            None => from,
        },
        Ordering::Less => match lowest(&behavior.scale_down, history, from, now_s) {
            Some(lowest) => asked.max(lowest.min(from)),
            None => from,
        },
        Ordering::Equal => asked,
    }
}

/// Most replicas that the selected policy allows; `None` if growing is disabled.
fn highest(rules: &ScalingRules, history: &History, from: u32, now_s: f64) -> Option<u32> {
    let mut allowed = Vec::new();
    for policy in policies(rules, DEFAULT_UP) {
        allowed.push(raised(policy, start(policy, history, from, now_s)));
    }
    match rules.select_policy.unwrap_or(SelectPolicy::Max) {
        SelectPolicy::Disabled => None,
        SelectPolicy::Max => allowed.into_iter().max(),
        SelectPolicy::Min => allowed.into_iter().min(),
    }
}

/// Least replicas that the selected policy allows; `None` if shrinking is disabled.
fn lowest(rules: &ScalingRules, history: &History, from: u32, now_s: f64) -> Option<u32> {
    let mut allowed = Vec::new();
    for policy in policies(rules, DEFAULT_DOWN) {
        allowed.push(lowered(policy, start(policy, history, from, now_s)));
    }
    match rules.select_policy.unwrap_or(SelectPolicy::Max) {
        SelectPolicy::Disabled => None,
        SelectPolicy::Max => allowed.into_iter().min(),
        SelectPolicy::Min => allowed.into_iter().max(),
    }
}

/// The given policies, else the default ones.
fn policies<'r>(rules: &'r ScalingRules, default: &'r [ScalingPolicy]) -> &'r [ScalingPolicy] {
    match &rules.policies {
        Some(given) if !given.is_empty() => given,
        _ => default,
    }
}

/// Replicas at the beginning of a policy's period.
fn start(policy: &ScalingPolicy, history: &History, from: u32, now_s: f64) -> u32 {
    let changed = history.changed_since(now_s - f64::from(policy.period_s));
    u32::try_from((i64::from(from) - changed).max(0)).unwrap_or(REPLICAS_LIMIT)
}

const DEFAULT_UP: &[ScalingPolicy] = &[
    ScalingPolicy {
        kind: ScalingKind::Pods,
        value: DEFAULT_STEP_PODS,
        period_s: DEFAULT_STEP_PERIOD_S,
    },
    ScalingPolicy {
        kind: ScalingKind::Percent,
        value: DEFAULT_STEP_PERCENT,
        period_s: DEFAULT_STEP_PERIOD_S,
    },
];

const DEFAULT_DOWN: &[ScalingPolicy] = &[ScalingPolicy {
    kind: ScalingKind::Percent,
    value: DEFAULT_STEP_PERCENT,
    period_s: DEFAULT_STEP_PERIOD_S,
}];

/// Most replicas that a policy allows. A percentage is rounded up, so that it always allows a change.
fn raised(policy: &ScalingPolicy, start: u32) -> u32 {
    match policy.kind {
        ScalingKind::Pods => start.saturating_add(policy.value),
        ScalingKind::Percent => {
            let reach = f64::from(start) * (1.0 + f64::from(policy.value) / 100.0);
            whole(reach.ceil(), u32::MAX).unwrap_or(u32::MAX)
        }
    }
}

/// Least replicas that a policy allows. They are rounded down, so that a percentage always allows a
/// change.
fn lowered(policy: &ScalingPolicy, start: u32) -> u32 {
    match policy.kind {
        ScalingKind::Pods => start.saturating_sub(policy.value),
        ScalingKind::Percent => {
            let reach = f64::from(start) * (1.0 - f64::from(policy.value) / 100.0);
            whole(reach.max(0.0), u32::MAX).unwrap_or(0)
        }
    }
}

fn asked_reason(code: Code, asked: u32, from: u32) -> Reason {
    let reason = Reason::new(code).with("askedReplicas", f64::from(asked));
    reason.with("fromReplicas", f64::from(from))
}

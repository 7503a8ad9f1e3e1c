//! How fast replicas may change: the HorizontalPodAutoscaler's `behavior`, over what was recommended
//! and changed before.
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
use crate::math::whole;
use crate::memory::history::{History, Made};
use crate::params::{
    DEFAULT_STEP_PERCENT, DEFAULT_STEP_PERIOD_S, DEFAULT_STEP_PODS, REPLICAS_LIMIT,
    STABILIZATION_WINDOW_MAX_S, STABILIZE_DOWN_S,
};
use crate::reason::{Code, Reason};
use crate::snapshot::{Behavior, ScalingKind, ScalingPolicy, ScalingRules, SelectPolicy};

/// What of `asked` may be done now, coming from `from` replicas, and the history with this
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
    } else {
        (recommended != asked).then(|| asked_reason(Code::Tolerance, asked, from))
    };
    (Step { replicas: Some(limited), reason }, history)
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
    let of = |rules: &ScalingRules| rules.tolerance.filter(|t| t.is_finite()).unwrap_or(0.0);
    let ratio = f64::from(asked) / f64::from(from);
    from > 0 && (1.0 - of(&behavior.scale_down)..=1.0 + of(&behavior.scale_up)).contains(&ratio)
}

/// Grows only to the least, shrinks only to the most of what was recommended within the windows.
fn stabilize(history: &History, from: u32, up: Window, down: Window, now_s: f64) -> u32 {
    let least = history.least_since(now_s - up.0);
    let most = history.most_since(now_s - down.0);
    from.max(least.unwrap_or(from)).min(most.unwrap_or(from))
}

/// As far as the steps go that are allowed in their periods.
fn limit(behavior: &Behavior, history: &History, from: u32, asked: u32, now_s: f64) -> u32 {
    let start = |policy: &ScalingPolicy| {
        let changed = history.changed_since(now_s - f64::from(policy.period_s));
        u32::try_from((i64::from(from) - changed).max(0)).unwrap_or(REPLICAS_LIMIT)
    };
    match asked.cmp(&from) {
        Ordering::Greater => {
            let reach = |policy: &ScalingPolicy| raised(policy, start(policy));
            let reach = steps(&behavior.scale_up, DEFAULT_UP, reach, u32::max, u32::min);
            // From zero the first replica is always allowed: a share of nothing would be none.
            let least = if from == 0 { 1 } else { from };
            reach.map_or(from, |reach| asked.min(reach.max(least)))
        }
        Ordering::Less => {
            let reach = |policy: &ScalingPolicy| lowered(policy, start(policy));
            let reach = steps(&behavior.scale_down, DEFAULT_DOWN, reach, u32::min, u32::max);
            reach.map_or(from, |reach| asked.max(reach.min(from)))
        }
        Ordering::Equal => asked,
    }
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

/// The replicas that the selected of the steps reaches, given which of two is the further and which
/// the nearer; `None` if the direction is disabled.
fn steps(
    rules: &ScalingRules,
    default: &[ScalingPolicy],
    reach: impl Fn(&ScalingPolicy) -> u32,
    further: fn(u32, u32) -> u32,
    nearer: fn(u32, u32) -> u32,
) -> Option<u32> {
    let given = rules.policies.as_deref().filter(|policies| !policies.is_empty());
    let reached = given.unwrap_or(default).iter().map(reach);
    match rules.select_policy.unwrap_or(SelectPolicy::Max) {
        SelectPolicy::Disabled => None,
        SelectPolicy::Max => reached.reduce(further),
        SelectPolicy::Min => reached.reduce(nearer),
    }
}

/// A percentage is rounded up, so that it always allows something.
fn raised(policy: &ScalingPolicy, start: u32) -> u32 {
    match policy.kind {
        ScalingKind::Pods => start.saturating_add(policy.value),
        ScalingKind::Percent => {
            let reach = f64::from(start) * (1.0 + f64::from(policy.value) / 100.0);
            whole(reach.ceil(), u32::MAX).unwrap_or(u32::MAX)
        }
    }
}

/// What is left is rounded down, so that it always allows something.
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

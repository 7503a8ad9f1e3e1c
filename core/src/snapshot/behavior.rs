//! How fast replicas may change.

use serde::{Deserialize, Serialize};

/// How fast replicas may change, in the words of the HorizontalPodAutoscaler and with its defaults
/// for whatever is absent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Behavior {
    /// Without a window, the larger of 4 replicas and 100 % in 15 s.
    pub scale_up: ScalingRules,
    /// 300 s of stabilization, 100 % in 15 s.
    pub scale_down: ScalingRules,
}

/// Rules for one direction.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ScalingRules {
    /// How long the most cautious of all recommendations is followed.
    pub stabilization_window_s: Option<u32>,
    /// Steps that are allowed; none or an empty list are the default ones.
    pub policies: Option<Vec<ScalingPolicy>>,
    /// Which of the steps counts; absent is the largest.
    pub select_policy: Option<SelectPolicy>,
    /// Relative difference from the current replicas that is ignored; absent is 0.
    pub tolerance: Option<f64>,
}

/// A step that is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ScalingPolicy {
    /// The unit of the value.
    pub kind: ScalingKind,
    /// Replicas, or percent of the replicas at the beginning of the period.
    pub value: u32,
    /// In so much time.
    pub period_s: u32,
}

/// The unit of a scaling policy's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ScalingKind {
    /// Replicas.
    Pods,
    /// Percent of the replicas.
    Percent,
}

/// Which of several steps counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SelectPolicy {
    /// The largest.
    Max,
    /// The smallest.
    Min,
    /// No step in this direction.
    Disabled,
}

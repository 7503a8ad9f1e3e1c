//! The last known inputs of a variant beside its load.

use serde::{Deserialize, Serialize};

use super::label::LastLabel;
use super::since::Since;
use crate::params::TOKENS_MAX;

/// The last known inputs of a variant beside its load. Written as a section of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Inputs {
    /// The last measured lengths of requests, also where their rate was unknown.
    pub(crate) lengths: Lengths,
    /// The accelerator that it was last seen on.
    pub(crate) label: LastLabel,
    /// Since when more requests run than the counted arrivals explain.
    pub(crate) contradicted: Option<Since>,
    /// Since when measured latency has missed a target, or nearly, that the model keeps.
    pub(crate) slow: Option<Since>,
}

/// Mean lengths of prompts and answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Lengths {
    pub(crate) input_tokens: Option<f64>,
    pub(crate) output_tokens: Option<f64>,
}

impl Inputs {
    pub(super) fn is_sound(&self) -> bool {
        let conditions = [&self.contradicted, &self.slow].into_iter().flatten();
        self.lengths == self.lengths.sound()
            && self.label.seen_at_s.is_none_or(f64::is_finite)
            && conditions.into_iter().all(Since::is_sound)
    }

    /// For how long measured latency has missed a target, or nearly, now that it does.
    pub(crate) fn slow_for_s(&mut self, now_s: f64) -> f64 {
        let slow = Since::seen(self.slow, now_s);
        self.slow = Some(slow);
        slow.for_s()
    }

    /// When the conditions began that have to last without a break.
    pub(super) fn clocks(&mut self) -> impl Iterator<Item = &mut f64> {
        [&mut self.contradicted, &mut self.slow].into_iter().flatten().flat_map(Since::clocks)
    }
}

impl Lengths {
    /// Those that are lengths: an answer has a token at least.
    pub(crate) fn sound(self) -> Self {
        Self {
            input_tokens: self.input_tokens.filter(|tokens| (0.0..=TOKENS_MAX).contains(tokens)),
            output_tokens: self.output_tokens.filter(|tokens| (1.0..=TOKENS_MAX).contains(tokens)),
        }
    }

    /// These, where they are known, else the others.
    pub(crate) fn or(self, other: Self) -> Self {
        Self {
            input_tokens: self.input_tokens.or(other.input_tokens),
            output_tokens: self.output_tokens.or(other.output_tokens),
        }
    }

    /// The longer of each.
    pub(crate) fn longest(self, other: Self) -> Self {
        Self {
            input_tokens: longer(self.input_tokens, other.input_tokens),
            output_tokens: longer(self.output_tokens, other.output_tokens),
        }
    }
}

/// The longer of two lengths, or the one that is known.
fn longer(one: Option<f64>, other: Option<f64>) -> Option<f64> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.max(other)),
        (one, other) => one.or(other),
    }
}

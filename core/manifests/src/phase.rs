//! The phase of a request that a pool of servers serves. Of prefill and decode pools of one model every
//! request needs both, so neither is an alternative to the other: each phase is a workload.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use wva_core::snapshot::{LatencyTarget, Targets};

use crate::manifests::{DeclaredVariant, Manifests};
use crate::params::DECODE_TTFT_RATIO;
use crate::role::Role;

/// Ends of the keys of phases.
const PREFILL: &str = "#prefill";
const ENCODE: &str = "#encode";

/// Part of every request that a variant serves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Phase {
    /// All of it.
    #[default]
    Whole,
    /// The prompt, to the first token.
    Prefill,
    /// All further tokens.
    Decode,
    /// Pictures and the like, before the prompt; there is no model of it.
    Encode,
}

/// The phases of all variants.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Phases(BTreeMap<String, Phase>);

impl Phase {
    /// The key of a workload's phase: decode keeps that of the workload.
    pub(crate) fn key(self, workload: &str) -> String {
        match self {
            Self::Whole | Self::Decode => workload.to_owned(),
            Self::Prefill => format!("{workload}{PREFILL}"),
            Self::Encode => format!("{workload}{ENCODE}"),
        }
    }

    /// The phase that a key names; decode has the key of the whole.
    #[must_use]
    pub fn of_key(key: &str) -> Self {
        match key {
            key if key.ends_with(PREFILL) => Self::Prefill,
            key if key.ends_with(ENCODE) => Self::Encode,
            _ => Self::Whole,
        }
    }

    /// The key of the workload that a key is a phase of.
    #[must_use]
    pub fn whole_of(key: &str) -> &str {
        let prefill = key.strip_suffix(PREFILL);
        prefill.or_else(|| key.strip_suffix(ENCODE)).unwrap_or(key)
    }

    /// The part of a workload's targets that a phase has to keep.
    pub(crate) fn targets(self, whole: Targets) -> Targets {
        match self {
            Self::Whole | Self::Encode => whole,
            Self::Prefill => {
                Targets { ttft: part(whole.ttft, 1.0 - DECODE_TTFT_RATIO), ..Targets::default() }
            }
            Self::Decode => Targets { ttft: part(whole.ttft, DECODE_TTFT_RATIO), ..whole },
        }
    }
}

fn part(target: Option<LatencyTarget>, ratio: f64) -> Option<LatencyTarget> {
    let target = target?;
    Some(LatencyTarget { at_most_ms: target.at_most_ms * ratio, ..target })
}

impl Manifests {
    /// The phases of all variants, by what they and their targets say, and beside whom they stand.
    #[must_use]
    pub fn phases(&self) -> Phases {
        let mut read = BTreeSet::new();
        for variant in &self.variants {
            if self.role_of(variant) == Some(Role::Prefill) {
                read.insert((&variant.namespace, &variant.model));
            }
        }
        let mut phases = BTreeMap::new();
        for variant in &self.variants {
            let beside_prefill = read.contains(&(&variant.namespace, &variant.model));
            let phase = phase(self.role_of(variant), beside_prefill);
            phases.insert(variant.name.clone(), phase);
        }
        Phases(phases)
    }

    fn role_of(&self, variant: &DeclaredVariant) -> Option<Role> {
        variant.role.or_else(|| self.target_of(variant)?.role)
    }
}

/// Where a pool only reads prompts, all others of the model decode, whatever else they could do. A pool
/// that is labelled decode serves whole requests where none reads prompts for it.
fn phase(role: Option<Role>, beside_prefill: bool) -> Phase {
    match role {
        Some(Role::Prefill) => Phase::Prefill,
        Some(Role::DecodeOnly) => Phase::Decode,
        Some(Role::Encode) => Phase::Encode,
        Some(Role::Decode | Role::Whole) | None if beside_prefill => Phase::Decode,
        Some(Role::Decode | Role::Whole) | None => Phase::Whole,
    }
}

impl Phases {
    /// The phase of a variant.
    #[must_use]
    pub fn of(&self, variant: &str) -> Phase {
        self.0.get(variant).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beside_a_prefill_pool_all_others_decode() {
        for role in [None, Some(Role::Decode), Some(Role::DecodeOnly), Some(Role::Whole)] {
            assert_eq!(phase(role, true), Phase::Decode);
        }
        assert_eq!(phase(Some(Role::Prefill), true), Phase::Prefill);
        assert_eq!(phase(Some(Role::Encode), true), Phase::Encode);
    }

    #[test]
    fn without_one_only_a_consumer_decodes() {
        for role in [None, Some(Role::Decode), Some(Role::Whole)] {
            assert_eq!(phase(role, false), Phase::Whole);
        }
        assert_eq!(phase(Some(Role::DecodeOnly), false), Phase::Decode);
    }

    #[test]
    fn the_parts_of_ttft_are_the_whole() {
        let ttft = Some(LatencyTarget { at_most_ms: 500.0, percentile: None });
        let whole = Targets { ttft, ..Targets::default() };
        let [prefill, decode] =
            [Phase::Prefill, Phase::Decode].map(|phase| phase.targets(whole).ttft);
        let sum = prefill.map_or(0.0, |t| t.at_most_ms) + decode.map_or(0.0, |t| t.at_most_ms);
        assert!((sum - 500.0).abs() < 1e-9);
    }
}

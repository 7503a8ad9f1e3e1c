//! Token lengths that stand in for unknown ones: the variant's last ones, else those of its workload, else
//! those of its model; measured ones before remembered ones.
//!
//! A request of unknown lengths is never one of a single token: a queue of such requests would need next
//! to nothing.

use std::collections::BTreeMap;

use crate::decision::Load;
use crate::memory::{Lengths, Memory};
use crate::snapshot::{Observation, Snapshot, Workload};

/// The measured lengths.
pub(crate) fn measured(observed: &Observation) -> Lengths {
    let Observation { avg_input_tokens, avg_output_tokens, .. } = *observed;
    Lengths { input_tokens: avg_input_tokens, output_tokens: avg_output_tokens }.sound()
}

/// The load of so many requests, if their lengths are known.
pub(crate) fn load(lengths: Lengths, arrival_rate_per_s: f64) -> Option<Load> {
    let (avg_input_tokens, avg_output_tokens) = lengths.input_tokens.zip(lengths.output_tokens)?;
    Some(Load { arrival_rate_per_s, avg_input_tokens, avg_output_tokens })
}

/// The longest lengths that are known of each workload and of each model.
#[derive(Debug, Default)]
pub(crate) struct KnownLengths<'w> {
    models: BTreeMap<&'w str, Model<'w>>,
    measured: Longest<'w>,
    remembered: Longest<'w>,
}

/// The longest lengths by workload and by model.
#[derive(Debug, Default)]
struct Longest<'w> {
    of_workload: BTreeMap<&'w str, Lengths>,
    of_model: BTreeMap<Model<'w>, Lengths>,
}

/// A model, and the phase of requests that a workload serves: what its key has after `#`. Prompts are
/// read in one phase and answers written in another, so each has its own lengths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Model<'w> {
    name: &'w str,
    phase: Option<&'w str>,
}

impl<'w> Model<'w> {
    fn of(workload: &'w Workload) -> Self {
        let phase = workload.key.rsplit_once('#').map(|(_, phase)| phase);
        Self { name: &workload.model, phase }
    }
}

impl<'w> Longest<'w> {
    fn note(&mut self, workload: &'w str, model: Model<'w>, lengths: Lengths) {
        let of_workload = self.of_workload.entry(workload).or_default();
        *of_workload = of_workload.longest(lengths);
        let of_model = self.of_model.entry(model).or_default();
        *of_model = of_model.longest(lengths);
    }
}

impl<'w> KnownLengths<'w> {
    pub(crate) fn of(snapshot: &'w Snapshot, memory: &Memory) -> Self {
        let mut known = Self::default();
        for workload in &snapshot.workloads {
            known.models.insert(&workload.key, Model::of(workload));
        }
        for variant in &snapshot.variants {
            let workload = variant.workload.as_str();
            let Some(&model) = known.models.get(workload) else { continue };
            known.measured.note(workload, model, measured(&variant.observed));
            let state = memory.get(workload).and_then(|state| state.of(&variant.name));
            if let Some(state) = state {
                known.remembered.note(workload, model, state.inputs.lengths);
            }
        }
        known
    }

    /// The model that a workload serves.
    pub(crate) fn model_of(&self, workload: &str) -> &'w str {
        self.models.get(workload).copied().unwrap_or_default().name
    }

    /// The lengths to assume for a variant of the workload that knows none itself.
    pub(crate) fn of_workload(&self, workload: &str) -> Lengths {
        let model = self.models.get(workload).copied().unwrap_or_default();
        let mut lengths = Lengths::default();
        for nearest in [
            self.measured.of_workload.get(workload),
            self.remembered.of_workload.get(workload),
            self.measured.of_model.get(&model),
            self.remembered.of_model.get(&model),
        ] {
            lengths = lengths.or(nearest.copied().unwrap_or_default());
        }
        lengths
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::{Inputs, VariantState, WorkloadState};
    use crate::snapshot::Variant;

    fn workload(key: &str) -> Workload {
        let (key, model) = (key.to_owned(), "m".to_owned());
        Workload { key, model, class: None, priority: 1, ..Workload::default() }
    }

    fn variant(name: &str, workload: &str, tokens: Option<f64>) -> Variant {
        let observed = Observation {
            avg_input_tokens: tokens,
            avg_output_tokens: tokens,
            ..Observation::default()
        };
        let (name, workload) = (name.to_owned(), workload.to_owned());
        Variant { name, workload, observed, ..Variant::default() }
    }

    fn remembered(variant: &str, tokens: f64) -> WorkloadState {
        let lengths = Lengths { input_tokens: Some(tokens), output_tokens: Some(tokens) };
        let inputs = Inputs { lengths, ..Inputs::default() };
        let state = VariantState { inputs, ..VariantState::default() };
        let mut workload = WorkloadState::default();
        workload.variants.insert(variant.to_owned(), Box::new(state));
        workload
    }

    fn output_tokens(snapshot: &Snapshot, memory: &Memory) -> Option<f64> {
        let known = KnownLengths::of(snapshot, memory);
        known.of_workload("w").output_tokens
    }

    #[test]
    fn the_nearest_lengths_are_assumed_and_the_longest_of_them() {
        let mut snapshot = Snapshot {
            workloads: vec![workload("w"), workload("other")],
            variants: vec![variant("a", "w", None), variant("o", "other", None)],
            ..Snapshot::default()
        };
        let mut memory = Memory::new();
        assert_eq!(output_tokens(&snapshot, &memory), None);
        memory.insert("other".to_owned(), remembered("o", 10.0));
        assert_eq!(output_tokens(&snapshot, &memory), Some(10.0));
        snapshot.variants.push(variant("p", "other", Some(20.0)));
        assert_eq!(output_tokens(&snapshot, &memory), Some(20.0));
        memory.insert("w".to_owned(), remembered("a", 30.0));
        assert_eq!(output_tokens(&snapshot, &memory), Some(30.0));
        snapshot.variants.push(variant("b", "w", Some(40.0)));
        snapshot.variants.push(variant("c", "w", Some(50.0)));
        assert_eq!(output_tokens(&snapshot, &memory), Some(50.0));
    }

    #[test]
    fn another_phase_has_other_lengths() {
        let snapshot = Snapshot {
            workloads: vec![workload("w"), workload("w#prefill")],
            variants: vec![variant("p", "w#prefill", Some(20.0))],
            ..Snapshot::default()
        };
        assert_eq!(output_tokens(&snapshot, &Memory::new()), None);
    }

    #[test]
    fn an_answer_of_no_token_has_no_length() {
        let snapshot = Snapshot {
            workloads: vec![workload("w")],
            variants: vec![variant("a", "w", Some(0.0)), variant("b", "w", Some(f64::NAN))],
            ..Snapshot::default()
        };
        assert_eq!(output_tokens(&snapshot, &Memory::new()), None);
    }
}

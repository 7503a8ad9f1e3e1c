//! Measurements where requests come in, to the workloads that they are of.

use std::collections::{BTreeMap, BTreeSet};

use wva_core::snapshot::Workload;

use crate::document::suggest::Suggestions;
use crate::observations::EntryObservation;
use crate::phase::Phase;
use crate::problem::{Problem, Severity};

/// Gives each workload what was measured at its entry. Every request has its prompt read, so what
/// comes in for a workload comes in for the pool that reads prompts, too. Those of unknown workloads are
/// reported.
pub(super) fn enter(
    entries: &[EntryObservation],
    workloads: &mut BTreeMap<String, Workload>,
    problems: &mut Vec<Problem>,
) {
    let mut entered = BTreeSet::new();
    let mut suggestions = Suggestions::default();
    let mut exact = BTreeSet::new();
    for entry in entries {
        exact.insert(entry.workload.as_str());
    }
    for EntryObservation { workload: key, observed, place } in entries {
        let phases = [Phase::Whole, Phase::Prefill].map(|phase| phase.key(key));
        let warn = |text| Problem::new(Severity::Warning, place.as_ref(), text).field("workload");
        if !phases.iter().any(|key| workloads.contains_key(key)) {
            let near = suggestions.hint(key, workloads.keys().map(String::as_str));
            problems.push(warn(format!("there is no workload `{key}`{near}")));
        } else if !entered.insert(key) {
            let text = format!("workload `{key}` was observed twice; the first is used");
            problems.push(warn(text));
        } else {
            let own = |phase: &&String| *phase == key || !exact.contains(phase.as_str());
            for key in phases.iter().filter(own) {
                if let Some(workload) = workloads.get_mut(key) {
                    workload.observed = *observed;
                }
            }
        }
    }
}

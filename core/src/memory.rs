//! The policy's memory of a workload from one decision to the next.
//!
//! Unreadable or implausible bytes are treated as no memory for that workload. That is safe: it only
//! delays scale-downs.

mod backlog;
mod carrier;
mod entry;
mod evidence;
pub(crate) mod history;
mod inputs;
mod label;
mod sections;
mod since;
mod state;
mod variant;

use std::collections::BTreeMap;

pub(crate) use self::backlog::BacklogState;
pub(crate) use self::carrier::Carrier;
pub(crate) use self::entry::{EntryState, Sample};
pub(crate) use self::evidence::{Evidence, Missed};
pub(crate) use self::inputs::{Inputs, Lengths};
pub(crate) use self::label::{LastLabel, Mark};
pub(crate) use self::sections::Section;
use self::sections::{BACKLOG, CALM, CARRIER, ENTRY, INPUTS, REST, Sections};
pub(crate) use self::since::Since;
pub(crate) use self::state::WorkloadState;
pub(crate) use self::variant::{Current, NewReplicas, VariantState};
use crate::params::MEMORY_BYTES_PER_VARIANT_MAX;
use crate::snapshot::WorkloadMemory;

/// The states of all workloads, by their keys.
pub(crate) type Memory = BTreeMap<String, WorkloadState>;

/// Version in which this code writes the sections of the carrier, of recommendations and of inputs.
const VERSION: u8 = 1;

/// Version in which it writes what else there is; version 1 had the carrier in it, 2 no orders, 3 no
/// evidence, 4 no growth in vain.
const REST_VERSION: u8 = 5;

/// Version in which it writes the inputs; version 1 did not know when a condition was seen last.
const INPUTS_VERSION: u8 = 2;

/// Version in which it writes the backlog; version 1 only said that there was one.
const BACKLOG_VERSION: u8 = 2;

/// Reads the states of all workloads. Of two entries for one workload neither is believed.
pub(crate) fn read(memory: &[WorkloadMemory], now_s: f64) -> Memory {
    let mut states = BTreeMap::new();
    for entry in memory {
        let is_second = states.contains_key(&entry.workload);
        let state = if is_second { None } else { decode(&entry.bytes) };
        states.insert(entry.workload.clone(), state);
    }
    let mut memory = Memory::new();
    for (workload, state) in states {
        if let Some(state) = state {
            memory.insert(workload, state.resumed(now_s).not_after(now_s));
        }
    }
    memory
}

/// The entry of a workload; `None` where not even its first section fits.
pub(crate) fn write(workload: &str, state: &WorkloadState) -> Option<WorkloadMemory> {
    let histories: Vec<_> = state.variants.values().map(|variant| &variant.history).collect();
    let rest = Section::new(REST, REST_VERSION, &(state.at_s, &state.variants))?;
    let carrier = Section::new(CARRIER, VERSION, &state.carrier)?;
    let calm = Section::new(CALM, VERSION, &histories)?;
    let inputs: Vec<_> = state.variants.values().map(|variant| variant.inputs).collect();
    let inputs = Section::new(INPUTS, INPUTS_VERSION, &inputs)?;
    let backlog = state.backlog.and_then(|seen| Section::new(BACKLOG, BACKLOG_VERSION, &seen));
    let any_entry = state.entry != EntryState::default();
    let entry = if any_entry { Section::new(ENTRY, VERSION, &state.entry) } else { None };
    let known = [rest, carrier, inputs, calm].into_iter().chain(backlog).chain(entry);
    let sections = known.chain(state.foreign.iter().cloned());
    let limit = MEMORY_BYTES_PER_VARIANT_MAX * state.variants.len();
    let bytes = Sections::within(state.variants.len(), sections).write(limit)?;
    Some(WorkloadMemory { workload: workload.to_owned(), bytes })
}

fn decode(bytes: &[u8]) -> Option<WorkloadState> {
    let mut sections = Sections::read(bytes)?;
    let (at_s, variants) = sections.take(REST)?.read(REST_VERSION)?;
    let carrier = sections.take(CARRIER).and_then(|section| section.read(VERSION)).flatten();
    let backlog = sections.take(BACKLOG).and_then(|section| section.read(BACKLOG_VERSION));
    let entry = sections.take(ENTRY).and_then(|section| section.read(VERSION)).unwrap_or_default();
    let foreign = Vec::new();
    let mut state = WorkloadState { at_s, carrier, backlog, entry, variants, foreign };
    if let Some(calm) = sections.take(CALM)
        && let Some(histories) = calm.read(VERSION)
    {
        state.recall(histories);
    }
    if let Some(inputs) = sections.take(INPUTS)
        && let Some(inputs) = inputs.read(INPUTS_VERSION)
    {
        state.recall_inputs(inputs);
    }
    state.foreign = sections.foreign();
    state.is_sound().then_some(state)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::history::Made;

    fn state() -> WorkloadState {
        let mut variant = VariantState { desired: Some(3), ..VariantState::default() };
        variant.history.recommend(Made { at_s: 100.0, replicas: 3 }, 2, 0.0, 300.0);
        let mut state = WorkloadState::new(100.0, None, Vec::new());
        state.variants.insert("n/v".to_owned(), Box::new(variant));
        state
    }

    fn again(entry: &WorkloadMemory) -> Option<WorkloadState> {
        read(std::slice::from_ref(entry), 100.0).remove(&entry.workload)
    }

    #[test]
    fn a_state_comes_back_as_it_was() {
        let entry = write("w", &state()).unwrap();
        assert_eq!(again(&entry), Some(state()));
    }

    #[test]
    fn a_backlog_is_remembered_for_the_next_decision_only() {
        let backlog = Some(BacklogState { since_s: 90.0, waiting_requests: 7.0 });
        let entry = write("w", &WorkloadState { backlog, ..state() }).unwrap();
        let again = again(&entry).unwrap();
        assert!(again.saw_backlog(130.0, 300.0));
        assert!(!again.saw_backlog(500.0, 300.0));
        assert!(!state().saw_backlog(130.0, 300.0));
    }

    #[test]
    fn clocks_of_the_entry_come_back() {
        let entry = EntryState { counted_at_s: Some(90.0), ..EntryState::default() };
        let written = write("w", &WorkloadState { entry, ..state() }).unwrap();
        assert_eq!(again(&written).unwrap().entry, entry);
    }

    #[test]
    fn a_changed_byte_loses_the_entry() {
        let entry = write("w", &state()).unwrap();
        for at in 0..entry.bytes.len() {
            let mut changed = entry.clone();
            changed.bytes[at] ^= 1;
            assert_eq!(again(&changed), None, "byte {at}");
        }
    }

    #[test]
    fn sections_of_later_versions_are_kept_as_they_are() {
        let forecast = Section::new(9, 4, &[1.5_f64, 2.5]).unwrap();
        let newer = WorkloadState { foreign: vec![forecast], ..state() };
        let entry = write("w", &newer).unwrap();
        assert_eq!(again(&entry), Some(newer));
    }

    #[test]
    fn a_section_beyond_its_budget_is_left_out_alone() {
        let large = Section::new(9, 1, &vec![7_u8; 2000]).unwrap();
        let newer = WorkloadState { foreign: vec![large], ..state() };
        let entry = write("w", &newer).unwrap();
        assert_eq!(again(&entry), Some(state()));
    }

    #[test]
    fn carrier_and_calm_in_another_version_are_lost_alone() {
        let state = state();
        let rest = Section::new(REST, REST_VERSION, &(state.at_s, &state.variants));
        let calm = Section::new(CALM, VERSION + 1, &1_u8);
        let carrier = Section::new(CARRIER, VERSION + 1, &7_u8);
        let sections = [rest.unwrap(), calm.unwrap(), carrier.unwrap()];
        let bytes = Sections::within(1, sections.into_iter()).write(4096).unwrap();
        let read = decode(&bytes).unwrap();
        assert_eq!(read.variants["n/v"].desired, Some(3));
        assert_eq!(read.variants["n/v"].history, history::History::default());
        assert_eq!(read.carrier, None);
    }

    #[test]
    fn a_layout_with_the_carrier_among_the_rest_is_not_misread() {
        let state = state();
        let old = Section::new(REST, 1, &(state.at_s, None::<u8>, &state.variants)).unwrap();
        let bytes = Sections::within(1, [old].into_iter()).write(4096).unwrap();
        assert_eq!(decode(&bytes), None);
    }
}

//! Requests as they are counted where they come in, over time: a count that is lost, or that the servers
//! contradict, shrinks nothing at once and is not waited for without end.

use wva_core::decide;
use wva_core::decision::VariantDecision;
use wva_core::snapshot::{
    Observation, Snapshot, Variant, Workload, WorkloadMemory, WorkloadObservation,
};

use super::objects::{accelerator, profile, workload};

const CYCLE_S: f64 = 30.0;

/// A variant that follows its orders at once, and is asked every 30 s.
struct Run {
    at_s: f64,
    replicas: u32,
    memory: Vec<WorkloadMemory>,
}

impl Run {
    fn new() -> Self {
        Self { at_s: 1e9, replicas: 1, memory: Vec::new() }
    }

    /// The decision after cycles in which the same is measured.
    fn cycles(
        &mut self,
        number: u32,
        entry: WorkloadObservation,
        own: Option<f64>,
    ) -> VariantDecision {
        let mut last = None;
        for _ in 0..number {
            self.at_s += CYCLE_S;
            let snapshot = snapshot(self.at_s, entry, own, self.replicas);
            let mut decision = decide(&snapshot, &self.memory).unwrap();
            self.memory.clone_from(&decision.memory);
            let decided = decision.variants.remove(0);
            self.replicas = decided.desired_replicas.unwrap();
            last = Some(decided);
        }
        last.unwrap()
    }
}

fn snapshot(
    at_unix_s: f64,
    observed: WorkloadObservation,
    own: Option<f64>,
    replicas: u32,
) -> Snapshot {
    let workload = Workload { observed, ..workload("w", "m", 1) };
    let variant = Variant {
        name: "n/v".to_owned(),
        workload: "w".to_owned(),
        accelerator: Some("A".to_owned()),
        keep_accelerator: true,
        min_replicas: 1,
        start_up_s: Some(120.0),
        observed: Observation {
            arrival_rate_per_s: own,
            avg_input_tokens: Some(512.0),
            avg_output_tokens: Some(128.0),
            current_replicas: Some(replicas),
            ready_replicas: Some(replicas),
            ..Observation::default()
        },
        ..Variant::default()
    };
    Snapshot {
        at_unix_s,
        accelerators: vec![accelerator("A")],
        profiles: vec![profile("m", "A")],
        workloads: vec![workload],
        variants: vec![variant],
        ..Snapshot::default()
    }
}

fn counted(per_s: f64) -> WorkloadObservation {
    let arrival_rate_per_s = Some(per_s);
    WorkloadObservation { arrival_rate_per_s, rank: Some(1), ..WorkloadObservation::default() }
}

fn code(decided: &VariantDecision) -> &str {
    decided.binds.code.as_str()
}

#[test]
fn rates_that_only_divide_hold_nothing() {
    let mut run = Run::new();
    let of_known = run.cycles(30, counted(100.0), Some(100.0)).desired_replicas;
    assert!(of_known > Some(4));
    let blind = run.cycles(1, counted(100.0), None);
    assert_eq!((blind.desired_replicas, blind.warnings.len()), (of_known, 0));
    assert_eq!(run.cycles(30, counted(15.0), None).desired_replicas, Some(1));
}

#[test]
fn a_count_that_is_lost_shrinks_nothing_for_as_long_as_unknown_values_are_believed() {
    let mut run = Run::new();
    let before = run.cycles(2, counted(100.0), Some(15.0)).desired_replicas;
    let nothing = WorkloadObservation::default();
    let lost = run.cycles(30, nothing, Some(15.0));
    assert_eq!((lost.desired_replicas, code(&lost)), (before, "partly-unknown-load"));
    assert!(lost.binds.text.contains("for 900 s; 15 requests/s"), "{}", lost.binds.text);
    assert_eq!(run.cycles(1, nothing, Some(15.0)).desired_replicas, Some(1));
    let mut grows = Run::new();
    grows.cycles(1, counted(15.0), Some(15.0));
    assert!(grows.cycles(1, nothing, Some(100.0)).desired_replicas > Some(4));
}

#[test]
fn servers_that_count_more_are_believed_after_two_windows() {
    let mut run = Run::new();
    let before = run.cycles(2, counted(100.0), Some(100.0)).desired_replicas;
    let doubted = run.cycles(20, counted(15.0), Some(100.0));
    assert_eq!((doubted.desired_replicas, code(&doubted)), (before, "partly-unknown-load"));
    assert_eq!(doubted.load.unwrap().arrival_rate_per_s.to_bits(), 100.0_f64.to_bits());
    let believed = run.cycles(1, counted(15.0), Some(100.0));
    assert_eq!((believed.desired_replicas, code(&believed)), (before, "ttft"));
    assert!(believed.warnings.iter().any(|warning| warning.code.as_str() == "counted-at-entry"));
    assert_eq!(run.cycles(1, counted(15.0), Some(15.0)).desired_replicas, Some(1));
}

#[test]
fn servers_that_count_more_let_the_number_grow_at_once() {
    let mut run = Run::new();
    run.cycles(2, counted(15.0), Some(15.0));
    assert!(run.cycles(1, counted(15.0), Some(100.0)).desired_replicas > Some(4));
}

#[test]
fn a_count_that_comes_and_goes_freezes_nothing() {
    let mut run = Run::new();
    run.cycles(2, counted(100.0), Some(100.0));
    for _ in 0..60 {
        run.cycles(1, WorkloadObservation::default(), Some(15.0));
        run.cycles(1, counted(5.0), Some(15.0));
    }
    assert_eq!(run.replicas, 1);
}

#[test]
fn a_queue_that_is_not_counted_once_is_as_long_as_it_was() {
    let mut run = Run::new();
    let queued = WorkloadObservation { queued_requests: Some(9000.0), ..counted(40.0) };
    let with_queue = run.cycles(3, queued, Some(40.0)).desired_replicas;
    assert_eq!(run.cycles(1, counted(40.0), Some(40.0)).desired_replicas, with_queue);
    assert_eq!(run.cycles(32, counted(40.0), Some(40.0)).desired_replicas, Some(3));
}

#[test]
fn a_lower_bound_shrinks_nothing_beside_unknown_rates() {
    let completed = WorkloadObservation { rank: Some(4), ..counted(100.0) };
    let mut run = Run::new();
    let before = run.cycles(2, completed, Some(100.0)).desired_replicas;
    let collapsed = WorkloadObservation { rank: Some(4), ..counted(5.0) };
    let held = run.cycles(60, collapsed, None);
    assert_eq!((held.desired_replicas, code(&held)), (before, "partly-unknown-load"));
}

#[test]
fn nothing_let_in_is_no_idleness() {
    let mut run = Run::new();
    let before = run.cycles(2, counted(40.0), Some(40.0)).desired_replicas;
    let refused = WorkloadObservation { turned_away_per_s: Some(90.0), ..counted(0.0) };
    assert_eq!(run.cycles(3, refused, Some(0.0)).desired_replicas, before);
    assert!(run.cycles(3, refused, Some(0.0)).desired_replicas > before);
}

#[test]
fn requests_turned_away_count_in_full_once_they_last_longer_than_a_start_up() {
    let turned_away = WorkloadObservation { turned_away_per_s: Some(200.0), ..counted(15.0) };
    let mut run = Run::new();
    let rate = |decided: &VariantDecision| decided.load.unwrap().arrival_rate_per_s.to_bits();
    assert_eq!(rate(&run.cycles(5, turned_away, Some(15.0))), 30.0_f64.to_bits());
    assert_eq!(rate(&run.cycles(1, turned_away, Some(15.0))), 215.0_f64.to_bits());
    let over = WorkloadObservation { turned_away_per_s: Some(0.0), ..counted(15.0) };
    run.cycles(1, over, Some(15.0));
    assert_eq!(rate(&run.cycles(1, turned_away, Some(15.0))), 30.0_f64.to_bits());
}

#[test]
fn requests_that_wait_at_the_entry_are_a_backlog() {
    let mut run = Run::new();
    let before = run.cycles(2, counted(40.0), Some(40.0)).desired_replicas;
    let queued = WorkloadObservation { queued_requests: Some(9000.0), ..counted(40.0) };
    let with_queue = run.cycles(1, queued, Some(40.0));
    assert!(with_queue.desired_replicas > before, "{:?}", with_queue.binds);
    assert_eq!((code(&with_queue), with_queue.meets_targets), ("backlog", Some(false)));
}

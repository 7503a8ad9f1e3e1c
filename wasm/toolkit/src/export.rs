//! A snapshot to files for `kubectl` and for `wva decide`.

use serde::Serialize;
use wva_core::snapshot::Snapshot;

use crate::differences::differences;
use crate::kubernetes::objects;
use crate::observations::observations;
use crate::read::{File, read};

/// Most places that are named where the files say less than the snapshot.
const NOTES_MAX: usize = 20;

/// The files, and what they do not say.
#[derive(Debug, Serialize)]
pub struct Exported {
    /// `manifests.yaml` for kubectl, and `observations.yaml`.
    pub files: Vec<File>,
    /// Fields of the snapshot that come back otherwise when the files are read: manifests have no
    /// words for everything.
    pub notes: Vec<String>,
}

/// Writes the files, and reads them again to see what was lost.
#[must_use]
pub fn export(snapshot: &Snapshot) -> Exported {
    let file = |path: &str, text| File { path: path.to_owned(), text };
    let files = vec![
        file("manifests.yaml", objects(snapshot).join("---\n")),
        file("observations.yaml", observations(snapshot)),
    ];
    let again = read(&files, &snapshot.currency, snapshot.at_unix_s).snapshot;
    Exported { notes: differences(snapshot, &again, NOTES_MAX), files }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use wva_core::snapshot::{
        Behavior, Calm, Greedy, SaturationPolicy, ScalingKind, ScalingPolicy, ScalingRules,
        SelectPolicy, Solver, WorkloadObservation,
    };

    use super::*;
    use crate::scenario::scenario;

    fn snapshot_of(paths: &[&str]) -> Snapshot {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let file = |path: &&str| File {
            path: (*path).to_owned(),
            text: std::fs::read_to_string(root.join(path)).unwrap(),
        };
        let files: Vec<_> = paths.iter().map(file).collect();
        read(&files, "cents", 1_769_860_800.0).snapshot
    }

    #[test]
    fn what_is_written_is_read_again() {
        for seed in 0..200 {
            assert_eq!(export(&scenario(seed)).notes, [""; 0], "seed {seed}");
        }
    }

    #[test]
    fn samples_come_back_as_they_were() {
        let demo =
            ["accelerators", "serviceclasses", "profiles", "variantautoscalings", "observations"]
                .map(|name| format!("deploy/samples/demo/{name}.yaml"));
        let demo = snapshot_of(&demo.each_ref().map(String::as_str));
        assert_eq!(demo.variants.len(), 3);
        assert_eq!(export(&demo).notes, [""; 0]);
        for name in ["limited", "unlimited", "profiles", "upstream-v0.0", "two-namespaces"] {
            let snapshot = snapshot_of(&[&format!("tests/cases/manifests/accepted/{name}.yaml")]);
            assert_eq!(export(&snapshot).notes, [""; 0], "{name}");
        }
    }

    #[test]
    fn phases_come_back_as_they_were() {
        let mut paths = vec!["tests/scenarios/manifests/prefill-and-decode.yaml"];
        paths.push("tests/scenarios/manifests/world.yaml");
        let snapshot = snapshot_of(&paths);
        assert_eq!(snapshot.workloads.len(), 2);
        assert_eq!(export(&snapshot).notes, [""; 0]);
    }

    #[test]
    fn solvers_have_words() {
        for policy in [SaturationPolicy::None, SaturationPolicy::RoundRobin] {
            let greedy = Greedy { saturation_policy: policy, delayed_best_effort: true };
            let snapshot = Snapshot { solver: Some(Solver::Greedy(greedy)), ..scenario(1) };
            assert_eq!(export(&snapshot).notes, [""; 0]);
        }
    }

    #[test]
    fn what_is_counted_where_requests_come_in_has_words() {
        let mut snapshot = scenario(1);
        snapshot.workloads[0].observed = WorkloadObservation {
            arrival_rate_per_s: Some(12.5),
            rank: Some(2),
            queued_requests: Some(30.0),
            turned_away_per_s: Some(0.5),
            sample_age_s: Some(10.0),
        };
        assert_eq!(export(&snapshot).notes, [""; 0]);
    }

    #[test]
    fn calm_and_behavior_have_words() {
        let mut snapshot = scenario(1);
        snapshot.calm = Calm {
            switch_saving_ratio: Some(0.15),
            switch_after_s: Some(900.0),
            backlog_clear_s: Some(90.0),
            hold_s: Some(0.0),
            retention_s: Some(1200.0),
        };
        let step = ScalingPolicy { kind: ScalingKind::Percent, value: 50, period_s: 60 };
        let scale_down = ScalingRules {
            stabilization_window_s: Some(0),
            policies: Some(vec![step, ScalingPolicy { kind: ScalingKind::Pods, ..step }]),
            select_policy: Some(SelectPolicy::Min),
            tolerance: Some(0.05),
        };
        snapshot.variants[0].retention_s = Some(300.0);
        snapshot.variants[0].start_up_s = Some(90.5);
        snapshot.variants[0].behavior = Some(Behavior { scale_down, ..Behavior::default() });
        assert_eq!(export(&snapshot).notes, [""; 0]);
        snapshot.variants[0].behavior = Some(Behavior::default());
        assert_eq!(export(&snapshot).notes, [""; 0]);
    }

    #[test]
    fn what_has_no_words_is_named() {
        let mut snapshot = scenario(1);
        snapshot.variants[0].workload = "somebody".to_owned();
        snapshot.workloads[0].key = "somebody".to_owned();
        let notes = export(&snapshot).notes;
        assert!(notes.iter().any(|note| note.contains("key")), "{notes:?}");
    }

    #[test]
    fn nothing_is_no_file_with_errors() {
        let Exported { files, notes } = export(&Snapshot::default());
        assert!(notes.is_empty(), "{notes:?}");
        assert!(read(&files, "", 0.0).problems.is_empty());
    }
}

//! How devices are shared out and how calm decisions are, as `ConfigMap` `wva-optimizer`.

use wva_core::snapshot::{Calm, SaturationPolicy, Snapshot, Solver};

use crate::config_map::config_map;
use crate::yaml::Lines;

/// Nothing where the snapshot leaves everything to the policy.
pub(crate) fn optimizer(snapshot: &Snapshot) -> Option<String> {
    let Snapshot { solver, calm, .. } = snapshot;
    let said = solver.is_some() || *calm != Calm::default();
    said.then(|| {
        config_map("wva-optimizer", |lines| {
            if let Some(given) = solver {
                share(*given, lines);
            }
            lines.number_text("switchSavingPercent", calm.switch_saving_ratio.map(|r| r * 100.0));
            lines.number_text("switchAfterSeconds", calm.switch_after_s);
            lines.number_text("holdSeconds", calm.hold_s);
            lines.number_text("retentionSeconds", calm.retention_s);
            lines.number_text("backlogClearSeconds", calm.backlog_clear_s);
        })
    })
}

fn share(solver: Solver, lines: &mut Lines) {
    match solver {
        Solver::Unlimited => lines.line("unlimited: \"true\""),
        Solver::Greedy(greedy) => {
            lines.line("unlimited: \"false\"");
            lines.text("saturationPolicy", saturation(greedy.saturation_policy));
            lines.field("delayedBestEffort", format!("\"{}\"", greedy.delayed_best_effort));
        }
    }
}

fn saturation(policy: SaturationPolicy) -> &'static str {
    match policy {
        SaturationPolicy::None => "None",
        SaturationPolicy::PriorityExhaustive => "PriorityExhaustive",
        SaturationPolicy::PriorityRoundRobin => "PriorityRoundRobin",
        SaturationPolicy::RoundRobin => "RoundRobin",
    }
}

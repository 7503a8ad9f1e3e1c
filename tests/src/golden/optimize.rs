//! `optimize_*.json`: whole systems, their candidates and upstream's solutions.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use wva_core::candidates::{Candidate, enumerate};
use wva_core::index::{Index, groups};
use wva_core::solve::{Plan, solve};
use wva_core::verify::verify;

use super::Report;
use super::candidate::same_replicas;
use super::compare::Differences;
use super::load::{LoadError, cases};
use super::system::System;

#[derive(Deserialize)]
struct Case {
    id: String,
    system: System,
    candidates: Vec<Row>,
    variants: Vec<Run>,
}

/// server, accelerator, `num_replicas`, `max_batch`, cost, value, …
type Row = (String, String, u32, u32, f64, f64, f64, f64, f64, f64, u64);

#[derive(Deserialize)]
struct Run {
    variant: String,
    deterministic: bool,
    solutions: Vec<Solution>,
}

#[derive(Deserialize)]
struct Solution {
    total_cost_cents_per_hr: f64,
    rows: Vec<SolutionRow>,
}

/// server, accelerator, `num_replicas`, …
type SolutionRow = (String, String, u32, u32, f64, f64, f64);

/// Compares all cases of one file of the folder.
///
/// # Errors
/// If the file cannot be read.
pub fn run(dir: &Path, name: &str) -> Result<Report, LoadError> {
    let mut report = Report::default();
    for case in cases::<Case>(dir, name)? {
        let snapshot = case.system.snapshot();
        let index = Index::new(&snapshot);
        let loads: BTreeMap<_, _> = case.system.loads().collect();
        let mut differences = Differences::default();
        let mut plans = Vec::new();
        for group in groups(&snapshot) {
            let Some(load) = loads.get(group.workload.key.as_str()) else { continue };
            match verify(&group, solve(enumerate(&index, &group, load))) {
                Ok(verified) => plans.push(verified.plan().clone()),
                Err(error) => differences.0.push(error.to_string()),
            }
        }
        candidates(&case, &plans, &mut differences);
        report.case(&format!("{} candidates", case.id), &differences.0);
        for variant in &case.variants {
            if variant.variant == "unlimited" {
                let differences = unlimited(variant, &plans);
                report.case(&format!("{} unlimited", case.id), &differences.0);
            } else {
                report.skip("limited variants: their solver is not built yet");
            }
        }
    }
    Ok(report)
}

fn candidates(case: &Case, plans: &[Plan<'_>], differences: &mut Differences) {
    let theirs: BTreeMap<_, _> =
        case.candidates.iter().map(|row| ((&*row.0, &*row.1), row)).collect();
    let ours: BTreeMap<_, _> = plans
        .iter()
        .flat_map(|plan| &plan.candidates)
        .map(|c| ((c.variant.name.as_str(), if c.replicas == 0 { "" } else { c.accelerator }), c))
        .collect();
    let by_value = |(server, accelerator): (&str, &str)| {
        case.system.gamma_subtracted(server) || case.system.flat_itl(server, accelerator)
    };
    for (key, row) in theirs.iter().filter(|(key, _)| !by_value(**key)) {
        let Some(candidate) = ours.get(key) else {
            differences.0.push(format!("{} on {}: missing", key.0, key.1));
            continue;
        };
        let name = |what: &str| format!("{} on {}: {what}", key.0, key.1);
        if !same_replicas(candidate, row.2) {
            differences.equal(&name("replicas"), candidate.replicas, row.2);
        } else if candidate.replicas == row.2 {
            differences.number(&name("cost"), candidate.cost_per_hour, row.4, 1e-6, 0.0);
            let scale = candidate.cost_per_hour + row.5.abs();
            differences.number(&name("value"), candidate.value, row.5, 0.0, 1e-6 * scale + 1e-3);
        }
    }
    for key in ours.keys().filter(|key| !theirs.contains_key(*key) && !by_value(**key)) {
        differences.0.push(format!("{} on {}: upstream has no such candidate", key.0, key.1));
    }
}

fn unlimited(theirs: &Run, plans: &[Plan<'_>]) -> Differences {
    let ours: BTreeMap<&str, &Candidate<'_>> = plans
        .iter()
        .filter_map(Plan::winner)
        .filter(|winner| winner.replicas > 0)
        .map(|winner| (winner.variant.name.as_str(), winner))
        .collect();
    let mut differences = Differences::default();
    if theirs.solutions.iter().any(|solution| same_solution(&ours, solution)) {
        return differences;
    }
    if theirs.deterministic {
        differences.0.push("the solution differs".to_owned());
        return differences;
    }
    let cost: f64 = ours.values().map(|winner| winner.cost_per_hour).sum();
    for solution in theirs.solutions.iter().take(1) {
        differences.equal("servers", ours.len(), solution.rows.iter().filter(|r| r.2 > 0).count());
        differences.number("total cost", cost, solution.total_cost_cents_per_hr, 1e-6, 0.0);
    }
    differences
}

fn same_solution(ours: &BTreeMap<&str, &Candidate<'_>>, theirs: &Solution) -> bool {
    let rows: Vec<_> = theirs.rows.iter().filter(|row| row.2 > 0).collect();
    let same = |row: &&SolutionRow| {
        ours.get(row.0.as_str()).is_some_and(|c| c.accelerator == row.1 && same_replicas(c, row.2))
    };
    rows.len() == ours.len() && rows.iter().all(same)
}

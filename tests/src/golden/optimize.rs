//! `optimize_*.json`: whole systems, their candidates and upstream's solutions.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Deserialize;
use wva_core::candidates::{Enumerated, enumerate};
use wva_core::index::{Index, groups};
use wva_core::snapshot::{Greedy, SaturationPolicy, Snapshot, Solver};
use wva_core::solve::{Choice, Entry, solve};
use wva_core::stock::Stock;

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
    f64_delta_arithmetic_in_set: bool,
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
        compare(&case, &mut report);
    }
    Ok(report)
}

fn compare(case: &Case, report: &mut Report) {
    let snapshot = case.system.snapshot();
    let index = Index::new(&snapshot);
    let groups = groups(&snapshot);
    let loads: BTreeMap<_, _> = case.system.loads().collect();
    let found: Vec<Enumerated<'_>> = groups
        .iter()
        .filter_map(|group| Some(enumerate(&index, group, loads.get(group.workload.key.as_str())?)))
        .collect();
    let mut differences = Differences::default();
    candidates(case, &found, &mut differences);
    report.case(&format!("{} candidates", case.id), &differences.0);
    let entries: Vec<Entry<'_, '_>> = groups
        .iter()
        .zip(&found)
        .map(|(group, found)| {
            let options = found.candidates.iter().collect();
            Entry::new(&group.workload.key, group.workload.priority, options)
        })
        .collect();
    let other_candidates = by_value_differs(case, &found);
    for run in &case.variants {
        let Some(solver) = solver(&run.variant) else {
            report.case(&case.id, &[format!("unknown variant `{}`", run.variant)]);
            continue;
        };
        let ours = Ours::new(&entries, &solve(&entries, &Stock::new(&snapshot.capacities), solver));
        let mut differences = Differences::default();
        if solver != Solver::Unlimited {
            ours.check_stock(&snapshot, &mut differences);
        }
        if other_candidates && !run.solutions.iter().any(|s| same_solution(&ours, s)) {
            report.rule(OTHER_CANDIDATES);
        } else {
            solution(run, &ours, &mut differences, report);
        }
        report.case(&format!("{} {}", case.id, run.variant), &differences.0);
    }
}

/// Whether a pair that is decided by value exists here but not there, or the other way round.
fn by_value_differs(case: &Case, found: &[Enumerated<'_>]) -> bool {
    let by_value = |server: &str, accelerator: &str| {
        case.system.gamma_subtracted(server) || case.system.flat_itl(server, accelerator)
    };
    let theirs: BTreeSet<(&str, &str)> = case
        .candidates
        .iter()
        .map(|row| (row.0.as_str(), row.1.as_str()))
        .filter(|(server, accelerator)| by_value(server, accelerator))
        .collect();
    let ours: BTreeSet<(&str, &str)> = found
        .iter()
        .flat_map(|found| &found.candidates)
        .map(|c| (c.variant.name.as_str(), c.accelerator))
        .filter(|(server, accelerator)| by_value(server, accelerator))
        .collect();
    ours != theirs
}

/// The solver that a variant of the vectors asks for.
fn solver(variant: &str) -> Option<Solver> {
    if variant == "unlimited" {
        return Some(Solver::Unlimited);
    }
    let (policy, effort) = variant.split_once('/')?;
    let saturation_policy = match policy {
        "None" => SaturationPolicy::None,
        "PriorityExhaustive" => SaturationPolicy::PriorityExhaustive,
        "PriorityRoundRobin" => SaturationPolicy::PriorityRoundRobin,
        "RoundRobin" => SaturationPolicy::RoundRobin,
        _ => return None,
    };
    Some(Solver::Greedy(Greedy { saturation_policy, delayed_best_effort: effort == "delayed" }))
}

/// Our solution: what every workload with a replica gets.
struct Ours<'p, 'a> {
    chosen: BTreeMap<&'p str, Choice<'p, 'a>>,
    priorities: BTreeMap<&'p str, u32>,
}

impl<'p, 'a> Ours<'p, 'a> {
    fn new(entries: &[Entry<'p, 'a>], choices: &[Option<Choice<'p, 'a>>]) -> Self {
        let given = entries.iter().zip(choices).filter_map(|(e, choice)| Some((e.key, (*choice)?)));
        Self {
            chosen: given.filter(|(_, choice)| choice.replicas > 0).collect(),
            priorities: entries.iter().map(|entry| (entry.key, entry.priority)).collect(),
        }
    }

    fn cost(&self) -> f64 {
        let cost = |c: &Choice<'_, '_>| c.candidate.price_per_hour * f64::from(c.replicas);
        self.chosen.values().map(cost).sum()
    }

    /// Workloads of each priority that get anything.
    fn counts<'s>(&self, keys: impl Iterator<Item = &'s str>) -> BTreeMap<u32, usize> {
        let mut counts = BTreeMap::new();
        for key in keys {
            *counts.entry(self.priorities.get(key).copied().unwrap_or(0)).or_default() += 1;
        }
        counts
    }

    fn check_stock(&self, snapshot: &Snapshot, differences: &mut Differences) {
        let mut stock = Stock::new(&snapshot.capacities);
        for choice in self.chosen.values() {
            let units = choice.candidate.units(choice.replicas);
            let fits = stock.take(choice.candidate.device_type, units);
            differences.require(fits, || format!("too many {}", choice.candidate.device_type));
        }
    }
}

fn candidates(case: &Case, found: &[Enumerated<'_>], differences: &mut Differences) {
    let theirs: BTreeMap<_, _> =
        case.candidates.iter().map(|row| ((&*row.0, &*row.1), row)).collect();
    let ours: BTreeMap<_, _> = found
        .iter()
        .flat_map(|found| &found.candidates)
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

/// Exactly a listed solution; where upstream itself is not sure, at least as many workloads of
/// each priority at a listed cost.
fn solution(theirs: &Run, ours: &Ours<'_, '_>, differences: &mut Differences, report: &mut Report) {
    if theirs.solutions.iter().any(|solution| same_solution(ours, solution)) {
        return;
    }
    if theirs.deterministic && theirs.f64_delta_arithmetic_in_set {
        differences.0.push("the solution differs".to_owned());
        return;
    }
    report.rule(if theirs.deterministic { FLOAT32_ORDER } else { NOT_DETERMINISTIC });
    let counts = ours.counts(ours.chosen.keys().copied());
    let costs: Vec<f64> = theirs.solutions.iter().map(|s| s.total_cost_cents_per_hr).collect();
    let same_counts = theirs.solutions.iter().any(|solution| {
        let rows = solution.rows.iter().filter(|row| row.2 > 0);
        ours.counts(rows.map(|row| row.0.as_str())) == counts
    });
    differences.require(same_counts, || format!("other counts per priority: {counts:?}"));
    let same_cost = costs.iter().any(|cost| (ours.cost() - cost).abs() <= 1e-6 * cost);
    differences
        .require(same_cost, || format!("cost is {}, expected one of {costs:?}", ours.cost()));
}

/// Ours and upstream's solver had different candidates to choose from.
const OTHER_CANDIDATES: &str =
    "candidates decided by value differ from upstream's: solution checked for feasibility only";

/// The order of upstream's map decided.
const NOT_DETERMINISTIC: &str = "not deterministic upstream, not listed: counts and cost compared";

/// Upstream's rounding to float32 decided.
const FLOAT32_ORDER: &str = "f64_delta_arithmetic_in_set = false: counts and cost compared";

fn same_solution(ours: &Ours<'_, '_>, theirs: &Solution) -> bool {
    let rows: Vec<_> = theirs.rows.iter().filter(|row| row.2 > 0).collect();
    let same = |row: &&SolutionRow| {
        ours.chosen.get(row.0.as_str()).is_some_and(|choice| {
            let whole = choice.replicas == choice.candidate.replicas;
            choice.candidate.accelerator == row.1
                && (choice.replicas == row.2 || whole && same_replicas(choice.candidate, row.2))
        })
    };
    rows.len() == ours.chosen.len() && rows.iter().all(same)
}

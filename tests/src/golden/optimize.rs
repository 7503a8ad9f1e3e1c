//! `optimize_*.json`: whole systems, their candidates and upstream's solutions.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Deserialize;
use wva_core::candidates::{Candidate, Enumerated, enumerate};
use wva_core::group::{Group, groups};
use wva_core::index::Index;
use wva_core::recall::Recalled;
use wva_core::snapshot::{Greedy, SaturationPolicy, Snapshot, Solver};
use wva_core::solve::{Entry, solve};
use wva_core::stock::Stock;

use super::Report;
use super::candidate::{Expected, UPSTREAM, compare, keeps_targets};
use super::compare::Differences;
use super::load::{LoadError, cases};
use super::rule::{CANDIDATES, RUNS, Rule};
use super::solution::{Key, Ours, Pairs, Solution, key};
use super::system::System;

#[derive(Deserialize)]
struct Case {
    id: String,
    system: System,
    candidates: Vec<Row>,
    variants: Vec<Run>,
}

/// server, accelerator, `num_replicas`, `max_batch`, cost, value, ITL, TTFT, ρ, rate, units
#[derive(Deserialize)]
struct Row(String, String, u32, u32, f64, f64, f64, f64, f64, f64, u64);

impl Row {
    fn key(&self) -> Key<'_> {
        (self.0.as_str(), self.1.as_str())
    }
}

#[derive(Deserialize)]
struct Run {
    variant: String,
    deterministic: bool,
    f64_delta_arithmetic_in_set: bool,
    solutions: Vec<Solution>,
}

impl From<&Row> for Expected {
    fn from(row: &Row) -> Self {
        Self {
            accelerator: row.1.clone(),
            num_replicas: row.2,
            max_batch: row.3,
            cost_cents_per_hr: row.4,
            value: Some(row.5),
            itl_avg_ms: row.6,
            ttft_avg_ms: row.7,
            rho: row.8,
            max_arrv_rate_per_replica_req_per_ms: row.9,
            units_per_replica: row.10,
            required_replicas_before_ceil: None,
        }
    }
}

impl<'p> Pairs<'p> {
    /// The candidates of both sides.
    fn new(case: &'p Case, found: &'p [Enumerated<'p>]) -> Self {
        let theirs: BTreeMap<Key<'p>, Expected> =
            case.candidates.iter().map(|row| (row.key(), Expected::from(row))).collect();
        let ours: BTreeMap<Key<'p>, &'p Candidate<'p>> =
            found.iter().flat_map(|found| &found.candidates).map(|c| (key(c), c)).collect();
        let keys = theirs.keys().chain(ours.keys()).copied();
        let by_value: BTreeSet<_> =
            keys.filter(|key| case.system.doubt(key.0, key.1).by_value.is_some()).collect();
        let other = |key: &Key<'_>| {
            let count = theirs.get(key).map(|theirs| theirs.num_replicas);
            count.is_some() && count != ours.get(key).map(|ours| ours.replicas)
        };
        let others = by_value.iter().any(other);
        Self { ours, theirs, by_value, others }
    }
}

/// Solver runs of a system: unlimited, and four saturation policies, each at once and delayed.
const RUNS_PER_SYSTEM: usize = 9;

/// Compares all cases of one file of the folder.
///
/// # Errors
/// If the file cannot be read.
pub fn run(dir: &Path, name: &str) -> Result<Report, LoadError> {
    let mut report = Report::default();
    for case in cases::<Case>(dir, name)? {
        compare_case(&case, &mut report);
    }
    Ok(report.closed())
}

fn compare_case(case: &Case, report: &mut Report) {
    let snapshot = case.system.snapshot();
    let index = Index::new(&snapshot);
    let variants: Vec<_> = snapshot.variants.iter().map(Recalled::as_seen).collect();
    let groups = groups(&snapshot, &variants);
    let loads: BTreeMap<_, _> = case.system.loads().collect();
    let found: Vec<Enumerated<'_>> = groups
        .iter()
        .filter_map(|group| Some(enumerate(&index, group, loads.get(group.workload.key.as_str())?)))
        .collect();
    let pairs = Pairs::new(case, &found);
    let mut differences = Differences::default();
    candidates(case, &pairs, &mut differences, report);
    differences.equal("solver runs", case.variants.len(), RUNS_PER_SYSTEM);
    report.case(&format!("{} candidates", case.id), &differences.0);
    let entries = entries(&groups, &found, &pairs);
    for run in &case.variants {
        let mut differences = Differences::default();
        report.unit(RUNS);
        solver_run(run, &snapshot, &entries, &pairs, &mut differences, report);
        report.case(&format!("{} {}", case.id, run.variant), &differences.0);
    }
}

/// Workloads as the solver sees them; of the pairs decided by value only those that upstream
/// chose from too, so that its solutions remain comparable.
fn entries<'p>(
    groups: &'p [Group<'p>],
    found: &'p [Enumerated<'p>],
    pairs: &Pairs<'_>,
) -> Vec<Entry<'p>> {
    let known = |c: &&Candidate<'_>| {
        let key = key(c);
        !pairs.by_value.contains(&key) || pairs.theirs.contains_key(&key)
    };
    let entry = |(group, found): (&'p Group<'p>, &'p Enumerated<'p>)| {
        let options = found.candidates.iter().filter(known).collect();
        Entry::new(&group.workload.key, group.workload.priority, options)
    };
    groups.iter().zip(found).map(entry).collect()
}

fn solver_run(
    run: &Run,
    snapshot: &Snapshot,
    entries: &[Entry<'_>],
    pairs: &Pairs<'_>,
    differences: &mut Differences,
    report: &mut Report,
) {
    let Some(solver) = solver(&run.variant) else {
        differences.0.push(format!("unknown variant `{}`", run.variant));
        return;
    };
    let asked: Vec<_> = entries.iter().collect();
    let ours = Ours::new(entries, &solve(&asked, &Stock::new(&snapshot.capacities), solver));
    if solver != Solver::Unlimited {
        ours.check_stock(snapshot, differences);
    }
    differences.require(!run.solutions.is_empty(), || "the vector has no solution".to_owned());
    for theirs in &run.solutions {
        theirs.compare_numbers(pairs, differences, report);
    }
    if pairs.others && !run.solutions.iter().any(|theirs| theirs.is(&ours, pairs)) {
        report.rule(&OTHER_CANDIDATES);
    } else {
        choice(run, &ours, pairs, differences, report);
    }
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

fn candidates(case: &Case, pairs: &Pairs<'_>, differences: &mut Differences, report: &mut Report) {
    for row in &case.candidates {
        let sides = (pairs.ours.get(&row.key()).copied(), Some(Expected::from(row)));
        candidate(case, row.key(), sides, differences, report);
    }
    for (key, ours) in pairs.ours.iter().filter(|(key, _)| !pairs.theirs.contains_key(*key)) {
        candidate(case, *key, (Some(ours), None), differences, report);
    }
}

fn candidate(
    case: &Case,
    (server, accelerator): Key<'_>,
    (ours, theirs): (Option<&Candidate<'_>>, Option<Expected>),
    differences: &mut Differences,
    report: &mut Report,
) {
    report.unit(CANDIDATES);
    let doubt = case.system.doubt(server, accelerator);
    let mut found = Differences::default();
    if let Some(rule) = doubt.by_value {
        report.rule(rule);
        found.require(ours.is_none_or(keeps_targets), || "misses its targets".to_owned());
    } else {
        found.equal("feasible", ours.is_some(), theirs.is_some());
    }
    if let (Some(ours), Some(theirs)) = (ours, &theirs) {
        compare(&mut found, ours, theirs, (&UPSTREAM, doubt), report);
    }
    differences.under(&format!("{server} on {accelerator}"), found);
}

/// Exactly a listed solution; where upstream itself is not sure, at least as many workloads of
/// each priority at a listed cost.
fn choice(
    theirs: &Run,
    ours: &Ours<'_>,
    pairs: &Pairs<'_>,
    differences: &mut Differences,
    report: &mut Report,
) {
    if let Some(solution) = theirs.solutions.iter().find(|solution| solution.is(ours, pairs)) {
        if !solution.is_exactly(ours) {
            report.rule(&THEIR_COUNTS);
        }
        return;
    }
    if theirs.deterministic && theirs.f64_delta_arithmetic_in_set {
        differences.0.push("the solution differs".to_owned());
        return;
    }
    report.rule(if theirs.deterministic { &FLOAT32_ORDER } else { &NOT_DETERMINISTIC });
    let counts = ours.counts(ours.keys());
    let same_counts = theirs.solutions.iter().any(|s| ours.counts(s.servers()) == counts);
    differences.require(same_counts, || format!("other counts per priority: {counts:?}"));
    let costs: Vec<f64> = theirs.solutions.iter().map(|s| s.total_cost_cents_per_hr).collect();
    let same_cost = costs.iter().any(|cost| (ours.cost() - cost).abs() <= 1e-6 * cost);
    differences
        .require(same_cost, || format!("cost is {}, expected one of {costs:?}", ours.cost()));
}

/// Ours and upstream's solver had different candidates to choose from.
const OTHER_CANDIDATES: Rule = Rule::given(
    RUNS,
    "a candidate decided by value is not as upstream's: choice checked for feasibility only",
);

/// The order of upstream's map decided.
const NOT_DETERMINISTIC: Rule =
    Rule::given(RUNS, "deterministic = false, not listed: counts per priority and cost compared");

/// Upstream's rounding to float32 decided.
const FLOAT32_ORDER: Rule =
    Rule::given(RUNS, "f64_delta_arithmetic_in_set = false: counts per priority and cost compared");

/// A chosen candidate needs one replica more or less, by the candidates' own rules.
const THEIR_COUNTS: Rule =
    Rule::rare(RUNS, "the same choice, with upstream's count of a candidate whose count differs");

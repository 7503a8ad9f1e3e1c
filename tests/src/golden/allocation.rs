//! `allocation.json`: every server on every accelerator, and what a server may choose from.

use std::path::Path;

use serde::Deserialize;
use wva_core::candidates::{Candidate, enumerate, options};
use wva_core::decision::Load;
use wva_core::index::{Group, Index, groups};
use wva_core::snapshot::{Snapshot, Variant};

use super::Report;
use super::candidate::{
    Expected, FLAT_ITL, ON_THE_EDGE, ZERO_LOAD_RATE, compare, keeps_targets, on_the_edge,
    same_replicas,
};
use super::compare::Differences;
use super::load::{LoadError, cases};
use super::system::System;

#[derive(Deserialize)]
struct Case {
    id: String,
    system: System,
    create_allocation: Vec<Pair>,
    reference_f64: Vec<Option<Expected>>,
    server_calculate_candidates: Vec<Pair>,
    #[serde(default)]
    flags: Vec<String>,
}

#[derive(Deserialize)]
struct Pair {
    server: String,
    for_accelerator: String,
    #[serde(default)]
    infeasible: bool,
    #[serde(flatten)]
    expected: Expected,
}

/// Compares all cases of the folder.
///
/// # Errors
/// If the file cannot be read.
pub fn run(dir: &Path) -> Result<Report, LoadError> {
    let mut report = Report::default();
    for case in cases::<Case>(dir, "allocation.json")? {
        let mut differences = Differences::default();
        compare_case(&case, &mut differences, &mut report);
        report.case(&case.id, &differences.0);
    }
    Ok(report)
}

fn compare_case(case: &Case, differences: &mut Differences, report: &mut Report) {
    let snapshot = case.system.snapshot();
    let free =
        Snapshot { variants: snapshot.variants.iter().map(free).collect(), ..snapshot.clone() };
    for (pair, reference) in case.create_allocation.iter().zip(&case.reference_f64) {
        let ours = Ours::new(case, &free, &pair.server);
        let candidate = ours.on(&pair.for_accelerator);
        let name = format!("{} on {}: ", pair.server, pair.for_accelerator);
        let mut found = Differences::default();
        pair_differences(case, pair, reference.as_ref(), candidate.as_ref(), &mut found, report);
        differences.0.extend(found.0.into_iter().map(|text| name.clone() + &text));
    }
    for (server, load) in case.system.loads() {
        calculated(case, &snapshot, server, &load, differences);
    }
}

/// The variant without a bond to its accelerator.
fn free(variant: &Variant) -> Variant {
    Variant { keep_accelerator: false, ..variant.clone() }
}

/// One server of a case.
struct Ours<'a> {
    index: Index<'a>,
    group: Option<Group<'a>>,
    load: Option<Load>,
}

impl<'a> Ours<'a> {
    fn new(case: &Case, snapshot: &'a Snapshot, server: &str) -> Self {
        Self {
            index: Index::new(snapshot),
            group: groups(snapshot).into_iter().find(|group| group.workload.key == server),
            load: case.system.loads().find(|(name, _)| *name == server).map(|(_, load)| load),
        }
    }

    fn on(&self, accelerator: &str) -> Option<Candidate<'a>> {
        let (group, load) = (self.group.as_ref()?, self.load.as_ref()?);
        let variant = group.variants.first()?;
        let choices = options(&self.index, group, variant);
        let choice = choices.iter().find(|choice| choice.accelerator == accelerator)?;
        choice.candidate(&self.index, group, load).ok()
    }
}

fn pair_differences(
    case: &Case,
    pair: &Pair,
    reference: Option<&Expected>,
    ours: Option<&Candidate<'_>>,
    differences: &mut Differences,
    report: &mut Report,
) {
    let flag = format!("status_differs_in_f64:{}/{}", pair.server, pair.for_accelerator);
    let flagged = case.flags.contains(&flag);
    let no_prompt = case.system.loads().any(|(s, l)| s == pair.server && l.avg_input_tokens <= 0.0);
    if case.system.gamma_subtracted(&pair.server) {
        report.rule("in_tokens = 0 and gamma > 0: not compared");
        return;
    }
    if case.system.flat_itl(&pair.server, &pair.for_accelerator) {
        report.rule(FLAT_ITL);
        differences.require(ours.is_none_or(keeps_targets), || "misses its targets".to_owned());
        return;
    }
    if flagged {
        report.rule("status_differs_in_f64: compared with reference_f64 only");
    } else {
        differences.equal("feasible", ours.is_some(), !pair.infeasible);
    }
    differences.equal("feasible in f64", ours.is_some(), reference.is_some());
    let Some(ours) = ours else { return };
    if reference
        .is_some_and(|r| r.num_replicas != ours.replicas && same_replicas(ours, r.num_replicas))
    {
        report.rule(ON_THE_EDGE);
        differences.require(keeps_targets(ours), || "misses its targets".to_owned());
    } else if !flagged {
        compare(differences, ours, &pair.expected, no_prompt);
    } else if let Some(reference) = reference {
        differences.equal("replicas (f64)", ours.replicas, reference.num_replicas);
    }
    if ours.needed == 0 && ours.replicas > 0 {
        report.rule(ZERO_LOAD_RATE);
    }
}

/// The candidates a server may choose from, with upstream's value.
fn calculated(
    case: &Case,
    snapshot: &Snapshot,
    server: &str,
    load: &Load,
    differences: &mut Differences,
) {
    let index = Index::new(snapshot);
    let Some(group) = groups(snapshot).into_iter().find(|group| group.workload.key == server)
    else {
        differences.0.push(format!("{server}: no workload"));
        return;
    };
    if case.system.gamma_subtracted(server) {
        return;
    }
    let ours = enumerate(&index, &group, load).candidates;
    let pairs = case.server_calculate_candidates.iter().filter(|pair| pair.server == server);
    let doubtful = |accelerator: &str| {
        case.flags.contains(&format!("status_differs_in_f64:{server}/{accelerator}"))
            || case.system.flat_itl(server, accelerator)
    };
    let theirs: Vec<&Pair> = pairs.filter(|pair| !doubtful(&pair.for_accelerator)).collect();
    let kept: Vec<_> = ours.iter().filter(|c| !doubtful(c.accelerator)).collect();
    let mut names: Vec<_> = theirs.iter().map(|pair| pair.for_accelerator.as_str()).collect();
    names.sort_unstable();
    differences.equal("candidates", kept.iter().map(|c| c.accelerator).collect(), names);
    for candidate in kept {
        let pair = theirs.iter().find(|pair| pair.for_accelerator == candidate.accelerator);
        let value = pair.filter(|_| !on_the_edge(candidate));
        if let Some(value) = value.and_then(|pair| pair.expected.value) {
            let scale = candidate.cost_per_hour + value.abs();
            differences.number("value", candidate.value, value, 0.0, 1e-6 * scale + 1e-4);
        }
    }
}

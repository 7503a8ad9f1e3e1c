//! `allocation.json`: every server on every accelerator, and what a server may choose from.

use std::collections::BTreeSet;
use std::path::Path;

use serde::Deserialize;
use wva_core::candidates::{Candidate, enumerate, pairings};
use wva_core::decision::Load;
use wva_core::group::{Group, groups};
use wva_core::index::Index;
use wva_core::recall::Recalled;
use wva_core::snapshot::{Snapshot, Variant};

use super::Report;
use super::candidate::{Against, Expected, F64, UPSTREAM, compare, keeps_targets};
use super::compare::Differences;
use super::load::{LoadError, cases};
use super::rule::{CANDIDATES, Rule};
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
    #[serde(flatten)]
    expected: Feasible,
}

/// The numbers of a pair, or the word that there are none.
#[derive(Deserialize)]
#[serde(untagged)]
enum Feasible {
    Yes(Expected),
    No { infeasible: bool },
}

impl Pair {
    fn expected(&self) -> Option<&Expected> {
        match &self.expected {
            Feasible::Yes(expected) => Some(expected),
            Feasible::No { .. } => None,
        }
    }

    /// A pair without numbers says so.
    fn is_clear(&self) -> bool {
        !matches!(self.expected, Feasible::No { infeasible: false })
    }
}

const STATUS: Rule =
    Rule::given(CANDIDATES, "status_differs_in_f64: compared with reference_f64 only");

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
    Ok(report.closed())
}

fn compare_case(case: &Case, differences: &mut Differences, report: &mut Report) {
    let snapshot = case.system.snapshot();
    let free =
        Snapshot { variants: snapshot.variants.iter().map(free).collect(), ..snapshot.clone() };
    let variants: Vec<_> = free.variants.iter().map(Recalled::as_seen).collect();
    every_pair_is_there(case, differences);
    for (pair, reference) in case.create_allocation.iter().zip(&case.reference_f64) {
        let ours = Ours::new(case, (&free, &variants), &pair.server);
        let candidate = ours.on(&pair.for_accelerator);
        let cost = |against| Against { value_is_cost: true, ..against };
        for (theirs, against) in [(pair.expected(), cost(UPSTREAM)), (reference.as_ref(), F64)] {
            let at = (pair.server.as_str(), pair.for_accelerator.as_str());
            one(case, at, (candidate.as_ref(), theirs, &against), differences, report);
        }
    }
    for (server, load) in case.system.loads() {
        calculated(case, &snapshot, (server, &load), differences, report);
    }
}

/// Each server on each accelerator, once, upstream and in f64.
fn every_pair_is_there(case: &Case, differences: &mut Differences) {
    let pairs = &case.create_allocation;
    let names: BTreeSet<_> = pairs.iter().map(|p| (&p.server, &p.for_accelerator)).collect();
    let expected = case.system.loads().count() * case.system.accelerators().count();
    let there = (pairs.len(), names.len(), case.reference_f64.len());
    differences.equal("pairs", there, (expected, expected, expected));
    differences.require(pairs.iter().all(Pair::is_clear) && expected > 0, || {
        "a pair is neither feasible nor infeasible, or there is none".to_owned()
    });
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
    fn new(
        case: &Case,
        (snapshot, variants): (&'a Snapshot, &'a [Recalled<'a>]),
        server: &str,
    ) -> Self {
        Self {
            index: Index::new(snapshot),
            group: groups(snapshot, variants)
                .into_iter()
                .find(|group| group.workload.key == server),
            load: case.system.loads().find(|(name, _)| *name == server).map(|(_, load)| load),
        }
    }

    fn on(&self, accelerator: &str) -> Option<Candidate<'a>> {
        let (group, load) = (self.group.as_ref()?, self.load.as_ref()?);
        let variant = group.variants.first()?;
        let choices = pairings(&self.index, group, variant);
        let choice = choices.iter().find(|choice| choice.accelerator == accelerator)?;
        choice.candidate(&self.index, group, load).ok()
    }
}

type Sides<'a, 'b> = (Option<&'a Candidate<'b>>, Option<&'a Expected>, &'a Against);

/// A server on an accelerator, ours against one of the two.
fn one(
    case: &Case,
    (server, accelerator): (&str, &str),
    (ours, theirs, against): Sides<'_, '_>,
    differences: &mut Differences,
    report: &mut Report,
) {
    report.unit(CANDIDATES);
    let doubt = case.system.doubt(server, accelerator);
    let status = format!("status_differs_in_f64:{server}/{accelerator}");
    let mut found = Differences::default();
    if let Some(rule) = doubt.by_value {
        report.rule(rule);
        found.require(ours.is_none_or(keeps_targets), || "misses its targets".to_owned());
    } else if against.who == UPSTREAM.who && case.flags.contains(&status) {
        report.rule(&STATUS);
        return;
    } else {
        found.equal(&format!("{} feasible", against.who), ours.is_some(), theirs.is_some());
    }
    if let (Some(ours), Some(theirs)) = (ours, theirs) {
        compare(&mut found, ours, theirs, (against, doubt), report);
    }
    differences.under(&format!("{server} on {accelerator}"), found);
}

/// The candidates a server may choose from: both sides of all of them.
fn calculated(
    case: &Case,
    snapshot: &Snapshot,
    (server, load): (&str, &Load),
    differences: &mut Differences,
    report: &mut Report,
) {
    let index = Index::new(snapshot);
    let variants: Vec<_> = snapshot.variants.iter().map(Recalled::as_seen).collect();
    let Some(group) =
        groups(snapshot, &variants).into_iter().find(|group| group.workload.key == server)
    else {
        differences.0.push(format!("{server}: no workload"));
        return;
    };
    let found = enumerate(&index, &group, load).candidates;
    let pairs = case.server_calculate_candidates.iter().filter(|pair| pair.server == server);
    let theirs: Vec<_> = pairs.collect();
    let names = theirs.iter().map(|pair| pair.for_accelerator.as_str());
    let all: BTreeSet<_> = found.iter().map(|c| c.offer.accelerator).chain(names).collect();
    for accelerator in all {
        let ours = found.iter().find(|candidate| candidate.offer.accelerator == accelerator);
        let pair = theirs.iter().find(|pair| pair.for_accelerator == accelerator);
        let sides = (ours, pair.and_then(|pair| pair.expected()), &UPSTREAM);
        one(case, (server, accelerator), sides, differences, report);
    }
}

//! The whole way: snapshot → candidates → plan → settled → decision.

use std::collections::BTreeMap;

use crate::candidates::{Candidate, Enumerated, enumerate};
use crate::carrier::carrier;
use crate::check::check;
use crate::clock::Clock;
use crate::decision::{Decision, VariantDecision};
use crate::demand::{Demand, demand};
use crate::error::PolicyError;
use crate::explain::{Context, explain};
use crate::group::{Group, groups};
use crate::index::Index;
use crate::memory::{Memory, WorkloadState, read, write};
use crate::plan::{Plan, plan};
use crate::reason::{Code, Reason};
use crate::recall::{Unknown, recall};
use crate::settle::{Question, settle};
use crate::snapshot::{Snapshot, Variant, WorkloadMemory};
use crate::stock::Stock;
use crate::verify::{UnsoundError, Verified, verify};

/// Decides for every variant of a snapshot. Pure: the same input gives the same decision.
///
/// # Errors
/// If the input itself is wrong; a variant that cannot be decided is no error but says why.
pub fn decide(snapshot: &Snapshot, memory: &[WorkloadMemory]) -> Result<Decision, PolicyError> {
    check(snapshot, memory)?;
    let clock = Clock { now_s: snapshot.at_unix_s, calm: snapshot.calm };
    let remembered = read(memory, clock.now_s);
    let recalled = recall(snapshot, &remembered);
    let index = Index::new(snapshot);
    let mut groups = groups(snapshot, recalled.iter().map(|recalled| &*recalled.variant));
    let demands: Vec<_> = groups.iter().map(|group| demand(&group.variants)).collect();
    for (group, demand) in groups.iter_mut().zip(&demands) {
        if let Ok(demand) = demand {
            group.serve_all_of(&demand.load);
        }
    }
    let mut checked =
        solve_all(&index, snapshot, &groups, &demands, &remembered, &clock).into_iter();
    let observed = snapshot.variants.iter().zip(&recalled).map(|(v, recalled)| {
        (v.name.as_str(), (v.observed.current_replicas, recalled.unknown.as_ref()))
    });
    let observed = observed.collect();
    let world = World { index: &index, observed, currency: &snapshot.currency, clock };
    let (mut variants, mut memory) = (Vec::new(), Vec::new());
    for (group, demand) in groups.iter().zip(&demands) {
        let checked = demand.as_ref().ok().and_then(|_| checked.next());
        let plan = match (demand, &checked) {
            (Ok(demand), Some(Ok(verified))) => Ok((demand, verified.plan())),
            (Err(reason), _) => Err(reason.clone()),
            (_, error) => Err(unsound(error.as_ref())),
        };
        let (decisions, state) = world.settle(group, plan.as_ref().copied(), &remembered);
        variants.extend(decisions);
        memory.extend(write(&group.workload.key, &state));
    }
    variants.sort_by(|a, b| a.variant.cmp(&b.variant));
    // From +0: the sum of nothing is -0.
    let cost_per_hour = variants.iter().filter_map(|v| v.cost_per_hour).fold(0.0, |a, b| a + b);
    Ok(Decision { at_unix_s: snapshot.at_unix_s, cost_per_hour, variants, memory })
}

/// What all workloads have in common.
struct World<'w, 'a> {
    index: &'w Index<'a>,
    /// By name: what is known now of a variant's replicas, and why its load is unknown.
    observed: BTreeMap<&'w str, (Option<u32>, Option<&'w Unknown>)>,
    currency: &'w str,
    clock: Clock,
}

impl World<'_, '_> {
    fn settle<'a>(
        &self,
        group: &Group<'a>,
        plan: Result<(&Demand, &Plan<'a>), &Reason>,
        remembered: &Memory,
    ) -> (Vec<VariantDecision>, WorkloadState) {
        let of = |v: &&Variant| self.observed.get(v.name.as_str()).copied().unwrap_or_default();
        let unknown: Vec<_> = group.variants.iter().map(|v| of(v).1).collect();
        let question =
            Question { variants: &group.variants, unknown: &unknown, plan, clock: self.clock };
        let (settled, state) = settle(&question, remembered.get(&group.workload.key));
        let context = Context {
            index: self.index,
            group,
            plan: plan.ok().map(|(_, plan)| plan),
            load: plan.ok().map(|(demand, _)| demand.load),
            clock: self.clock,
            currency: self.currency,
        };
        let decisions = group.variants.iter().zip(settled);
        let decisions = decisions.map(|(v, settled)| explain(&context, v, of(v).0, settled));
        (decisions.collect(), state)
    }
}

type Checked<'a> = Result<Verified<'a>, UnsoundError>;

/// Plans, checked, for the groups whose demand is known, in their order.
fn solve_all<'a>(
    index: &Index<'a>,
    snapshot: &'a Snapshot,
    groups: &[Group<'a>],
    demands: &[Result<Demand, Reason>],
    remembered: &Memory,
    clock: &Clock,
) -> Vec<Checked<'a>> {
    let (mut known, mut found) = (Vec::new(), Vec::new());
    let mut stock = Stock::new(&snapshot.capacities);
    for (group, demand) in groups.iter().zip(demands) {
        let enumerated = demand.as_ref().map(|demand| enumerate(index, group, &demand.load)).ok();
        claim_held(index, group, enumerated.as_ref(), &mut stock);
        if let Some(enumerated) = enumerated {
            known.push(group);
            found.push(enumerated);
        }
    }
    let solver = snapshot.solver();
    let carry = |i: usize, found: &Enumerated<'_>, chosen: &Candidate<'_>, fits: bool| {
        let key = known.get(i).map(|group| &group.workload.key);
        carrier(key.and_then(|key| remembered.get(key)), found, chosen, fits, clock)
    };
    let held = |key: &str| remembered.get(key)?.held();
    let plans = plan(&known, found, &stock, solver, &carry, &held);
    verify(&known, plans, &stock, solver)
}

/// Takes from the stock what no solver may give away: the current replicas of variants that
/// cannot be decided, and the floors of variants that share their workload.
fn claim_held<'a>(
    index: &Index<'a>,
    group: &Group<'a>,
    found: Option<&Enumerated<'a>>,
    stock: &mut Stock<'a>,
) {
    for variant in &group.variants {
        let mut candidates = found.iter().flat_map(|found| &found.candidates);
        let decidable = candidates.any(|c| c.variant.name == variant.name && c.stays());
        let replicas = match (decidable, group.variants.len()) {
            (true, 1) => continue,
            (true, _) => variant.min_replicas,
            (false, _) => variant.observed.current_replicas.unwrap_or(0).max(variant.min_replicas),
        };
        if let Some((device_type, units)) = index.units_per_replica(&group.workload.model, variant)
        {
            stock.claim(device_type, units * u64::from(replicas));
        }
    }
}

fn unsound(checked: Option<&Checked<'_>>) -> Reason {
    let text = match checked {
        Some(Err(error)) => error.to_string(),
        _ => "there is no plan".to_owned(),
    };
    Reason::new(Code::Unsound, text)
}

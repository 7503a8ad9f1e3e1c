//! The whole way: snapshot → candidates → plan → settled → decision.

use crate::candidates::{Enumerated, enumerate};
use crate::check::check;
use crate::decision::{Decision, VariantDecision};
use crate::demand::{Demand, demand};
use crate::error::PolicyError;
use crate::explain::{Context, explain};
use crate::index::{Group, Index, groups};
use crate::plan::plan;
use crate::reason::{Code, Reason};
use crate::settle::{settle, undecided};
use crate::snapshot::{Snapshot, WorkloadMemory};
use crate::stock::Stock;
use crate::verify::{UnsoundError, Verified, verify};

/// Decides for every variant of a snapshot. Pure: the same input gives the same decision.
///
/// # Errors
/// If the input itself is wrong; a variant that cannot be decided is no error but says why.
pub fn decide(snapshot: &Snapshot, memory: &[WorkloadMemory]) -> Result<Decision, PolicyError> {
    check(snapshot, memory)?;
    let index = Index::new(snapshot);
    let mut groups = groups(snapshot);
    let demands: Vec<_> = groups.iter().map(|group| demand(&group.variants)).collect();
    for (group, demand) in groups.iter_mut().zip(&demands) {
        if let Ok(demand) = demand {
            group.serve_all_of(&demand.load);
        }
    }
    let mut checked = solve_all(&index, snapshot, &groups, &demands).into_iter();
    let mut variants = Vec::new();
    for (group, demand) in groups.iter().zip(demands) {
        variants.extend(match demand.map(|demand| (demand, checked.next())) {
            Ok((demand, Some(Ok(verified)))) => {
                decided(&index, group, &demand, &verified, &snapshot.currency)
            }
            Ok((_, error)) => all_undecided(&index, group, &unsound(error), &snapshot.currency),
            Err(reason) => all_undecided(&index, group, &reason, &snapshot.currency),
        });
    }
    variants.sort_by(|a, b| a.variant.cmp(&b.variant));
    // From +0: the sum of nothing is -0.
    let cost_per_hour = variants.iter().filter_map(|v| v.cost_per_hour).fold(0.0, |a, b| a + b);
    Ok(Decision { at_unix_s: snapshot.at_unix_s, cost_per_hour, variants, memory: Vec::new() })
}

type Checked<'a> = Result<Verified<'a>, UnsoundError>;

/// Plans, checked, for the groups whose demand is known, in their order.
fn solve_all<'a>(
    index: &Index<'a>,
    snapshot: &'a Snapshot,
    groups: &[Group<'a>],
    demands: &[Result<Demand, Reason>],
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
    let plans = plan(&known, found, &stock, solver);
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

fn decided(
    index: &Index<'_>,
    group: &Group<'_>,
    demand: &Demand,
    verified: &Verified<'_>,
    currency: &str,
) -> Vec<VariantDecision> {
    let plan = Some(verified.plan());
    let context = Context { index, group, plan, load: Some(demand.load), currency };
    let settled = settle(group, verified, demand.unknown.as_deref());
    group.variants.iter().zip(settled).map(|(v, settled)| explain(&context, v, settled)).collect()
}

fn all_undecided(
    index: &Index<'_>,
    group: &Group<'_>,
    reason: &Reason,
    currency: &str,
) -> Vec<VariantDecision> {
    let context = Context { index, group, plan: None, load: None, currency };
    let explain_one = |v: &&_| explain(&context, v, undecided(v, reason.clone()));
    group.variants.iter().map(explain_one).collect()
}

fn unsound(checked: Option<Checked<'_>>) -> Reason {
    let text = match checked {
        Some(Err(error)) => error.to_string(),
        _ => "there is no plan".to_owned(),
    };
    Reason::new(Code::Unsound, text)
}

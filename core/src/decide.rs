//! The whole way: snapshot → candidates → plan → settled → decision.

use crate::candidates::enumerate;
use crate::check::check;
use crate::decision::{Decision, VariantDecision};
use crate::demand::demand;
use crate::error::PolicyError;
use crate::explain::{Context, explain};
use crate::index::{Group, Index, groups};
use crate::reason::{Code, Reason};
use crate::settle::{settle, undecided};
use crate::snapshot::{Snapshot, WorkloadMemory};
use crate::solve::solve;
use crate::verify::verify;

/// Decides for every variant of a snapshot. Pure: the same input gives the same decision.
///
/// # Errors
/// If the input itself is wrong; a variant that cannot be decided is no error but says why.
pub fn decide(snapshot: &Snapshot, memory: &[WorkloadMemory]) -> Result<Decision, PolicyError> {
    check(snapshot, memory)?;
    let index = Index::new(snapshot);
    let mut variants: Vec<VariantDecision> = groups(snapshot)
        .iter()
        .flat_map(|group| decide_group(&index, group, &snapshot.currency))
        .collect();
    variants.sort_by(|a, b| a.variant.cmp(&b.variant));
    // From +0: the sum of nothing is -0.
    let cost_per_hour = variants.iter().filter_map(|v| v.cost_per_hour).fold(0.0, |a, b| a + b);
    Ok(Decision { at_unix_s: snapshot.at_unix_s, cost_per_hour, variants, memory: memory.to_vec() })
}

fn decide_group(index: &Index<'_>, group: &Group<'_>, currency: &str) -> Vec<VariantDecision> {
    let mut context = Context { group, plan: None, load: None, currency };
    let all_undecided = |context: &Context<'_, '_>, reason: &Reason| {
        let explain_one = |v: &&_| explain(context, v, undecided(v, reason.clone()));
        group.variants.iter().map(explain_one).collect()
    };
    let demand = match demand(&group.variants) {
        Ok(demand) => demand,
        Err(reason) => return all_undecided(&context, &reason),
    };
    context.load = Some(demand.load);
    let plan = solve(enumerate(index, group, &demand.load));
    let verified = match verify(group, plan) {
        Ok(verified) => verified,
        Err(error) => {
            let reason = Reason::new(Code::Unsound, error.to_string());
            return all_undecided(&context, &reason);
        }
    };
    let settled = settle(group, &verified, demand.lower_bound);
    let context = Context { plan: Some(verified.plan()), ..context };
    group.variants.iter().zip(settled).map(|(v, settled)| explain(&context, v, settled)).collect()
}

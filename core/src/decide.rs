//! The whole way: snapshot → cases → plans → settled → decision.

use crate::case::cases;
use crate::check::check;
use crate::clock::Clock;
use crate::decision::Decision;
use crate::error::PolicyError;
use crate::explain::{Context, explain};
use crate::index::Index;
use crate::memory::{read, write};
use crate::plan::plan;
use crate::planned::Planned;
use crate::recall::recall;
use crate::settle::settle;
use crate::snapshot::{Snapshot, WorkloadMemory};
use crate::supply::Supply;
use crate::verify::verify;

/// Decides for every variant of a snapshot. Pure: the same input gives the same decision.
///
/// # Errors
/// If the input itself is wrong; a variant that cannot be decided is no error but says why.
pub fn decide(snapshot: &Snapshot, memory: &[WorkloadMemory]) -> Result<Decision, PolicyError> {
    check(snapshot, memory)?;
    let clock = Clock::of(snapshot);
    let memory = read(memory, clock.now_s);
    let recalled = recall(snapshot, &memory);
    let index = Index::new(snapshot);
    let cases = cases(&index, snapshot, &recalled, &memory);
    let supply = Supply::of(snapshot, &index, &cases);
    let known = cases.iter().filter(|case| case.demand.is_ok());
    let checked = verify(plan(known, &supply, &clock), &supply);

    let (mut variants, mut memory) = (Vec::with_capacity(snapshot.variants.len()), Vec::new());
    for case in &cases {
        let planned = &Planned::of(case, &checked);
        let (settled, state) = settle(planned, &clock);
        let currency = &snapshot.currency;
        let context = Context { planned, index: &index, clock: &clock, currency };
        variants.extend(settled.into_iter().map(|settled| explain(&context, settled)));
        memory.extend(write(case.key(), &state));
    }
    variants.sort_by(|a, b| a.variant.cmp(&b.variant));
    // From +0: the sum of nothing is -0.
    let cost_per_hour = variants.iter().filter_map(|v| v.cost_per_hour).fold(0.0, |a, b| a + b);
    Ok(Decision { at_unix_s: snapshot.at_unix_s, cost_per_hour, variants, memory })
}

//! From checked plans to the decision: numbers settled, reasons said, memory written.

use crate::case::Case;
use crate::decision::Decision;
use crate::explain::orphans;
use crate::memory::write;
use crate::planned::Planned;
use crate::published::published;
use crate::verify::Checked;
use crate::world::World;

/// The decision on a world, from its cases and their plans.
pub(crate) fn answer(world: &World<'_>, cases: &[Case<'_>], plans: &Checked<'_>) -> Decision {
    let mut variants = Vec::with_capacity(world.recalled.len());
    let mut memory = Vec::with_capacity(cases.len());
    let planned: Vec<_> = cases.iter().map(|case| Planned::of(case, plans)).collect();
    for (planned, (decided, state)) in planned.iter().zip(published(world, &planned)) {
        variants.extend(decided);
        memory.extend(write(planned.case.key(), &state));
    }
    variants.extend(orphans(world.snapshot));
    variants.sort_unstable_by(|a, b| a.variant.cmp(&b.variant));
    // From +0: the sum of nothing is -0.
    let cost_per_hour = variants.iter().filter_map(|v| v.cost_per_hour).fold(0.0, |a, b| a + b);
    Decision { at_unix_s: world.snapshot.at_unix_s, cost_per_hour, variants, memory }
}

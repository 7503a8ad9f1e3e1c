//! The whole way: snapshot → world → cases → plans → decision.

use crate::answer::answer;
use crate::case::cases;
use crate::check::check;
use crate::decision::Decision;
use crate::error::PolicyError;
use crate::snapshot::{Snapshot, WorkloadMemory};
use crate::verify::checked_plans;
use crate::world::World;

/// Decides for every variant of a snapshot. Pure: the same input gives the same decision.
///
/// # Errors
/// If the input itself is wrong; a variant that cannot be decided is no error but says why.
pub fn decide(snapshot: &Snapshot, memory: &[WorkloadMemory]) -> Result<Decision, PolicyError> {
    check(snapshot, memory)?;
    let world = World::of(snapshot, memory);
    let cases = cases(&world);
    let plans = checked_plans(&world, &cases);
    Ok(answer(&world, &cases, &plans))
}

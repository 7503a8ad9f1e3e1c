//! The part of an answer that may be used.
//!
//! ```text
//! reply --verify--> usable; workloads with a defect are held
//!          └ nothing of it: search --> workloads on which the policy fails are held
//!                                      and the others asked about once more, together
//! ```

use std::collections::BTreeSet;

use wva_core::decision::Decision;
use wva_core::error::ErrorCode;

use super::Policy;
use super::answer::RefusedWorkload;
use super::asked::Asked;
use super::call::CallError;
use super::decide::{Reply, Way};
use super::hold::hold;
use super::search::{Allowance, Tried, search};
use super::verify::verify;

/// A decision about every variant, and the workloads that are held in it.
type Usable = (Decision, Vec<RefusedWorkload>);

impl Policy {
    /// The part of a reply that may be used.
    ///
    /// # Errors
    /// The failure, if nothing of it can be used.
    pub(super) fn usable(
        &self,
        way: Way,
        asked: Asked<'_>,
        (answer, fuel): Reply,
    ) -> Result<Usable, CallError> {
        match answer.and_then(|decision| verified(asked, decision)) {
            Ok(usable) => Ok(self.with_devices_held(way, asked, usable)),
            Err(error) if may_be_of_one(&error) => {
                self.without_poisoned(way, asked, error, fuel.given)
            }
            Err(error) => Err(error),
        }
    }

    /// Where devices are limited, those that refused workloads hold may have been given away: the
    /// others are asked about once more, with the devices that are left.
    fn with_devices_held(&self, way: Way, asked: Asked<'_>, usable: Usable) -> Usable {
        let (_, refused) = &usable;
        if refused.is_empty() || asked.snapshot.capacities.is_empty() {
            return usable;
        }
        self.without(way, asked, refused).unwrap_or(usable)
    }

    /// Finds the workloads on which the policy fails, and asks about the others together: what it
    /// said of halves is not used, each of them had all the devices.
    fn without_poisoned(
        &self,
        way: Way,
        asked: Asked<'_>,
        error: CallError,
        fuel: u64,
    ) -> Result<Usable, CallError> {
        let keys: Vec<&str> = asked.workloads().into_iter().collect();
        let mut left = Allowance::of(fuel);
        let found = search(&keys, error.clone(), |half| {
            let kept = half.iter().copied().collect();
            left.spend(|fuel_max| self.try_only(way, asked, &kept, fuel_max))
        });
        if found.len() >= keys.len() {
            return Err(error);
        }
        self.without(way, asked, &found).map_err(|_| error)
    }

    fn try_only(
        &self,
        way: Way,
        asked: Asked<'_>,
        kept: &BTreeSet<&str>,
        fuel_max: u64,
    ) -> (Tried, u64) {
        let part = asked.only(kept);
        let part = Asked::of(&part);
        let (answer, fuel) = self.ask(way, part, fuel_max);
        let tried = match answer.and_then(|decision| verified(part, decision)) {
            Ok(_) => Tried::Answered,
            Err(error) => Tried::Failed(error),
        };
        (tried, fuel.used)
    }

    /// Asks about all but the refused workloads, and holds those.
    fn without(
        &self,
        way: Way,
        asked: Asked<'_>,
        refused: &[RefusedWorkload],
    ) -> Result<Usable, CallError> {
        let mut kept = asked.workloads();
        for RefusedWorkload { workload, .. } in refused {
            kept.remove(workload.as_str());
        }
        let part = asked.only(&kept);
        let part = Asked::of(&part);
        let (answer, _) = self.ask(way, part, u64::MAX);
        let (decision, also) = verified(part, answer?)?;
        let mut all = refused.to_vec();
        all.extend(also);
        all.sort_by(|a, b| a.workload.cmp(&b.workload));
        Ok((hold(asked, decision, refused), all))
    }
}

fn verified(asked: Asked<'_>, decision: Decision) -> Result<Usable, CallError> {
    let refused = verify(asked, &decision)?;
    Ok((hold(asked, decision, &refused), refused))
}

/// Whether one workload may be the cause. A refusal by a policy that works names the field; one that
/// is slower than its fuel has no time for a search.
fn may_be_of_one(error: &CallError) -> bool {
    match error {
        CallError::Trap { .. }
        | CallError::OutOfFuel { .. }
        | CallError::Memory
        | CallError::InvalidOutput { .. } => true,
        CallError::Refused(refusal) => refusal.code == ErrorCode::Internal,
        CallError::Deadline | CallError::NotExported { .. } => false,
    }
}

//! How far a number may be from the one before and the one that is asked for.

use super::finding::Finding;
use crate::candidates::Part;
use crate::decision::VariantDecision;
use crate::params::REPLICAS_LIMIT;
use crate::planned::Planned;
use crate::reason::Code;
use crate::snapshot::Variant;
use crate::world::World;

/// What is known of a variant's number before this decision.
struct Before {
    /// The number that a change counts from.
    from: Option<u32>,
    /// The number that was set last.
    set: Option<u32>,
    /// The largest number that was seen or set.
    most: Option<u32>,
    /// Since when the load has not needed it.
    unneeded_since_s: Option<f64>,
}

/// Checks the number of one variant.
pub(super) fn check_range(
    world: &World<'_>,
    planned: &Planned<'_>,
    variant: &Variant,
    decision: &VariantDecision,
) -> Result<(), Finding> {
    let before = Before::of(planned, variant);
    let name = || variant.name.clone();
    let part = planned.plan().and_then(|plan| plan.part_of(&variant.name));
    let part = part.filter(|part| part.needed > 0);
    let desired = match (decision.desired_replicas, before.from) {
        (Some(desired), Some(_)) => desired,
        (None, None) => return Ok(()),
        (None, Some(_)) => return Err(Finding::NoNumber { variant: name() }),
        (Some(_), None) => return Err(Finding::FromNothing { variant: name() }),
    };
    check_bounds(variant, desired)?;
    let (least, law) = least(planned, variant, decision, part, &before);
    let least = within(variant, least);
    if desired < least {
        return Err(Finding::TooFew { variant: name(), desired, least, law });
    }
    let most = within(variant, most(planned, variant, part, &before));
    if desired > most {
        let law = "nothing asks for so many";
        return Err(Finding::TooMany { variant: name(), desired, most, law });
    }
    let none_left = part.is_some_and(|part| part.replicas == 0);
    let preempted = decision.binds.is(Code::Preempted);
    if none_left || preempted {
        Ok(())
    } else {
        check_last_replica(world, variant, &before, desired)
    }
}

impl Before {
    fn of(planned: &Planned<'_>, variant: &Variant) -> Self {
        let state = planned.case.last_of(&variant.name);
        let observed = &variant.observed;
        let (now, ready) = (observed.current_replicas, observed.ready_replicas);
        let set = state.and_then(|state| state.desired);
        let way = state.and_then(|state| state.on_the_way);
        let follows = way.zip(now).is_some_and(|((least, most), now)| least <= now && now <= most);
        let from = if follows && set.is_some() { set } else { now.or(set) };
        let unneeded_since_s = state.and_then(|state| state.unneeded_since_s);
        Self { from, set, most: now.max(set).max(ready), unneeded_since_s }
    }
}

fn check_bounds(variant: &Variant, desired: u32) -> Result<(), Finding> {
    let Some((least, most)) = bounds(variant) else { return Ok(()) };
    let variant = variant.name.clone();
    if desired < least {
        return Err(Finding::TooFew { variant, desired, least, law: "its minimum" });
    }
    if desired > most {
        return Err(Finding::TooMany { variant, desired, most, law: "its maximum" });
    }
    Ok(())
}

/// The variant's bounds, if they can hold: neither contradicts the other, and a cluster may have so many.
fn bounds(variant: &Variant) -> Option<(u32, u32)> {
    let (least, most) = (variant.min_replicas, variant.max_replicas.unwrap_or(u32::MAX));
    (least <= most && least <= REPLICAS_LIMIT).then_some((least, most))
}

/// A number within the variant's bounds; as it is where they cannot hold.
fn within(variant: &Variant, replicas: u32) -> u32 {
    bounds(variant).map_or(replicas, |(least, most)| replicas.clamp(least, most))
}

/// The least number, with the law that says so.
fn least(
    planned: &Planned<'_>,
    variant: &Variant,
    decision: &VariantDecision,
    part: Option<&Part<'_>>,
    before: &Before,
) -> (u32, &'static str) {
    let from = before.from.unwrap_or(0);
    let mut variants = planned.case.group.variants.iter();
    let unknown = variants.any(|variant| variant.unknown.is_some() || variant.doubt.is_some());
    match part {
        _ if unknown => (from.max(before.set.unwrap_or(0)), "an input is unknown"),
        _ if !decision.decided => (from, "it is undecided"),
        Some(part) => {
            let asked = asked(part).0.max(variant.min_replicas);
            (before.from.map_or(asked, |from| asked.min(from)), "its load needs more")
        }
        None => (0, "none"),
    }
}

/// Least and most that the plan asks for: its bounds are applied last.
fn asked(part: &Part<'_>) -> (u32, u32) {
    match part.binds {
        Code::MinReplicas | Code::MaxReplicas => {
            (part.replicas.min(part.needed), part.replicas.max(part.needed))
        }
        _ => (part.replicas, part.replicas),
    }
}

/// The most that anything asks for: the plan, what there is, the time until another variant serves, or
/// requests of unknown lengths, which wake one replica.
fn most(planned: &Planned<'_>, variant: &Variant, part: Option<&Part<'_>>, before: &Before) -> u32 {
    let meanwhile = planned.plan().and_then(|plan| plan.meanwhile);
    let meanwhile = meanwhile.filter(|part| part.offer.variant.name == variant.name);
    let floor = bounds(variant).map_or(0, |(least, _)| least);
    let mut most = floor.max(before.most.unwrap_or(0));
    most = most.max(meanwhile.map_or(0, |part| part.replicas));
    most = most.max(u32::from(planned.case.woken == Some(variant.name.as_str())));
    most.max(part.map_or(0, |part| asked(part).1))
}

/// The last replica goes only after it has not been needed for the whole retention, or for want of
/// devices.
fn check_last_replica(
    world: &World<'_>,
    variant: &Variant,
    before: &Before,
    desired: u32,
) -> Result<(), Finding> {
    let retention_s = world.clock.retention_s(variant);
    let goes = desired == 0 && before.from > Some(0) && variant.max_replicas != Some(0);
    if !goes || retention_s <= 0.0 {
        return Ok(());
    }
    if before.unneeded_since_s.is_some_and(|since_s| world.clock.now_s - since_s >= retention_s) {
        return Ok(());
    }
    Err(Finding::LastReplica { variant: variant.name.clone() })
}

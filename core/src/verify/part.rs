//! One part of a plan, held against the snapshot.

use super::asked::Asked;
use super::defect::{Defect, agree, ensure};
use super::replica::Replica;
use super::service::check_service;
use crate::candidates::{Candidate, Offer, Part};
use crate::case::Case;
use crate::index::Index;
use crate::reason::Code;

/// Checks every number that a part carries. Fewer replicas than are needed are allowed where devices
/// are limited, and must say so.
pub(super) fn check_part(
    index: &Index<'_>,
    case: &Case<'_>,
    asked: &Asked,
    part: &Part<'_>,
    limited: bool,
) -> Result<(), Defect> {
    let Offer { variant, accelerator, .. } = part.offer;
    let replica = Replica::of(index, case, &variant.name, accelerator)?;
    if replica.variant.running_on().is_some_and(|running| running != *accelerator) {
        let (variant, accelerator) = (variant.name.clone(), (*accelerator).to_owned());
        return Err(Defect::Elsewhere { variant, accelerator });
    }
    check_offer(part.offer, &replica, asked)?;
    check_service(part, &replica, asked)?;
    let right = replica.bounded(part.needed);
    check_replicas(part, right, limited)?;
    check_reason(part, right)?;
    check_recorded(recorded(case, part)?, part, right, &replica)
}

/// Prices, devices and batch are those of the snapshot.
fn check_offer(offer: &Offer<'_>, replica: &Replica<'_>, asked: &Asked) -> Result<(), Defect> {
    let output_tokens = (!asked.is_idle()).then_some(asked.load.avg_output_tokens);
    let (max_batch, batch_assumed) = replica.max_batch(output_tokens);
    let (rest_per_hour, rest_value) = replica.rest();
    let floor = if replica.shares { replica.variant.min_replicas } else { 0 };
    let devices = &offer.devices;
    ensure("device type", devices.kind == replica.kind)?;
    ensure("number of devices", devices.units_per_replica == replica.units.devices)?;
    ensure("power", devices.power == replica.power.zip(Some(replica.units.taken)))?;
    agree("largest batch", f64::from(offer.max_batch), f64::from(max_batch))?;
    ensure("source of the largest batch", offer.batch_assumed == batch_assumed)?;
    agree("reserved number", f64::from(offer.reserved_replicas), f64::from(floor))?;
    agree("price", offer.price_per_hour, replica.price_per_hour)?;
    agree("cost of the floor", offer.rest.cost_per_hour, rest_per_hour)?;
    agree("value of the floor", offer.rest.value, rest_value)?;
    agree("load factor", offer.load_factor, replica.load_factor)
}

fn check_replicas(part: &Part<'_>, right: u32, limited: bool) -> Result<(), Defect> {
    let cut_short = limited && part.replicas < right;
    if cut_short && part.replicas >= part.offer.reserved_replicas.min(right) {
        return Ok(());
    }
    agree("number of replicas", f64::from(part.replicas), f64::from(right))
}

/// The rule that is said to set the number can have set it.
fn check_reason(part: &Part<'_>, right: u32) -> Result<(), Defect> {
    let bound = match part.binds {
        Code::Capacity | Code::MinReplicas | Code::MaxReplicas | Code::NoLoad => Some(part.binds),
        _ => None,
    };
    let rule = if part.replicas < right {
        Some(Code::Capacity)
    } else if right > part.needed {
        Some(Code::MinReplicas)
    } else if right < part.needed {
        Some(Code::MaxReplicas)
    } else {
        (part.needed == 0).then_some(Code::NoLoad)
    };
    ensure("reason for the number", bound == rule)
}

/// The candidate that a part was made of.
pub(super) fn recorded<'c, 'w>(
    case: &'c Case<'w>,
    part: &Part<'_>,
) -> Result<&'c Candidate<'w>, Defect> {
    let (variant, accelerator) = (&part.offer.variant.name, part.offer.accelerator);
    let mut all = case.found.candidates.iter();
    let found =
        all.find(|c| c.offer.variant.name == *variant && c.offer.accelerator == accelerator);
    found.ok_or(Defect::Other("candidate"))
}

/// Candidates are compared by these numbers.
fn check_recorded(
    candidate: &Candidate<'_>,
    part: &Part<'_>,
    right: u32,
    replica: &Replica<'_>,
) -> Result<(), Defect> {
    agree("candidate's needed number", f64::from(candidate.needed), f64::from(part.needed))?;
    agree("candidate's replicas", f64::from(candidate.replicas), f64::from(right))?;
    agree("value", candidate.value, replica.value(right))
}

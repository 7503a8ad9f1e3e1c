//! Changes of the rate and the replicas of a part.

use super::mutant::{Mutant, part};
use crate::candidates::Part;
use crate::case::Case;
use crate::plan::Plan;
use crate::reason::Code;

/// Changes where devices are not limited.
pub(super) const NUMBERS: &[Mutant] = &[
    ("one replica more", one_replica_more, "number of replicas"),
    ("one replica less", one_replica_less, "number of replicas"),
    ("no replica", no_replica, "number of replicas"),
    ("needs one more", needs_one_more, "needed number"),
    ("needs one less", needs_one_less, "needed number"),
    ("needs and gets one more", needs_and_gets_one_more, "needed number"),
    ("needs and gets one less", needs_and_gets_one_less, "needed number"),
    ("keeps up with one less", keeps_up_with_one_less, "number that keeps up"),
    ("needs ten thousand", needs_ten_thousand, "needed number"),
    ("a lower rate", a_lower_rate, "rate of all parts"),
    ("a higher rate", a_higher_rate, "rate of all parts"),
    ("half of the rate and replicas", half_of_it, "rate of all parts"),
    ("cut short without limits", cut_short, "number of replicas"),
    ("for want of devices", for_want_of_devices, "reason for the number"),
    ("by its minimum", by_its_minimum, "reason for the number"),
    ("by its maximum", by_its_maximum, "reason for the number"),
];

/// Changes of a part that is cut short for want of devices.
pub(super) const LIMITED: &[Mutant] = &[
    ("all that it needs", all_that_it_needs, "more devices of `L40S-type`"),
    ("one replica less than fit", cut_short, "room for more"),
    ("none although some fit", limited_to_none, "room for more"),
    ("fewer by its maximum", by_its_maximum, "reason for the number"),
    ("fewer for no reason", for_no_reason, "reason for the number"),
];

fn one_replica_more<'w>(plan: &mut Plan<'w>, _: &'w [Case<'w>]) {
    part(plan).replicas += 1;
}

fn one_replica_less<'w>(plan: &mut Plan<'w>, _: &'w [Case<'w>]) {
    part(plan).replicas -= 1;
}

fn no_replica<'w>(plan: &mut Plan<'w>, _: &'w [Case<'w>]) {
    part(plan).replicas = 0;
}

fn needs_one_more<'w>(plan: &mut Plan<'w>, _: &'w [Case<'w>]) {
    part(plan).needed += 1;
}

fn needs_one_less<'w>(plan: &mut Plan<'w>, _: &'w [Case<'w>]) {
    part(plan).needed -= 1;
}

fn keeps_up_with_one_less<'w>(plan: &mut Plan<'w>, _: &'w [Case<'w>]) {
    part(plan).keeps_up -= 1;
}

fn needs_and_gets_one_more<'w>(plan: &mut Plan<'w>, cases: &'w [Case<'w>]) {
    needs_one_more(plan, cases);
    one_replica_more(plan, cases);
}

fn needs_and_gets_one_less<'w>(plan: &mut Plan<'w>, cases: &'w [Case<'w>]) {
    needs_one_less(plan, cases);
    one_replica_less(plan, cases);
}

fn needs_ten_thousand<'w>(plan: &mut Plan<'w>, _: &'w [Case<'w>]) {
    part(plan).needed = 10_000;
}

fn a_lower_rate<'w>(plan: &mut Plan<'w>, _: &'w [Case<'w>]) {
    part(plan).rate_per_s *= 0.9999;
}

fn a_higher_rate<'w>(plan: &mut Plan<'w>, _: &'w [Case<'w>]) {
    part(plan).rate_per_s *= 1.0001;
}

fn half_of_it<'w>(plan: &mut Plan<'w>, _: &'w [Case<'w>]) {
    let part = part(plan);
    part.rate_per_s /= 2.0;
    let exactly = part.rate_per_s / part.offer.capacity_per_s().unwrap();
    part.needed = wva_model::math::whole(exactly.ceil(), 100_000).unwrap();
    part.replicas = part.needed;
}

fn cut_short<'w>(plan: &mut Plan<'w>, cases: &'w [Case<'w>]) {
    one_replica_less(plan, cases);
    part(plan).binds = Code::Capacity;
}

fn limited_to_none<'w>(plan: &mut Plan<'w>, cases: &'w [Case<'w>]) {
    no_replica(plan, cases);
    part(plan).binds = Code::Capacity;
}

fn all_that_it_needs<'w>(plan: &mut Plan<'w>, _: &'w [Case<'w>]) {
    let candidate = plan.case.found.candidates.first().unwrap();
    *part(plan) = Part::whole(candidate);
}

fn for_want_of_devices<'w>(plan: &mut Plan<'w>, _: &'w [Case<'w>]) {
    part(plan).binds = Code::Capacity;
}

fn for_no_reason<'w>(plan: &mut Plan<'w>, _: &'w [Case<'w>]) {
    part(plan).binds = Code::Itl;
}

fn by_its_minimum<'w>(plan: &mut Plan<'w>, _: &'w [Case<'w>]) {
    part(plan).binds = Code::MinReplicas;
}

fn by_its_maximum<'w>(plan: &mut Plan<'w>, _: &'w [Case<'w>]) {
    part(plan).binds = Code::MaxReplicas;
}

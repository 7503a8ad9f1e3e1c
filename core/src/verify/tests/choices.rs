//! Changes of the choice, of the carrier, and of other choices that are mentioned.

use super::mutant::{Mutant, other, part, reoffer, sibling};
use crate::candidates::Part;
use crate::case::Case;
use crate::plan::{Plan, RunnerUp};

/// Changes where the best variant carries.
pub(super) const CHOICES: &[Mutant] = &[
    ("the sibling's name", name_of_the_sibling, "does not run on"),
    ("the sibling", the_sibling, "is named as carrier"),
    ("the sibling as carrier", the_sibling_as_carrier, "is better"),
    ("the other accelerator", the_other_accelerator, "does not run on"),
    ("nothing chosen", nothing_chosen, "none is chosen"),
    ("the same part twice", the_same_part_twice, "two parts"),
    ("another carrier", another_carrier, "is named as carrier"),
    ("no carrier", no_carrier, "carrier"),
    ("a rival that is no better", a_rival_that_is_no_better, "is better"),
    ("a stand-in that is not needed", a_stand_in, "carries meanwhile"),
    ("a move that is no better", a_move_that_is_no_better, "candidate"),
    ("the winner as runner-up", the_winner_as_runner_up, "is better"),
    ("a cheaper runner-up", a_cheaper_runner_up, "further cost"),
    ("a runner-up with more replicas", a_larger_runner_up, "other choice"),
    ("no runner-up", no_runner_up, "runner-up"),
];

/// Changes where another variant waits to carry.
pub(super) const PATIENT: &[Mutant] = &[
    ("the rival is hidden", no_rival, "is better"),
    ("the rival carries too early", the_rival_carries, "is named as carrier"),
    ("the carrier is its own rival", the_carrier_as_rival, "is better"),
    ("a runner-up beside a rival", the_rival_as_runner_up, "runner-up"),
];

fn name_of_the_sibling<'w>(plan: &mut Plan<'w>, _: &'w [Case<'w>]) {
    let another = sibling(plan).offer.variant;
    reoffer(plan, |offer| offer.variant = another);
}

fn the_sibling<'w>(plan: &mut Plan<'w>, _: &'w [Case<'w>]) {
    *part(plan) = Part::whole(sibling(plan));
}

fn the_sibling_as_carrier<'w>(plan: &mut Plan<'w>, cases: &'w [Case<'w>]) {
    the_sibling(plan, cases);
    another_carrier(plan, cases);
    let name = part(plan).offer.variant.name.clone();
    plan.carrier.as_mut().unwrap().variant = name;
}

fn the_other_accelerator<'w>(plan: &mut Plan<'w>, _: &'w [Case<'w>]) {
    let own = part(plan).offer.variant.name.clone();
    *part(plan) = Part::whole(other(plan, |c| c.offer.variant.name == own));
}

fn nothing_chosen<'w>(plan: &mut Plan<'w>, _: &'w [Case<'w>]) {
    plan.parts.clear();
}

fn the_same_part_twice<'w>(plan: &mut Plan<'w>, _: &'w [Case<'w>]) {
    let part = *part(plan);
    plan.parts.push(part);
}

fn another_carrier<'w>(plan: &mut Plan<'w>, _: &'w [Case<'w>]) {
    plan.carrier.as_mut().unwrap().variant = "another".to_owned();
}

fn no_carrier<'w>(plan: &mut Plan<'w>, _: &'w [Case<'w>]) {
    plan.carrier = None;
}

fn a_rival_that_is_no_better<'w>(plan: &mut Plan<'w>, _: &'w [Case<'w>]) {
    plan.rival = Some(Part::whole(sibling(plan)));
}

fn a_stand_in<'w>(plan: &mut Plan<'w>, _: &'w [Case<'w>]) {
    plan.meanwhile = Some(*part(plan));
}

fn a_move_that_is_no_better<'w>(plan: &mut Plan<'w>, _: &'w [Case<'w>]) {
    plan.better = Some(Part::whole(other(plan, |c| !c.stays())));
}

fn the_winner_as_runner_up<'w>(plan: &mut Plan<'w>, _: &'w [Case<'w>]) {
    let winner = *part(plan);
    plan.runner_up.as_mut().unwrap().part = winner;
}

fn a_cheaper_runner_up<'w>(plan: &mut Plan<'w>, _: &'w [Case<'w>]) {
    plan.runner_up.as_mut().unwrap().extra_cost_per_hour -= 1.0;
}

fn a_larger_runner_up<'w>(plan: &mut Plan<'w>, _: &'w [Case<'w>]) {
    plan.runner_up.as_mut().unwrap().part.replicas += 1;
}

fn no_runner_up<'w>(plan: &mut Plan<'w>, _: &'w [Case<'w>]) {
    plan.runner_up = None;
}

fn no_rival<'w>(plan: &mut Plan<'w>, _: &'w [Case<'w>]) {
    plan.rival = None;
}

fn the_rival_carries<'w>(plan: &mut Plan<'w>, _: &'w [Case<'w>]) {
    *part(plan) = plan.rival.unwrap();
}

fn the_carrier_as_rival<'w>(plan: &mut Plan<'w>, _: &'w [Case<'w>]) {
    plan.rival = Some(*part(plan));
}

fn the_rival_as_runner_up<'w>(plan: &mut Plan<'w>, _: &'w [Case<'w>]) {
    let part = plan.rival.unwrap();
    plan.runner_up = Some(RunnerUp { part, extra_cost_per_hour: 1.0 });
}

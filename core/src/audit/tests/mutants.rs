//! Changes of a valid answer for one workload, each of one thing.

#![expect(
    clippy::ptr_arg,
    reason = "changes are of one type, and some change the number of entries"
)]

use crate::decision::{Load, VariantDecision};

/// A change with its name, and with words of the finding.
pub(super) type Mutant = (&'static str, fn(&mut Vec<VariantDecision>), &'static str);

/// Changes that are wrong in any world.
pub(super) const ANYWHERE: &[Mutant] = &[
    ("a variant is missing", one_missing, "answered once"),
    ("a variant twice", one_twice, "answered once"),
    ("another name", another_name, "the name of"),
    ("another workload", another_workload, "the workload of"),
    ("another accelerator", another_accelerator, "the accelerator of"),
    ("other current replicas", other_current, "the current number of"),
    ("other wanted replicas", other_wanted, "the wanted number of"),
    ("another batch", another_batch, "the batch of"),
    ("another load", another_load, "the load of"),
    ("other targets", other_targets, "the target of"),
    ("a lower cost", lower_cost, "the cost of"),
    ("too many by far", far_too_many, "the cost of"),
];

/// Changes where the last variant, `a/small`, has 2 replicas and its load needs more.
pub(super) const GROWING: &[Mutant] = &[
    ("one more than is needed", one_more, "nothing asks for so many"),
    ("one less than there are", |all| set(all, 1), "its load needs more"),
    ("below the minimum", |all| set(all, 0), "its minimum"),
    ("above the maximum", |all| set(all, 31), "its maximum"),
    ("no number", no_number, "no number"),
    ("targets met by too few", met_by_too_few, "the met target of"),
    ("met by one that rests", met_by_one_that_rests, "the met target of"),
    ("undecided with wanted replicas", |all| last(all).decided = false, "the wanted number of"),
];

/// Changes where two replicas of the first variant serve and those of the last do not yet.
pub(super) const HANDING_OVER: &[Mutant] = &[
    ("one that serves leaves", |all| set_first(all, 1), "of the demand are left"),
    ("a relieved variant grows", |all| set_first(all, 3), "nothing asks for so many"),
    ("those that start leave", |all| set(all, 1), "its load needs more"),
];

/// Changes where nothing arrives.
pub(super) const IDLE: &[Mutant] = &[
    ("the last replica leaves at once", |all| set(all, 0), "before its retention"),
    ("it grows", |all| set(all, 3), "nothing asks for so many"),
];

/// Changes where the load is unknown.
pub(super) const UNKNOWN: &[Mutant] = &[
    ("it shrinks by one", |all| set(all, 11), "an input is unknown"),
    ("it shrinks to its minimum", |all| set(all, 1), "an input is unknown"),
];

/// Changes where it is not known how many replicas there are.
pub(super) const UNCOUNTED: &[Mutant] = &[("a number", a_number, "not known how many")];

/// Changes where the model gives no number.
pub(super) const UNDECIDED: &[Mutant] = &[
    ("it shrinks by one", |all| set(all, 1), "it is undecided"),
    ("it grows by one", |all| set(all, 3), "nothing asks for so many"),
    ("it is decided", |all| last(all).decided = true, "the wanted number of"),
];

fn last(all: &mut [VariantDecision]) -> &mut VariantDecision {
    all.last_mut().unwrap()
}

/// Sets the number of the last variant, with its cost.
fn set(all: &mut [VariantDecision], replicas: u32) {
    renumber(last(all), replicas);
}

fn set_first(all: &mut [VariantDecision], replicas: u32) {
    renumber(all.first_mut().unwrap(), replicas);
}

fn renumber(one: &mut VariantDecision, replicas: u32) {
    let before = one.desired_replicas.unwrap_or(0);
    one.cost_per_hour =
        one.cost_per_hour.map(|cost| cost * f64::from(replicas) / f64::from(before));
    one.desired_replicas = Some(replicas);
    one.meets_targets = one.meets_targets.map(|_| false);
}

fn one_missing(all: &mut Vec<VariantDecision>) {
    all.pop();
}

fn one_twice(all: &mut Vec<VariantDecision>) {
    let again = last(all).clone();
    all.push(again);
}

fn another_name(all: &mut Vec<VariantDecision>) {
    last(all).variant.push('x');
}

fn another_workload(all: &mut Vec<VariantDecision>) {
    last(all).workload.push('x');
}

fn another_accelerator(all: &mut Vec<VariantDecision>) {
    last(all).accelerator = Some("unheard of".to_owned());
}

fn other_current(all: &mut Vec<VariantDecision>) {
    let one = last(all);
    one.current_replicas = Some(one.current_replicas.map_or(1, |now| now + 1));
}

fn other_wanted(all: &mut Vec<VariantDecision>) {
    let one = last(all);
    one.wanted_replicas = Some(one.wanted_replicas.map_or(1, |wanted| wanted + 1));
}

fn another_batch(all: &mut Vec<VariantDecision>) {
    let one = last(all);
    one.max_batch = Some(one.max_batch.map_or(1, |batch| batch + 1));
}

fn another_load(all: &mut Vec<VariantDecision>) {
    last(all).load = Some(Load { arrival_rate_per_s: 0.5, ..Load::default() });
}

fn other_targets(all: &mut Vec<VariantDecision>) {
    let one = last(all);
    let tps_tokens_per_s = Some(1.5);
    one.targets = Some(wva_model::Targets { tps_tokens_per_s, ..one.targets.unwrap_or_default() });
}

fn lower_cost(all: &mut Vec<VariantDecision>) {
    let one = last(all);
    one.cost_per_hour = Some(one.cost_per_hour.map_or(1.0, |cost| cost * 0.9 - 0.5));
}

fn far_too_many(all: &mut Vec<VariantDecision>) {
    last(all).desired_replicas = Some(999_999);
}

fn one_more(all: &mut Vec<VariantDecision>) {
    let more = last(all).desired_replicas.unwrap() + 1;
    set(all, more);
}

fn no_number(all: &mut Vec<VariantDecision>) {
    let one = last(all);
    (one.desired_replicas, one.cost_per_hour, one.meets_targets) = (None, None, None);
}

fn a_number(all: &mut Vec<VariantDecision>) {
    let one = last(all);
    (one.desired_replicas, one.cost_per_hour) = (Some(2), Some(80.0));
}

fn met_by_too_few(all: &mut Vec<VariantDecision>) {
    set(all, 2);
    last(all).meets_targets = Some(true);
}

fn met_by_one_that_rests(all: &mut Vec<VariantDecision>) {
    all.first_mut().unwrap().meets_targets = Some(true);
}

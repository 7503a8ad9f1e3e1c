//! Changes of the replica that a part is made of.

use super::mutant::{Mutant, reoffer, reserve, sibling};
use crate::candidates::{Missed, Service};
use crate::case::Case;
use crate::plan::Plan;
use crate::snapshot::{LatencyModel, Power, QueueParameters};
use wva_model::{LatencyTarget, Quantity, Replica};

/// The changes.
pub(super) const OFFERS: &[Mutant] = &[
    ("a lower price", a_lower_price, "price"),
    ("a higher price", a_higher_price, "price"),
    ("no price", no_price, "price"),
    ("one device less", one_device_less, "number of devices"),
    ("one device more", one_device_more, "number of devices"),
    ("devices of another type", devices_of_another_type, "device type"),
    ("another power curve", another_power_curve, "power"),
    ("the model of another workload", model_of_another_workload, "model"),
    ("the model of another accelerator", model_of_another_accelerator, "model"),
    ("the model at shorter answers", model_at_shorter_answers, "model"),
    ("a batch larger by one", a_larger_batch, "largest batch"),
    ("half the batch", half_the_batch, "largest batch"),
    ("a batch that is said to be stated", a_stated_batch, "source of the largest batch"),
    ("a higher capacity", a_higher_capacity, "capacity"),
    ("a lower capacity", a_lower_capacity, "capacity"),
    ("a larger largest rate", a_larger_largest_rate, "a target is missed"),
    ("a smaller largest rate", a_smaller_largest_rate, "a replica carries more"),
    ("a rate beyond the model's", a_rate_beyond_the_models, "largest rate"),
    ("a looser target", a_looser_target, "target"),
    ("no target", no_target, "target"),
    ("a target that is said to be out of reach", a_target_out_of_reach, "target out of reach"),
    ("one more reserved", one_more_reserved, "reserved number"),
    ("a free floor", a_free_floor, "cost of the floor"),
    ("a floor that is worth less", a_floor_worth_less, "value of the floor"),
    ("half the load factor", half_the_load_factor, "load factor"),
    ("the accelerator of another", accelerator_of_another, "does not run on"),
    ("an accelerator without a profile", accelerator_without_profile, "has no profile"),
    ("a variant of another workload", variant_of_another_workload, "is not one of its variants"),
    ("nothing arrives", nothing_arrives, "service"),
];

fn a_lower_price<'w>(plan: &mut Plan<'w>, _: &'w [Case<'w>]) {
    reoffer(plan, |offer| offer.price_per_hour *= 0.99);
}

fn a_higher_price<'w>(plan: &mut Plan<'w>, _: &'w [Case<'w>]) {
    reoffer(plan, |offer| offer.price_per_hour *= 2.0);
}

fn no_price<'w>(plan: &mut Plan<'w>, _: &'w [Case<'w>]) {
    reoffer(plan, |offer| offer.price_per_hour = 0.0);
}

fn one_device_less<'w>(plan: &mut Plan<'w>, _: &'w [Case<'w>]) {
    reoffer(plan, |offer| offer.devices.units_per_replica -= 1);
}

fn one_device_more<'w>(plan: &mut Plan<'w>, _: &'w [Case<'w>]) {
    reoffer(plan, |offer| offer.devices.units_per_replica += 1);
}

fn devices_of_another_type<'w>(plan: &mut Plan<'w>, _: &'w [Case<'w>]) {
    reoffer(plan, |offer| offer.devices.kind = "another type");
}

fn another_power_curve<'w>(plan: &mut Plan<'w>, _: &'w [Case<'w>]) {
    let power = Power { idle_w: 1.0, mid_w: 2.0, full_w: 3.0, mid_utilization: 0.5 };
    reoffer(plan, |offer| offer.devices.power = Some((Box::leak(Box::new(power)), 1)));
}

fn model_of_another_workload<'w>(plan: &mut Plan<'w>, cases: &'w [Case<'w>]) {
    let another = cases.last().unwrap().found.candidates.first().unwrap().offer.service;
    reoffer(plan, |offer| offer.service = another);
}

fn model_of_another_accelerator<'w>(plan: &mut Plan<'w>, _: &'w [Case<'w>]) {
    let another = sibling(plan).offer.service;
    reoffer(plan, |offer| offer.service = another);
}

fn model_at_shorter_answers<'w>(plan: &mut Plan<'w>, _: &'w [Case<'w>]) {
    let profile =
        QueueParameters { alpha_ms: 3.0, beta_ms: 0.3, gamma_ms: 20.0, delta_ms_per_token: 0.01 };
    let replica = Replica {
        latency: LatencyModel::Queue(profile),
        max_batch: 17,
        max_queue: None,
        avg_input_tokens: 11.0,
        avg_output_tokens: 13.0,
    };
    reserve(plan, |model, _, _| *model = replica.model().unwrap());
}

fn a_larger_batch<'w>(plan: &mut Plan<'w>, _: &'w [Case<'w>]) {
    reoffer(plan, |offer| offer.max_batch += 1);
}

fn half_the_batch<'w>(plan: &mut Plan<'w>, _: &'w [Case<'w>]) {
    reoffer(plan, |offer| offer.max_batch /= 2);
}

fn a_stated_batch<'w>(plan: &mut Plan<'w>, _: &'w [Case<'w>]) {
    reoffer(plan, |offer| offer.batch_assumed = !offer.batch_assumed);
}

fn a_higher_capacity<'w>(plan: &mut Plan<'w>, _: &'w [Case<'w>]) {
    reserve(plan, |_, _, capacity_per_s| *capacity_per_s *= 1.0001);
}

fn a_lower_capacity<'w>(plan: &mut Plan<'w>, _: &'w [Case<'w>]) {
    reserve(plan, |_, _, capacity_per_s| *capacity_per_s *= 0.9999);
}

fn resized(plan: &mut Plan<'_>, by: f64) {
    reserve(plan, |model, largest_per_s, capacity_per_s| {
        *largest_per_s *= by;
        *capacity_per_s = model.means(*largest_per_s).throughput_per_s;
    });
}

fn a_larger_largest_rate<'w>(plan: &mut Plan<'w>, _: &'w [Case<'w>]) {
    resized(plan, 1.001);
}

fn a_smaller_largest_rate<'w>(plan: &mut Plan<'w>, _: &'w [Case<'w>]) {
    resized(plan, 0.95);
}

fn a_rate_beyond_the_models<'w>(plan: &mut Plan<'w>, _: &'w [Case<'w>]) {
    reserve(plan, |model, largest_per_s, _| *largest_per_s = model.max_rate_per_s() * 1.1);
}

fn a_looser_target<'w>(plan: &mut Plan<'w>, _: &'w [Case<'w>]) {
    reoffer(plan, |offer| {
        offer.aim.targets.itl = Some(LatencyTarget { at_most_ms: 20.0, percentile: None });
    });
}

fn no_target<'w>(plan: &mut Plan<'w>, _: &'w [Case<'w>]) {
    reoffer(plan, |offer| offer.aim.targets.ttft = None);
}

fn a_target_out_of_reach<'w>(plan: &mut Plan<'w>, _: &'w [Case<'w>]) {
    let missed = Missed { quantity: Quantity::Itl, target_ms: 14.0, reachable_ms: 15.0 };
    reoffer(plan, |offer| offer.aim.missed = Some(missed));
}

fn one_more_reserved<'w>(plan: &mut Plan<'w>, _: &'w [Case<'w>]) {
    reoffer(plan, |offer| offer.reserved_replicas += 1);
}

fn a_free_floor<'w>(plan: &mut Plan<'w>, _: &'w [Case<'w>]) {
    reoffer(plan, |offer| offer.rest.cost_per_hour = 0.0);
}

fn a_floor_worth_less<'w>(plan: &mut Plan<'w>, _: &'w [Case<'w>]) {
    reoffer(plan, |offer| offer.rest.value -= 100.0);
}

fn half_the_load_factor<'w>(plan: &mut Plan<'w>, _: &'w [Case<'w>]) {
    reoffer(plan, |offer| offer.load_factor /= 2.0);
}

fn accelerator_of_another<'w>(plan: &mut Plan<'w>, _: &'w [Case<'w>]) {
    let another = sibling(plan).offer.accelerator;
    reoffer(plan, |offer| offer.accelerator = another);
}

fn accelerator_without_profile<'w>(plan: &mut Plan<'w>, _: &'w [Case<'w>]) {
    reoffer(plan, |offer| offer.accelerator = "unheard of");
}

fn variant_of_another_workload<'w>(plan: &mut Plan<'w>, cases: &'w [Case<'w>]) {
    let another = cases.last().unwrap().found.candidates.first().unwrap().offer.variant;
    reoffer(plan, |offer| offer.variant = another);
}

fn nothing_arrives<'w>(plan: &mut Plan<'w>, _: &'w [Case<'w>]) {
    reoffer(plan, |offer| offer.service = Service::Idle { ttft_ms: 20.0, itl_ms: 8.0 });
}

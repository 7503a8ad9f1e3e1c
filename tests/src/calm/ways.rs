//! The ways in which every scenario is played.

use wva_core::params::SAMPLE_AGE_MAX_S;
use wva_core::snapshot::{Observation, PolicyInput};

use super::way::Way;

/// All rules, each of them taken away, and measured latency against right and wrong profiles.
pub const WAYS: [Way; 12] = [
    rules("all rules", |_| ()),
    rules("without `behavior`", no_behavior),
    rules("without patience before a switch", no_patience),
    rules("without retention", no_retention),
    rules("without memory", |input| input.memory.clear()),
    rules("unknown read as zero", zero_for_unknown),
    rules("replicas that start count as ready", all_ready),
    measured("latency measured, profile right", 1.0, |_| ()),
    measured("profile wrong by 3, too slow", 3.0, |_| ()),
    measured("profile wrong by 3, too slow, latency not measured", 3.0, no_latency),
    measured("profile wrong by 3, too fast", 1.0 / 3.0, |_| ()),
    measured("profile wrong by 3, too fast, latency not measured", 1.0 / 3.0, no_latency),
];

const fn rules(name: &'static str, strip: fn(&mut PolicyInput)) -> Way {
    Way { name, times: None, strip }
}

const fn measured(name: &'static str, times: f64, strip: fn(&mut PolicyInput)) -> Way {
    Way { name, times: Some(times), strip }
}

fn no_behavior(input: &mut PolicyInput) {
    for variant in &mut input.snapshot.variants {
        variant.behavior = None;
    }
}

fn no_patience(input: &mut PolicyInput) {
    input.snapshot.calm.switch_after_s = Some(0.0);
    input.snapshot.calm.switch_saving_ratio = Some(0.0);
}

fn no_retention(input: &mut PolicyInput) {
    for variant in &mut input.snapshot.variants {
        variant.retention_s = Some(0.0);
    }
}

/// As a collector does that writes 0 for what it does not get.
fn zero_for_unknown(input: &mut PolicyInput) {
    for variant in &mut input.snapshot.variants {
        let seen = &mut variant.observed;
        let fresh = seen.sample_age_s.is_none_or(|age| (0.0..=SAMPLE_AGE_MAX_S).contains(&age));
        let rate = seen.arrival_rate_per_s.filter(|rate| rate.is_finite() && *rate >= 0.0);
        if fresh && rate.is_some() {
            continue;
        }
        *seen = Observation {
            arrival_rate_per_s: Some(0.0),
            waiting_requests: Some(0.0),
            running_requests: Some(0.0),
            sample_age_s: Some(0.0),
            ..seen.clone()
        };
    }
}

fn all_ready(input: &mut PolicyInput) {
    for variant in &mut input.snapshot.variants {
        variant.observed.ready_replicas = variant.observed.current_replicas;
        variant.observed.starting_replicas = Some(0);
    }
}

fn no_latency(input: &mut PolicyInput) {
    for variant in &mut input.snapshot.variants {
        variant.observed.ttft_ms = None;
        variant.observed.itl_ms = None;
    }
}

//! What calm costs and saves: every scenario with all rules, and without each of them.

use std::fmt::Write as _;

use wva_core::decide;
use wva_core::error::PolicyError;
use wva_core::params::SAMPLE_AGE_MAX_S;
use wva_core::snapshot::{Observation, PolicyInput};
use wva_scenario::{Scenario, Summary, play};

/// A way to ask the policy.
#[derive(Clone, Copy, Debug)]
pub struct Way {
    /// What it is called in the table.
    pub name: &'static str,
    /// What it takes from a question.
    pub strip: fn(&mut PolicyInput),
}

/// All rules, and each of them taken away.
pub const WAYS: [Way; 7] = [
    Way { name: "all rules", strip: |_| () },
    Way { name: "without `behavior`", strip: no_behavior },
    Way { name: "without patience before a switch", strip: no_patience },
    Way { name: "without retention", strip: no_retention },
    Way { name: "without memory", strip: |input| input.memory.clear() },
    Way { name: "unknown read as zero", strip: zero_for_unknown },
    Way { name: "replicas that start count as ready", strip: all_ready },
];

/// The scenarios of one way, added up.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sum {
    hours: f64,
    changes: u32,
    minutes_below_target: f64,
    cost: f64,
    wrong_scale_downs: usize,
    broken_laws: usize,
    failing: usize,
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

/// Plays all scenarios one way.
///
/// # Errors
/// If the policy refuses a question.
pub fn sum(scenarios: &[(String, Scenario)], way: Way) -> Result<Sum, PolicyError> {
    let mut sum = Sum::default();
    for (_, scenario) in scenarios {
        let report = play(scenario, |mut input| {
            (way.strip)(&mut input);
            decide(&input.snapshot, &input.memory)
        })?;
        let Summary { changes, minutes_below_target, cost, .. } = report.summary;
        sum.hours += scenario.at_s(scenario.cycles) / 3600.0;
        sum.changes += changes;
        sum.minutes_below_target += minutes_below_target;
        sum.cost += cost;
        sum.wrong_scale_downs += report.wrong_scale_downs.len();
        sum.broken_laws += report.broken_laws.len();
        sum.failing += usize::from(!report.holds());
    }
    Ok(sum)
}

/// The sums as a table.
///
/// # Errors
/// If the policy refuses a question.
pub fn table(scenarios: &[(String, Scenario)]) -> Result<String, PolicyError> {
    let mut table = String::from(
        "| rules | changes per hour | minutes below target | cost, cents | wrong scale-downs | \
         broken laws | scenarios that fail |\n|---|--:|--:|--:|--:|--:|--:|\n",
    );
    for way in WAYS {
        let sum = sum(scenarios, way)?;
        let per_hour = f64::from(sum.changes) / sum.hours;
        // Writing to a string cannot fail.
        let _ = writeln!(
            table,
            "| {} | {per_hour:.2} | {:.1} | {:.0} | {} | {} | {} |",
            way.name,
            sum.minutes_below_target,
            sum.cost,
            sum.wrong_scale_downs,
            sum.broken_laws,
            sum.failing
        );
    }
    Ok(table)
}

/// Where the table begins on the page.
pub const BEGIN: &str = "<!-- calm: begin -->\n";
/// Where it ends.
pub const END: &str = "<!-- calm: end -->\n";

/// The page with another table between its marks; `None` without marks.
#[must_use]
pub fn renewed(page: &str, table: &str) -> Option<String> {
    let (before, rest) = page.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}\n{table}\n{END}{after}"))
}

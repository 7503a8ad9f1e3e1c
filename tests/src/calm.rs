//! What calm costs and saves: every scenario with all rules, without each of them, and with profiles that
//! are wrong.

mod way;
mod ways;

use std::fmt::Write as _;

use wva_core::decide;
use wva_core::error::PolicyError;
use wva_scenario::{Scenario, Summary, play};

pub use self::way::Way;
pub use self::ways::WAYS;

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

/// Plays all scenarios one way.
///
/// # Errors
/// If the policy refuses a question.
pub fn sum(scenarios: &[(String, Scenario)], way: Way) -> Result<Sum, PolicyError> {
    let mut sum = Sum::default();
    for (_, scenario) in scenarios {
        let scenario = way.played(scenario);
        let report = play(&scenario, |mut input| {
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

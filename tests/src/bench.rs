//! Measuring: many runs, minimum and median, so that a shared machine does not decide.

pub mod machine;
pub mod report;
pub mod work;

use std::hint::black_box;
use std::time::{Duration, Instant};

/// Time spent on one measurement.
const BUDGET: Duration = Duration::from_millis(1500);

/// Runs of one measurement, at least and at most.
const RUNS: std::ops::RangeInclusive<usize> = 5..=2001;

/// Shortest run that the clock can be trusted with; faster work is repeated within a run.
const RUN_AT_LEAST: Duration = Duration::from_micros(50);

/// One measurement, in nanoseconds for one piece of work.
#[derive(Clone, Debug, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Measured {
    /// What was measured.
    pub name: String,
    /// Runs that were counted.
    pub runs: usize,
    /// The fastest run.
    pub min_ns: f64,
    /// Half of the runs were faster.
    pub median_ns: f64,
}

/// Measures `work`.
pub fn measure<T>(name: impl Into<String>, mut work: impl FnMut() -> T) -> Measured {
    let repeats = repeats(&mut work);
    let mut times = Vec::new();
    let start = Instant::now();
    while times.len() < *RUNS.start() || (start.elapsed() < BUDGET && times.len() < *RUNS.end()) {
        let run = Instant::now();
        for _ in 0..repeats {
            black_box(work());
        }
        times.push(run.elapsed().as_secs_f64() * 1e9 / f64::from(repeats));
    }
    times.sort_by(f64::total_cmp);
    let at = |index: usize| times.get(index).copied().unwrap_or(f64::NAN);
    Measured { name: name.into(), runs: times.len(), min_ns: at(0), median_ns: at(times.len() / 2) }
}

fn repeats<T>(work: &mut impl FnMut() -> T) -> u32 {
    let mut repeats = 1;
    loop {
        let run = Instant::now();
        for _ in 0..repeats {
            black_box(work());
        }
        if run.elapsed() >= RUN_AT_LEAST {
            return repeats;
        }
        repeats *= 2;
    }
}

//! The time that an input takes, beside the time that a fourth of it takes.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

use crate::grown::Grown;

/// Turns of the repeated parts, each four times as many as before: a longer input is only made where the
/// one before took more than its share.
const TURNS: [usize; 4] = [100, 400, 1600, 6400];

/// Times the time of a fourth from which a longer input is looked at.
const SUSPECT: f64 = 4.6;

/// Times the time of a fourth that the longest input may take: in proportion it is 4, sorted about 4.6,
/// and 16 where every part looks at every other. Half of 16 leaves room for caches.
const RATIO_MAX: f64 = 8.0;

/// Time that is no reason to complain.
const SHORT: Duration = Duration::from_millis(100);

/// Looks at each length; the shortest counts, for others use the machine too.
const LOOKS: usize = 3;

/// Reads an input at several lengths.
///
/// # Panics
/// If it takes much more than four times the time at four times the length.
pub fn grows_as_its_input(bytes: &[u8]) {
    let Ok(input) = str::from_utf8(bytes) else { return };
    let mut before: Option<(usize, Duration)> = None;
    for turns in TURNS {
        let Some(grown) = Grown::of(input, turns) else { return };
        let took = cpu_time(&grown);
        if let Some((fourth, before)) = before {
            if took < before.mul_f64(SUSPECT) {
                return;
            }
            compare(input, fourth, turns);
        }
        before = Some((turns, took));
    }
}

/// Looks again at an input that took more than its share.
fn compare(input: &str, fourth: usize, whole: usize) {
    let [fourth, whole] = [fourth, whole].map(|turns| shortest(input, turns));
    let (Some(fourth), Some(whole)) = (fourth, whole) else { return };
    let ratio = whole.as_secs_f64() / fourth.as_secs_f64();
    assert!(whole < SHORT || ratio < RATIO_MAX, "{ratio:.1} times the time: {fourth:?}, {whole:?}");
}

fn shortest(input: &str, turns: usize) -> Option<Duration> {
    let grown = Grown::of(input, turns)?;
    (0..LOOKS).map(|_| cpu_time(&grown)).min()
}

/// Time of this thread alone.
fn cpu_time(grown: &Grown) -> Duration {
    let start = clock_gettime(ClockId::ThreadCPUTime);
    grown.read();
    let end = clock_gettime(ClockId::ThreadCPUTime);
    Duration::try_from(end - start).unwrap_or_default()
}

//! A task as stages: which one runs, since when, and what comes next.

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::error::TaskError;
use crate::run::{is_watched, tell};

/// How often a stage says that it still runs, where nobody sees cargo's own progress.
const BEAT: Duration = Duration::from_secs(20);

/// One stage.
pub(crate) struct Stage<'a> {
    pub(crate) name: &'a str,
    pub(crate) work: &'a (dyn Fn() -> Result<(), TaskError> + 'a),
}

/// A stage without arguments.
pub(crate) const fn stage<'a>(
    name: &'a str,
    work: &'a (dyn Fn() -> Result<(), TaskError> + 'a),
) -> Stage<'a> {
    Stage { name, work }
}

/// Runs stages one after the other, until one fails.
pub(crate) fn run(lists: &[&[Stage<'_>]]) -> Result<(), TaskError> {
    let begun = Instant::now();
    let stages: Vec<_> = lists.iter().copied().flatten().collect();
    for (index, stage) in stages.iter().enumerate() {
        let next =
            stages.get(index + 1).map_or_else(String::new, |next| format!("; next: {}", next.name));
        let place = format!("[{}/{}] {}", index + 1, stages.len(), stage.name);
        tell(&format!("{} {place}{next}", clock(begun.elapsed())));
        beating(&place, begun, stage.work)?;
    }
    tell(&format!("{} done", clock(begun.elapsed())));
    Ok(())
}

/// Works, and says so every now and then to whoever reads a log.
fn beating(
    place: &str,
    begun: Instant,
    work: &dyn Fn() -> Result<(), TaskError>,
) -> Result<(), TaskError> {
    if is_watched() {
        return work();
    }
    let (done, wait) = channel::<()>();
    let beat = move || {
        let own = Instant::now();
        while wait.recv_timeout(BEAT) == Err(RecvTimeoutError::Timeout) {
            tell(&format!("{} {place}, for {}", clock(begun.elapsed()), clock(own.elapsed())));
        }
    };
    thread::scope(|scope| {
        scope.spawn(beat);
        let result = work();
        drop(done);
        result
    })
}

/// Minutes and seconds.
fn clock(elapsed: Duration) -> String {
    let seconds = elapsed.as_secs();
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

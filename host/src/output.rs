//! Where a command's result goes, and how a run ended that came to its end.

use std::fmt::Display;
use std::io::{self, ErrorKind, Write};

use wva::text::{lines, one_line};
use wva_manifests::Problem;

/// How a run ended that came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Nothing was left open.
    Done,
    /// Some variant could not be decided.
    Undecided,
    /// Something that must hold in a scenario does not.
    Violated,
}

/// The result could not be written.
#[derive(Debug, thiserror::Error)]
#[error("cannot write the result: {0}")]
pub(crate) struct OutputError(#[from] io::Error);

/// Writes the result; strangers' names in it reach no terminal raw. A closed pipe is no error: its reader has seen enough.
pub(crate) fn print(out: &mut impl Write, text: &str) -> Result<(), OutputError> {
    match out.write_all(lines(text).as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

/// Writes a warning of one line for each.
pub(crate) fn warn<T: Display>(notes: &mut impl Write, of: impl IntoIterator<Item = T>) {
    for one in of {
        let _ = writeln!(notes, "warning: {}", one_line(&one.to_string()));
    }
}

/// Writes a line for each problem. Notes are a courtesy: a closed stderr is no reason to stop.
pub(crate) fn note<'p>(notes: &mut impl Write, problems: impl IntoIterator<Item = &'p Problem>) {
    for problem in problems {
        let _ = writeln!(notes, "{}", one_line(&problem.to_string()));
    }
}

/// Writes why a run did not come to its end: a line, and one for each problem of an input. Without
/// stderr, the exit code has to do.
pub(crate) fn complain(notes: &mut impl Write, error: &impl Display, problems: &[Problem]) {
    let text = error.to_string();
    let head = if problems.is_empty() { &text } else { text.lines().next().unwrap_or_default() };
    let _ = writeln!(notes, "error: {}", one_line(head));
    note(notes, problems);
}

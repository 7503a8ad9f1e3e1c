//! Runs the golden vectors: `golden [DIR]`.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use serde::de::IgnoredAny;
use wva_tests::golden::load::{LoadError, cases};
use wva_tests::golden::{Report, allocation, optimize, queue_analysis, sizing};

type Run = fn(&std::path::Path) -> Result<Report, LoadError>;

const FILES: [(&str, Run); 5] = [
    ("queue_analysis", queue_analysis::run),
    ("sizing", sizing::run),
    ("allocation", allocation::run),
    ("optimize_1", |dir| optimize::run(dir, "optimize_1.json")),
    ("optimize_2", |dir| optimize::run(dir, "optimize_2.json")),
];

/// Files whose turn has not come.
const NOT_YET: [&str; 1] = ["optimize_exact"];

fn main() -> ExitCode {
    let dir =
        std::env::args_os().nth(1).map_or_else(|| PathBuf::from("tests/golden"), PathBuf::from);
    match run(&dir, &mut io::stdout().lock()) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            let _ = writeln!(io::stderr(), "golden: {error}");
            ExitCode::FAILURE
        }
    }
}

#[derive(Debug, thiserror::Error)]
enum GoldenError {
    #[error(transparent)]
    Load(#[from] LoadError),
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// What the numbers of the last line count.
const LEGEND: &str = "passed and failed count cases of queue_analysis and sizing, systems of \
     allocation, and of each system of optimize its list of candidates and each of its solver \
     runs; skipped counts cases of files whose turn has not come";

/// Prints what was compared; returns how many comparisons failed.
fn run(dir: &std::path::Path, out: &mut impl Write) -> Result<usize, GoldenError> {
    let (mut passed, mut failed, mut skipped) = (0, 0, 0);
    for (name, run) in FILES {
        let report = run(dir)?;
        write!(out, "{name}\n{report}")?;
        passed += report.passed();
        failed += report.failures().len();
    }
    for name in NOT_YET {
        let cases = match cases::<IgnoredAny>(dir, &format!("{name}.json")) {
            Err(LoadError::Missing { .. }) => 0,
            cases => cases?.len(),
        };
        writeln!(out, "{name}\n  its turn has not come: {cases} cases skipped")?;
        skipped += cases;
    }
    writeln!(out, "{LEGEND}")?;
    writeln!(out, "{passed} passed, {failed} failed, {skipped} skipped")?;
    Ok(failed)
}

//! Runs the golden vectors: `golden [DIR]`.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use wva_tests::golden::load::LoadError;
use wva_tests::golden::{Report, queue_analysis, sizing};

type Run = fn(&std::path::Path) -> Result<Report, LoadError>;

const FILES: [(&str, Run); 2] = [("queue_analysis", queue_analysis::run), ("sizing", sizing::run)];

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

/// Prints what was compared; returns how many cases failed.
fn run(dir: &std::path::Path, out: &mut impl Write) -> Result<usize, GoldenError> {
    let (mut passed, mut failed, mut skipped) = (0, 0, 0);
    for (name, run) in FILES {
        let report = run(dir)?;
        write!(out, "{name}\n{report}")?;
        passed += report.passed();
        failed += report.failed();
        skipped += report.skipped();
    }
    writeln!(out, "{passed} passed, {failed} failed, {skipped} skipped")?;
    Ok(failed)
}

//! Measures the engine, natively and in the sandbox, and writes `docs/benchmarks.*`.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use wva::policy::{Policy, PolicyLoadError};
use wva_tests::bench::report::{page, time};
use wva_tests::bench::{Measured, machine, work};
use wva_tests::golden::load::LoadError;

const SAMPLE: [&str; 5] = [
    "decide",
    "-f",
    "deploy/samples/demo",
    "--observations",
    "deploy/samples/demo/observations.yaml",
];

#[derive(Debug, thiserror::Error)]
enum BenchError {
    #[error(transparent)]
    Load(#[from] LoadError),
    #[error(transparent)]
    Policy(#[from] PolicyLoadError),
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "bench: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), BenchError> {
    let policy = Policy::embedded()?;
    let golden = Path::new("tests/golden");
    let mut all = Vec::new();
    show(&mut all, work::model(&policy))?;
    show(&mut all, work::call(&policy))?;
    for name in ["sys_10x3", "sys_100x5", "sys_1000x8", "sys_5000x8"] {
        show(&mut all, work::system(&policy, golden, name, None)?)?;
    }
    show(&mut all, work::system(&policy, golden, "sys_1000x8", Some(256))?)?;
    show(&mut all, vec![work::warm_start(&binary()?, &SAMPLE)])?;
    std::fs::write("docs/benchmarks.md", page(&machine::describe(), &all))?;
    std::fs::write("docs/benchmarks.json", serde_json::to_string_pretty(&all)? + "\n")?;
    Ok(())
}

/// The `wva` binary beside this one.
fn binary() -> io::Result<PathBuf> {
    Ok(std::env::current_exe()?.with_file_name("wva"))
}

fn show(all: &mut Vec<Measured>, measured: Vec<Measured>) -> io::Result<()> {
    for m in &measured {
        writeln!(io::stdout(), "{:>10}  {}", time(m.min_ns), m.name)?;
    }
    all.extend(measured);
    Ok(())
}

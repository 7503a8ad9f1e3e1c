//! What calm costs and saves, as a table; `--write` puts it into `docs/calm.md`.

use std::io::{self, Write as _};
use std::path::Path;
use std::process::ExitCode;

use wva_core::error::PolicyError;
use wva_tests::calm::{renewed, table};
use wva_tests::scenarios::{ScenarioError, all};

const PAGE: &str = "docs/calm.md";

#[derive(Debug, thiserror::Error)]
enum CalmError {
    #[error(transparent)]
    Scenario(#[from] ScenarioError),
    #[error("the policy refuses a question: {0}")]
    Policy(#[from] PolicyError),
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error("{PAGE} has no marks for the table")]
    Marks,
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "calm: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), CalmError> {
    let table = table(&all(Path::new("tests/scenarios"))?)?;
    write!(io::stdout(), "{table}")?;
    if std::env::args().nth(1).as_deref() == Some("--write") {
        let page = std::fs::read_to_string(PAGE)?;
        std::fs::write(PAGE, renewed(&page, &table).ok_or(CalmError::Marks)?)?;
    }
    Ok(())
}

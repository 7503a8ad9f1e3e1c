//! The command line of WVA.

mod cli;
mod decide;
mod exit;
mod inspect;
mod output;
#[cfg(feature = "playground")]
mod playground;
mod scenario;
mod signed;
mod table;

use std::io::{Write, stderr, stdout};
use std::process::ExitCode;

use clap::Parser as _;

use cli::{Arguments, Command, PolicyCommand};
use exit::{CommandError, code};
use output::Outcome;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let (mut out, mut notes) = (stdout().lock(), stderr().lock());
    let run = run(&arguments, &mut out, &mut notes);
    if let Err(error) = &run {
        // Without stderr, the exit code has to do.
        let _ = writeln!(notes, "error: {error}");
    }
    ExitCode::from(code(&run))
}

fn run(
    arguments: &Arguments,
    out: &mut impl Write,
    notes: &mut impl Write,
) -> Result<Outcome, CommandError> {
    Ok(match &arguments.command {
        Command::Decide(arguments) => match &arguments.scenario {
            Some(path) => scenario::run(path, arguments, out, notes)?,
            None => decide::run(arguments, out, notes)?,
        },
        #[cfg(feature = "playground")]
        Command::Playground(arguments) => playground::run(arguments, out)?,
        Command::Policy { command: PolicyCommand::Inspect(arguments) } => {
            inspect::run(arguments, out)?
        }
    })
}

//! The command line of WVA.

mod cli;
mod decide;
mod failure;
mod files;
mod input;
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
use failure::{Failure, ended};
use output::Outcome;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let (mut out, mut notes) = (stdout().lock(), stderr().lock());
    match run(&arguments, &mut out, &mut notes) {
        Ok(outcome) => ExitCode::from(ended(outcome)),
        Err(failure) => {
            // Without stderr, the exit code has to do.
            let _ = writeln!(notes, "error: {failure}");
            ExitCode::from(failure.code())
        }
    }
}

fn run(
    arguments: &Arguments,
    out: &mut impl Write,
    notes: &mut impl Write,
) -> Result<Outcome, Failure> {
    match &arguments.command {
        Command::Decide(arguments) => match &arguments.scenario {
            Some(path) => scenario::run(path, arguments, out, notes),
            None => decide::run(arguments, out, notes),
        },
        #[cfg(feature = "playground")]
        Command::Playground(arguments) => playground::run(arguments, out),
        Command::Policy { command: PolicyCommand::Inspect(arguments) } => {
            inspect::run(arguments, out)
        }
    }
}

//! The command line of WVA.

mod cli;
mod decide;
mod failure;
mod files;
mod inspect;
mod question;
mod table;

use std::io::{BufWriter, ErrorKind, Write, stderr, stdout};
use std::process::ExitCode;

use clap::Parser as _;

use cli::{Arguments, Command, PolicyCommand};
use failure::{Failure, Outcome};

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let mut out = BufWriter::new(stdout().lock());
    let mut notes = stderr().lock();
    match run(&arguments, &mut out, &mut notes) {
        Ok(outcome) => ExitCode::from(outcome.code()),
        // Whoever read the output has seen enough.
        Err(Failure::Output(error)) if error.kind() == ErrorKind::BrokenPipe => ExitCode::SUCCESS,
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
    let outcome = match &arguments.command {
        Command::Decide(arguments) => decide::run(arguments, out, notes)?,
        Command::Policy { command: PolicyCommand::Inspect(arguments) } => {
            inspect::run(arguments, out)?
        }
    };
    out.flush().map_err(Failure::Output)?;
    Ok(outcome)
}

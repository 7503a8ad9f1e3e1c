//! The command line of WVA.

mod cli;
mod decide;
mod failure;
mod files;
mod inspect;
#[cfg(feature = "playground")]
mod playground;
mod question;
mod scenario;
mod signed;
mod table;

use std::io::{self, ErrorKind, Write, stderr, stdout};
use std::process::ExitCode;

use clap::Parser as _;

use cli::{Arguments, Command, PolicyCommand};
use failure::{Failure, Outcome};

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let mut notes = stderr().lock();
    let printed = run(&arguments, &mut notes).and_then(|(text, outcome)| {
        print(&text).map_err(Failure::Output)?;
        Ok(outcome)
    });
    match printed {
        Ok(outcome) => ExitCode::from(outcome.code()),
        Err(failure) => {
            // Without stderr, the exit code has to do.
            let _ = writeln!(notes, "error: {failure}");
            ExitCode::from(failure.code())
        }
    }
}

fn run(arguments: &Arguments, notes: &mut impl Write) -> Result<(String, Outcome), Failure> {
    match &arguments.command {
        Command::Decide(arguments) => decide::run(arguments, notes),
        #[cfg(feature = "playground")]
        Command::Playground(arguments) => playground::run(arguments),
        Command::Policy { command: PolicyCommand::Inspect(arguments) } => inspect::run(arguments),
    }
}

/// Writes the result; whoever closes the pipe has seen enough.
fn print(text: &str) -> io::Result<()> {
    let mut out = stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

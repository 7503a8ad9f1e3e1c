//! The command line of WVA.

mod chosen;
mod cli;
mod compile;
mod decide;
mod exit;
mod inspect;
mod output;
#[cfg(feature = "playground")]
mod playground;
mod scenario;
mod signed;
mod table;

use std::io::{Write, stderr, stdin, stdout};
use std::process::ExitCode;

use clap::Parser as _;

use cli::{Arguments, Command, PolicyCommand};
use exit::{CommandError, code, problems};
use output::{Outcome, complain};

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let (mut out, mut notes) = (stdout().lock(), stderr().lock());
    let run = run(&arguments, &mut out, &mut notes);
    if let Err(error) = &run {
        complain(&mut notes, error, problems(error));
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
        Command::Policy { command: PolicyCommand::Compile } => {
            compile::run(&mut stdin().lock(), out)?
        }
    })
}

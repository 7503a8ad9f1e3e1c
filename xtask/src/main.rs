//! The one entry of the repository: `cargo xtask build|web|demo|test|golden|bench|calm|kube`.
//!
//! # What this crate does not do
//! It checks nothing itself but the component's imports: it calls the tools that do.

mod component;
mod debian;
mod kube;
mod npm;
mod run;
mod tasks;
mod web;

use std::io::Write as _;
use std::process::ExitCode;

use run::{TaskError, say};

const HELP: &str = "\
usage: cargo xtask TASK

  build          the policy component, its machine code, the playground and the `wva` binary
  web            only the playground, as static files in target/wva/web
  demo           build, decide the sample in deploy/samples/demo, serve the playground
  test           build, then format, lints, tests, the page in a browser, golden vectors and licenses
  golden [DIR]   compare with the golden vectors in DIR
  bench          measure
  calm [--write] what calm costs and saves over all scenarios, for docs/calm.md
  kube           a real Kubernetes API server and controller-manager for tests, built once
";

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Without stderr, the exit code has to do.
            let _ = writeln!(std::io::stderr(), "error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[String]) -> Result<(), TaskError> {
    match arguments {
        [] => Err(TaskError::Usage(HELP)),
        [task, rest @ ..] => match (task.as_str(), rest) {
            ("build", []) => tasks::build(),
            ("web", []) => tasks::web(),
            ("demo", []) => tasks::demo(),
            ("test", []) => tasks::test(),
            ("golden", rest) => tasks::golden(rest),
            ("bench", rest) => tasks::bench(rest),
            ("calm", rest) => tasks::calm(rest),
            ("kube", []) => kube::kube(),
            ("help" | "--help" | "-h", _) => {
                say(HELP.trim_end());
                Ok(())
            }
            _ => Err(TaskError::Usage(HELP)),
        },
    }
}

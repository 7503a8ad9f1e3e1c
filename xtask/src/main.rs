//! The one entry of the repository: `cargo xtask build|web|demo|test|golden|bench|calm|kube`.
//!
//! # What this crate does not do
//! It checks and compiles nothing itself: it calls the tools that do, and says which and how long.

mod component;
mod debian;
mod error;
mod files;
mod kube;
mod npm;
mod run;
mod stage;
mod tasks;
mod web;

use std::process::ExitCode;

use error::TaskError;
use run::{say, tell};

/// What can be asked for.
struct Task {
    name: &'static str,
    /// What may follow the name; nothing else may.
    arguments: &'static str,
    what: &'static str,
    /// How long that takes on two cores.
    time: &'static str,
    work: fn(&[String]) -> Result<(), TaskError>,
}

const FIRST: &str = "the first time about 6 minutes on 2 cores, later seconds";

const TASKS: [Task; 8] = [
    Task {
        name: "build",
        arguments: "",
        what: "the policy component, its machine code, the playground and the `wva` binary",
        time: FIRST,
        work: tasks::build,
    },
    Task {
        name: "web",
        arguments: "",
        what: "only the playground, as static files in target/wva/web",
        time: FIRST,
        work: tasks::web,
    },
    Task {
        name: "demo",
        arguments: "",
        what: "build, decide the sample in deploy/samples/demo, serve the playground",
        time: FIRST,
        work: tasks::demo,
    },
    Task {
        name: "test",
        arguments: "",
        what: "format, build, lints, tests, the page in a browser, golden vectors and licenses",
        time: "the first time about 15 minutes on 2 cores, later 3",
        work: tasks::test,
    },
    Task {
        name: "golden",
        arguments: "[DIR]",
        what: "compare with the golden vectors in DIR",
        time: FIRST,
        work: tasks::golden,
    },
    Task {
        name: "bench",
        arguments: "",
        what: "build, then measure the policy and the page",
        time: FIRST,
        work: tasks::bench,
    },
    Task {
        name: "calm",
        arguments: "[--write]",
        what: "what calm costs and saves over all scenarios, for docs/calm.md",
        time: FIRST,
        work: tasks::calm,
    },
    Task {
        name: "kube",
        arguments: "",
        what: "a real Kubernetes API server and controller-manager for tests, built once",
        time: "the first time about 6 minutes of CPU time, later none",
        work: kube::kube,
    },
];

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tell(&format!("error: {error}"));
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[String]) -> Result<(), TaskError> {
    let usage = |wrong: String| TaskError::Usage { wrong, help: help() };
    let (name, rest) =
        arguments.split_first().ok_or_else(|| usage("no task is named".to_owned()))?;
    if ["help", "--help", "-h"].contains(&name.as_str()) {
        say(help().trim_end());
        return Ok(());
    }
    let task = TASKS.iter().find(|task| task.name == name);
    let task = task.ok_or_else(|| usage(format!("`{name}` is not a task")))?;
    if let (true, Some(more)) = (task.arguments.is_empty(), rest.first()) {
        return Err(usage(format!("`{name}` takes no argument, `{more}` is one")));
    }
    tell(&format!("{name}: {}; {}", task.what, task.time));
    (task.work)(rest)
}

fn help() -> String {
    let row = |task: &Task| {
        format!("  {:<14} {}\n", format!("{} {}", task.name, task.arguments), task.what)
    };
    let rows: String = TASKS.iter().map(row).collect();
    format!("usage: cargo xtask TASK\n\n{rows}")
}

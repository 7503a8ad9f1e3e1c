//! The tasks, each a list of steps.

use std::io::{IsTerminal as _, stdout};
use std::process::Command;
use std::time::Instant;

use crate::component;
use crate::npm;
use crate::run::{TaskError, cargo, is_there, run, say, target};
use crate::web;

/// The policy component, then everything that embeds it.
pub(crate) fn build() -> Result<(), TaskError> {
    component::build()?;
    web::build()?;
    cargo(&["build", "--quiet", "--release", "--package", "wva"])?;
    say(&format!("binary: {}", target().join("release/wva").display()));
    Ok(())
}

/// The playground as static files, with the policy as it is now.
pub(crate) fn web() -> Result<(), TaskError> {
    component::build()?;
    web::build()
}

/// Decides the sample, then serves the page to whoever is watching.
pub(crate) fn demo() -> Result<(), TaskError> {
    build()?;
    let sample = "deploy/samples/demo";
    let observations = &format!("{sample}/observations.yaml");
    wva(&["decide", "-f", sample, "--observations", observations, "--explain"])?;
    if stdout().is_terminal() && std::env::var_os("CI").is_none() {
        return wva(&["playground"]);
    }
    let program = target().join("release/wva");
    say(&format!("\nthe same in the browser: {} playground", program.display()));
    Ok(())
}

fn wva(arguments: &[&str]) -> Result<(), TaskError> {
    let name = format!("wva {}", arguments.join(" "));
    say(&format!("\n$ {name}"));
    let mut command = Command::new(target().join("release/wva"));
    run(command.args(arguments), &name, "run `cargo xtask build`")
}

/// Everything that must hold before a change is done, in the order of how fast it fails.
pub(crate) fn test() -> Result<(), TaskError> {
    step("build", build)?;
    step("format", || {
        cargo(&["fmt", "--all", "--check"])?;
        cargo(&["fmt", "--manifest-path", "wasm/toolkit/Cargo.toml", "--all", "--check"])
    })?;
    step("lints", || {
        let strict = ["--workspace", "--all-targets", "--", "-D", "warnings"];
        cargo(&[&["clippy", "--quiet", "--release"][..], &strict].concat())?;
        web::cargo_toolkit(&[&["clippy", "--quiet", "--release"][..], &strict].concat())
    })?;
    step("npm packages", || npm::install("tests/parity"))?;
    step("tests", || cargo(&["test", "--quiet", "--release", "--workspace"]))?;
    step("page", || {
        web::cargo_toolkit(&["test", "--quiet", "--release", "--workspace"])?;
        web::test()
    })?;
    step("browser", web::browse)?;
    step("golden", || golden(&[]))?;
    if is_there("cargo", "deny") {
        step("licenses and advisories", || cargo(&["deny", "check"]))?;
    } else {
        say("test: cargo-deny is not installed; licenses were checked by tests/tests/rooms.rs");
    }
    say("test: all good");
    Ok(())
}

/// Compares with golden vectors.
pub(crate) fn golden(arguments: &[String]) -> Result<(), TaskError> {
    program("golden", arguments)
}

/// Measures.
pub(crate) fn bench(arguments: &[String]) -> Result<(), TaskError> {
    program("bench", arguments)?;
    if arguments.is_empty() { web::bench() } else { Ok(()) }
}

pub(crate) fn calm(arguments: &[String]) -> Result<(), TaskError> {
    program("calm", arguments)
}

/// Runs a binary of the test crate, with the policy as it is now.
fn program(name: &str, arguments: &[String]) -> Result<(), TaskError> {
    component::build()?;
    let mut all =
        vec!["run", "--quiet", "--release", "--package", "wva-tests", "--bin", name, "--"];
    all.extend(arguments.iter().map(String::as_str));
    cargo(&all)
}

fn step(name: &str, work: impl FnOnce() -> Result<(), TaskError>) -> Result<(), TaskError> {
    say(&format!("test: {name} …"));
    let start = Instant::now();
    work()?;
    say(&format!("test: {name} done in {:.1} s", start.elapsed().as_secs_f64()));
    Ok(())
}

//! The tasks, each a list of stages.

use std::io::{IsTerminal as _, stdout};
use std::process::Command;

use crate::component;
use crate::error::TaskError;
use crate::npm;
use crate::run::{cargo, compile, is_there, run, say, target, tell};
use crate::stage::{self, Stage, stage};
use crate::web;

const BINARY: &[Stage<'static>] = &[stage("binary", &binary)];

/// The policy component, then everything that embeds it.
const BUILD: [&[Stage<'static>]; 3] = [component::STAGES, web::STAGES, BINARY];

/// What holds without being compiled.
const FORMAT: &[Stage<'static>] = &[stage("format", &format)];

/// What must hold besides, in the order of how fast it fails.
const CHECKS: &[Stage<'static>] = &[
    stage("lints", &lints),
    stage("lints of the page's tools", &toolkit_lints),
    stage("npm packages of the tests", &|| npm::install("tests/parity")),
    stage("tests as programs", &|| compile(&["test", "--release", "--workspace", "--no-run"])),
    stage("tests", &|| cargo(&["test", "--quiet", "--release", "--workspace"])),
    stage("tests of the page's tools", &toolkit_tests),
    stage("types and tests of the page", &web::test),
    stage("browser", &web::browse),
    stage("golden vectors", &|| wva_tests("golden", &[])),
    stage("licenses and advisories", &licenses),
];

pub(crate) fn build(_: &[String]) -> Result<(), TaskError> {
    stage::run(&BUILD)
}

/// The playground as static files, with the policy as it is now.
pub(crate) fn web(_: &[String]) -> Result<(), TaskError> {
    stage::run(&[component::STAGES, web::STAGES])
}

/// Decides the sample, then serves the page to whoever is watching.
pub(crate) fn demo(_: &[String]) -> Result<(), TaskError> {
    let [component, web, binary] = BUILD;
    stage::run(&[component, web, binary, &[stage("decision", &decide)]])?;
    if stdout().is_terminal() && std::env::var_os("CI").is_none() {
        return wva(&["playground"]);
    }
    let program = target().join("release/wva");
    say(&format!("\nthe same in the browser: {} playground", program.display()));
    Ok(())
}

pub(crate) fn test(_: &[String]) -> Result<(), TaskError> {
    let [component, web, binary] = BUILD;
    stage::run(&[FORMAT, component, web, binary, CHECKS])?;
    say("test: all good");
    Ok(())
}

/// Compares with golden vectors.
pub(crate) fn golden(arguments: &[String]) -> Result<(), TaskError> {
    program("golden", arguments)
}

/// Measures: the policy, and what is asked of it in the page.
pub(crate) fn bench(_: &[String]) -> Result<(), TaskError> {
    let [component, web, binary] = BUILD;
    let measure = || wva_tests("bench", &[]);
    let own = [stage("measuring the policy", &measure), stage("measuring the page", &web::bench)];
    stage::run(&[component, web, binary, &own])
}

pub(crate) fn calm(arguments: &[String]) -> Result<(), TaskError> {
    program("calm", arguments)
}

/// Runs a binary of the test crate, with the policy as it is now.
fn program(name: &str, arguments: &[String]) -> Result<(), TaskError> {
    let work = || wva_tests(name, arguments);
    stage::run(&[component::STAGES, &[stage(name, &work)]])
}

fn wva_tests(name: &str, arguments: &[String]) -> Result<(), TaskError> {
    let mut all = vec!["run", "--release", "--package", "wva-tests", "--bin", name, "--"];
    all.extend(arguments.iter().map(String::as_str));
    compile(&all)
}

fn binary() -> Result<(), TaskError> {
    compile(&["build", "--release", "--package", "wva"])?;
    say(&format!("binary: {}", target().join("release/wva").display()));
    Ok(())
}

fn decide() -> Result<(), TaskError> {
    let sample = "deploy/samples/demo";
    let observations = &format!("{sample}/observations.yaml");
    wva(&["decide", "-f", sample, "--observations", observations, "--explain"])
}

fn wva(arguments: &[&str]) -> Result<(), TaskError> {
    let name = format!("wva {}", arguments.join(" "));
    say(&format!("\n$ {name}"));
    let mut command = Command::new(target().join("release/wva"));
    run(command.args(arguments), &name, "run `cargo xtask build`")
}

fn format() -> Result<(), TaskError> {
    cargo(&["fmt", "--all", "--check"])?;
    cargo(&["fmt", "--manifest-path", "wasm/toolkit/Cargo.toml", "--all", "--check"])
}

const LINTS: [&str; 7] =
    ["clippy", "--release", "--workspace", "--all-targets", "--", "-D", "warnings"];

fn lints() -> Result<(), TaskError> {
    compile(&LINTS)
}

fn toolkit_lints() -> Result<(), TaskError> {
    web::compile_toolkit(&LINTS)
}

fn toolkit_tests() -> Result<(), TaskError> {
    web::compile_toolkit(&["test", "--release", "--workspace"])
}

fn licenses() -> Result<(), TaskError> {
    if is_there("cargo", "deny") {
        return cargo(&["deny", "check"]);
    }
    tell("cargo-deny is not installed; licenses were checked by tests/tests/rooms.rs");
    Ok(())
}

//! The arguments of the command line.

mod metrics;
mod solver;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::Timestamp;
use wva::input::InputFiles;
use wva_manifests::catalogue_names;

pub(crate) use solver::SolverArgumentsError;

use metrics::MetricsOption;
use solver::SolverArguments;

/// The codes that [`crate::exit`] gives.
const EXIT_CODES: &str = "\
Exit codes:
  0  every variant was decided
  1  some variant could not be decided, or the policy's answer for it is refused; its reason is in
     the output; of a scenario, something that must hold does not
  2  the command line, the input or the file of the policy is wrong, or a file or stdout cannot be
     read or written
  3  the policy failed for all workloads: it broke down, used up what it was given, or answered
     nonsense";

/// The ways to ask for a decision.
const DECIDE: &str = "\
wva decide -f DIR|FILE|- [-f …] [--observations FILE] [--metrics FILE|DIR …] [OPTIONS]
       wva decide --snapshot FILE [OPTIONS]
       wva decide --scenario FILE [--policy X.wasm] [--output FORMAT] [--explain]";

/// Decides how many replicas of which model server run on which accelerator, so that every service
/// class meets its latency targets at the least cost.
#[derive(Debug, Parser)]
#[command(name = "wva", version, after_help = EXIT_CODES)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Decide once, from files; nothing is changed but the files that are named for it.
    Decide(Box<DecideArguments>),
    /// Serve the page that explores targets, prices and load with the built-in policy.
    #[cfg(feature = "playground")]
    Playground(PlaygroundArguments),
    /// About policies: which one a file is.
    Policy {
        #[command(subcommand)]
        command: PolicyCommand,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum PolicyCommand {
    /// Say which policy a component is: name, version, sha256, size, imports, exports.
    Inspect(InspectArguments),
    /// Compile a component from stdin to stdout, within limits; for `wva` itself.
    #[command(hide = true)]
    Compile,
}

#[derive(Args, Debug)]
#[command(after_help = EXIT_CODES, override_usage = DECIDE)]
pub(crate) struct DecideArguments {
    /// Manifests: a file, a directory (*.yaml, *.yml and *.json in it, at any depth) or `-`, which
    /// is stdin; may be repeated.
    #[arg(short, long = "filename", value_name = "DIR|FILE|-")]
    #[arg(required_unless_present_any = ["snapshot", "scenario"])]
    pub(crate) files: Vec<PathBuf>,

    /// Measurements, a list with an entry for each variant; `-` is stdin.
    #[arg(long, value_name = "FILE")]
    observations: Option<PathBuf>,

    #[command(flatten)]
    metrics: MetricsOption,

    /// Decide a saved snapshot, exactly as it was, instead of manifests; `-` is stdin.
    #[arg(long, value_name = "FILE")]
    #[arg(conflicts_with_all = [
        "files", "observations", "metrics", "seconds", "memory", "at", "currency", "catalogues",
        "solver", "saturation_policy", "delayed_best_effort",
    ])]
    pub(crate) snapshot: Option<PathBuf>,

    /// Play a time line with faults and expectations against the policy: see docs/scenarios.md.
    #[arg(long, value_name = "FILE")]
    #[arg(conflicts_with_all = [
        "files", "observations", "metrics", "seconds", "memory", "at", "currency", "catalogues",
        "solver", "saturation_policy", "delayed_best_effort", "snapshot", "save_snapshot",
    ])]
    pub(crate) scenario: Option<PathBuf>,

    /// Save the policy's input, exactly as it was sent, for --snapshot.
    #[arg(long, value_name = "FILE")]
    pub(crate) save_snapshot: Option<PathBuf>,

    /// The policy's memory from one decision to the next: read if it is there, then rewritten.
    #[arg(long, value_name = "FILE")]
    pub(crate) memory: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) solver: SolverArguments,

    /// Another policy than the built-in one: a component that exports `wit/policy.wit`.
    #[arg(long, value_name = "X.wasm")]
    pub(crate) policy: Option<PathBuf>,

    /// Time of the decision, such as 2026-01-31T12:00:00Z [default: now]
    #[arg(long, value_name = "RFC3339")]
    pub(crate) at: Option<Timestamp>,

    /// Currency of the prices, for the texts; the accelerator ConfigMaps count in cents.
    #[arg(long, value_name = "NAME", default_value = "cents")]
    pub(crate) currency: String,

    #[arg(long = "catalogue", value_name = "NAME", help = catalogue_help())]
    catalogues: Vec<String>,

    /// How the decision is written: a table for people, or all of it as data.
    #[arg(short, long, value_name = "FORMAT", default_value = "table")]
    pub(crate) output: DecisionFormat,

    /// With the table: a sentence for each variant, in a scenario for each row.
    #[arg(long)]
    pub(crate) explain: bool,
}

/// Nothing is uploaded: the policy runs in the page.
#[cfg(feature = "playground")]
#[derive(Args, Debug)]
pub(crate) struct PlaygroundArguments {
    /// Port to listen on; 0 is any free one.
    #[arg(long, value_name = "N", default_value = "8088")]
    pub(crate) port: u16,

    /// Address to listen on; the default is reached from this machine only.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub(crate) bind: std::net::IpAddr,
}

#[derive(Args, Debug)]
pub(crate) struct InspectArguments {
    /// The component [default: the built-in policy]
    #[arg(value_name = "X.wasm")]
    pub(crate) policy: Option<PathBuf>,

    /// How it is written.
    #[arg(short, long, value_name = "FORMAT", default_value = "table")]
    pub(crate) output: InspectFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DecisionFormat {
    Table,
    Json,
    Yaml,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum InspectFormat {
    Table,
    Json,
}

impl DecideArguments {
    /// The files that a snapshot is made from.
    pub(crate) fn input_files(&self) -> InputFiles {
        InputFiles {
            manifests: self.files.clone(),
            observations: self.observations.clone(),
            others: self.memory.iter().chain(&self.save_snapshot).cloned().collect(),
            metrics: self.metrics.pages.clone(),
            catalogues: self.catalogues.clone(),
        }
    }
}

fn catalogue_help() -> String {
    let names = catalogue_names().join(", ");
    format!("Add published profiles where the manifests have none; may be repeated: {names}")
}

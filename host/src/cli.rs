//! The arguments of the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::Timestamp;

use crate::failure::EXIT_CODES;

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
    /// Decide once, from files.
    Decide(DecideArguments),
    /// About policies.
    Policy {
        #[command(subcommand)]
        command: PolicyCommand,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum PolicyCommand {
    /// Say which policy a component is.
    Inspect(InspectArguments),
}

#[derive(Args, Debug)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct DecideArguments {
    /// Manifests: a file, a directory (*.yaml, *.yml and *.json in it, at any depth) or `-`.
    #[arg(short, long = "filename", value_name = "DIR|FILE|-")]
    #[arg(required_unless_present = "snapshot")]
    pub(crate) files: Vec<PathBuf>,

    /// What was measured, a list with an entry for each variant; `-` is stdin.
    #[arg(long, value_name = "FILE")]
    pub(crate) observations: Option<PathBuf>,

    /// Decide a saved snapshot, exactly as it was; `-` is stdin.
    #[arg(long, value_name = "FILE")]
    #[arg(conflicts_with_all = ["files", "observations", "memory", "at", "currency", "catalogues"])]
    pub(crate) snapshot: Option<PathBuf>,

    /// Save the policy's input, exactly as it was sent.
    #[arg(long, value_name = "FILE")]
    pub(crate) save_snapshot: Option<PathBuf>,

    /// What the policy remembers from one decision to the next: read if it is there, then rewritten.
    #[arg(long, value_name = "FILE")]
    pub(crate) memory: Option<PathBuf>,

    /// Another policy than the built-in one.
    #[arg(long, value_name = "X.wasm")]
    pub(crate) policy: Option<PathBuf>,

    /// Time of the decision, such as 2026-01-31T12:00:00Z [default: now]
    #[arg(long, value_name = "RFC3339")]
    pub(crate) at: Option<Timestamp>,

    /// What prices are counted in, for the texts; the accelerator ConfigMaps count in cents.
    #[arg(long, value_name = "NAME", default_value = "cents")]
    pub(crate) currency: String,

    /// Add published profiles where the manifests have none; may be repeated.
    #[arg(long = "catalogue", value_name = "NAME")]
    pub(crate) catalogues: Vec<String>,

    /// How the decision is written.
    #[arg(short, long, value_name = "FORMAT", default_value = "table")]
    pub(crate) output: DecisionFormat,

    /// With the table: a sentence for each variant.
    #[arg(long)]
    pub(crate) explain: bool,
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

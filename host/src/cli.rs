//! The arguments of the command line.

use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{ArgMatches, Args, Command as Grammar, FromArgMatches, Parser, Subcommand, ValueEnum};
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
    Decide(Box<DecideArguments>),
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

    #[command(flatten)]
    pub(crate) metrics: Metrics,

    /// Decide a saved snapshot, exactly as it was; `-` is stdin.
    #[arg(long, value_name = "FILE")]
    #[arg(conflicts_with_all = [
        "files", "observations", "metrics", "seconds", "memory", "at", "currency", "catalogues",
    ])]
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

/// Saved `/metrics` pages: none, one for the gauges, or two for rates as well.
#[derive(Debug)]
pub(crate) enum Metrics {
    None,
    One(PathBuf),
    Two { first: PathBuf, last: PathBuf, seconds: f64 },
}

/// The same as it is written.
#[derive(Args, Debug)]
struct MetricsArguments {
    /// A saved /metrics page of vLLM: one for the gauges, two for rates too, the earlier first;
    /// what --observations say comes before it, field by field.
    #[arg(long, value_name = "FILE")]
    metrics: Vec<PathBuf>,

    /// Time between the two pages.
    #[arg(long, value_name = "SECONDS", requires = "metrics", value_parser = seconds)]
    seconds: Option<f64>,
}

impl Metrics {
    /// The files, earlier first.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &PathBuf> {
        let (first, last) = match self {
            Self::None => (None, None),
            Self::One(page) => (None, Some(page)),
            Self::Two { first, last, .. } => (Some(first), Some(last)),
        };
        first.into_iter().chain(last)
    }
}

impl TryFrom<MetricsArguments> for Metrics {
    type Error = &'static str;

    fn try_from(
        MetricsArguments { metrics, seconds }: MetricsArguments,
    ) -> Result<Self, Self::Error> {
        let mut pages = metrics.into_iter();
        match (pages.next(), pages.next(), pages.next(), seconds) {
            (None, _, _, _) => Ok(Self::None),
            (Some(page), None, _, None) => Ok(Self::One(page)),
            (Some(first), Some(last), None, Some(seconds)) => {
                Ok(Self::Two { first, last, seconds })
            }
            (Some(_), None, _, Some(_)) => {
                Err("--seconds needs two --metrics: there is no time between one page")
            }
            (Some(_), Some(_), None, None) => {
                Err("two --metrics need --seconds: how far apart they are")
            }
            (_, _, Some(_), _) => {
                Err("--metrics is given more than twice; a page may hold several pods")
            }
        }
    }
}

impl FromArgMatches for Metrics {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let given = MetricsArguments::from_arg_matches(matches)?;
        Self::try_from(given).map_err(|text| clap::Error::raw(ErrorKind::WrongNumberOfValues, text))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Args for Metrics {
    fn augment_args(grammar: Grammar) -> Grammar {
        MetricsArguments::augment_args(grammar)
    }

    fn augment_args_for_update(grammar: Grammar) -> Grammar {
        MetricsArguments::augment_args_for_update(grammar)
    }
}

fn seconds(text: &str) -> Result<f64, &'static str> {
    let seconds = text.parse().ok().filter(|seconds: &f64| seconds.is_finite() && *seconds > 0.0);
    seconds.ok_or("expected a number above 0")
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

#[cfg(test)]
mod tests {
    use super::*;

    fn metrics(arguments: &str) -> Result<Metrics, ErrorKind> {
        let line = ["wva", "decide", "-f", "x"].into_iter().chain(arguments.split_whitespace());
        match Arguments::try_parse_from(line).map(|arguments| arguments.command) {
            Ok(Command::Decide(arguments)) => Ok(arguments.metrics),
            Ok(Command::Policy { .. }) => unreachable!("`decide` was given"),
            Err(error) => Err(error.kind()),
        }
    }

    #[test]
    fn one_page_or_two_and_the_time_between() {
        assert!(matches!(metrics(""), Ok(Metrics::None)));
        assert!(matches!(metrics("--metrics a"), Ok(Metrics::One(page)) if page == *"a"));
        let two = metrics("--metrics a --seconds 0.5 --metrics b").unwrap();
        assert_eq!(two.paths().collect::<Vec<_>>(), ["a", "b"]);
    }

    #[test]
    fn other_numbers_of_pages_are_refused() {
        let count = ErrorKind::WrongNumberOfValues;
        for (arguments, kind) in [
            ("--metrics a --metrics b", count),
            ("--metrics a --seconds 60", count),
            ("--metrics a --metrics b --metrics c --seconds 60", count),
            ("--seconds 60", ErrorKind::MissingRequiredArgument),
            ("--metrics a --metrics b --seconds 0", ErrorKind::ValueValidation),
            ("--metrics a --metrics b --seconds=-1", ErrorKind::ValueValidation),
            ("--metrics a --metrics b --seconds inf", ErrorKind::ValueValidation),
            ("--metrics a --snapshot b", ErrorKind::ArgumentConflict),
        ] {
            assert_eq!(metrics(arguments).unwrap_err(), kind, "{arguments}");
        }
    }
}

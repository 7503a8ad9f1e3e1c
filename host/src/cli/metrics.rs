//! `--metrics` and `--seconds`, which belong together.

use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{ArgMatches, Args, Command as Grammar, FromArgMatches};
use wva::input::MetricsPages;

/// The pages that both options name together.
#[derive(Debug)]
pub(crate) struct MetricsOption {
    pub(crate) pages: MetricsPages,
}

/// The same as they are written.
#[derive(Args, Debug)]
struct MetricsArguments {
    /// A saved /metrics page of vLLM, or a directory with one for each pod, POD.txt: one for the
    /// gauges, several for rates too, the earliest first; what --observations say comes before it,
    /// field by field.
    #[arg(long, value_name = "FILE|DIR")]
    metrics: Vec<PathBuf>,

    /// Seconds from each page to the next.
    #[arg(long, value_name = "SECONDS", requires = "metrics", value_parser = seconds)]
    seconds: Option<f64>,
}

impl TryFrom<MetricsArguments> for MetricsPages {
    type Error = &'static str;

    fn try_from(
        MetricsArguments { metrics, seconds }: MetricsArguments,
    ) -> Result<Self, Self::Error> {
        match (metrics.len(), seconds) {
            (1, Some(_)) => Err("--seconds needs two --metrics: there is no time between one page"),
            (2.., None) => Err(
                "several --metrics need --seconds: how far apart they are (a directory holds the \
                 pages of one moment)",
            ),
            _ => Ok(Self { moments: metrics, seconds: seconds.unwrap_or(0.0) }),
        }
    }
}

impl FromArgMatches for MetricsOption {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let given = MetricsArguments::from_arg_matches(matches)?;
        let pages = MetricsPages::try_from(given)
            .map_err(|text| clap::Error::raw(ErrorKind::WrongNumberOfValues, text))?;
        Ok(Self { pages })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Args for MetricsOption {
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

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;
    use crate::cli::{Arguments, Command};

    fn metrics(arguments: &str) -> Result<MetricsPages, ErrorKind> {
        let line = ["wva", "decide", "-f", "x"].into_iter().chain(arguments.split_whitespace());
        match Arguments::try_parse_from(line).map(|arguments| arguments.command) {
            Ok(Command::Decide(arguments)) => Ok(arguments.metrics.pages),
            Ok(_) => unreachable!("`decide` was given"),
            Err(error) => Err(error.kind()),
        }
    }

    #[test]
    fn any_number_of_pages_and_the_time_between() {
        assert!(metrics("").unwrap().moments.is_empty());
        assert_eq!(metrics("--metrics a").unwrap().moments, [PathBuf::from("a")]);
        let three = metrics("--metrics a --seconds 0.5 --metrics b --metrics c").unwrap();
        assert_eq!(three.moments, ["a", "b", "c"].map(PathBuf::from));
    }

    #[test]
    fn pages_without_the_time_between_are_refused() {
        let count = ErrorKind::WrongNumberOfValues;
        for (arguments, kind) in [
            ("--metrics a --metrics b", count),
            ("--metrics a --seconds 60", count),
            ("--metrics a --metrics b --metrics c", count),
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

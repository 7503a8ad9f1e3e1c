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
    /// A saved /metrics page of vLLM: one for the gauges, two for rates too, the earlier first;
    /// what --observations say comes before it, field by field.
    #[arg(long, value_name = "FILE")]
    metrics: Vec<PathBuf>,

    /// Seconds between the two pages.
    #[arg(long, value_name = "SECONDS", requires = "metrics", value_parser = seconds)]
    seconds: Option<f64>,
}

impl TryFrom<MetricsArguments> for MetricsPages {
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
    fn one_page_or_two_and_the_time_between() {
        assert!(matches!(metrics(""), Ok(MetricsPages::None)));
        assert!(matches!(metrics("--metrics a"), Ok(MetricsPages::One(page)) if page == *"a"));
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

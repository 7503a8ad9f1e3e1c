//! How devices are shared out, where the command line says so.

use clap::{Args, ValueEnum};
use wva_core::snapshot::{Greedy, SaturationPolicy, Solver};
use wva_manifests::params::SATURATION_POLICY;

/// Each that is given comes before the same of ConfigMap `wva-optimizer`.
#[derive(Args, Clone, Copy, Debug, Default)]
pub(crate) struct SolverArguments {
    /// How devices are shared out [default: unlimited without any capacity, else greedy]
    #[arg(long, value_name = "SOLVER")]
    solver: Option<SolverName>,

    /// Greedy: what a workload gets whose whole demand does not fit [default: priority-exhaustive]
    #[arg(long, value_name = "POLICY")]
    saturation_policy: Option<SaturationName>,

    /// Greedy: share the rest out only after every priority was served, not after its own.
    #[arg(long, value_name = "true|false", hide_possible_values = true)]
    #[arg(num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    delayed_best_effort: Option<bool>,
}

/// Why the arguments cannot be used together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SolverArgumentsError {
    #[error(
        "--saturation-policy and --delayed-best-effort need `--solver greedy`; the unlimited solver \
         has no rules"
    )]
    Rules,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum SolverName {
    /// As if there were enough of everything.
    Unlimited,
    /// By priority, then by what missing the best choice would cost.
    Greedy,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum SaturationName {
    /// Nothing.
    None,
    /// As many replicas as fit, one workload after the other.
    PriorityExhaustive,
    /// One replica at a time in turn, within a priority.
    PriorityRoundRobin,
    /// One replica at a time in turn, over all priorities.
    RoundRobin,
}

impl SolverArguments {
    /// The solver to ask for, given what the manifests ask for.
    ///
    /// # Errors
    /// If rules of the greedy solver are given for the other one.
    pub(crate) fn over(
        self,
        declared: Option<Solver>,
    ) -> Result<Option<Solver>, SolverArgumentsError> {
        let rules = self.saturation_policy.is_some() || self.delayed_best_effort.is_some();
        match (self.solver, rules) {
            (None, false) => Ok(declared),
            (Some(SolverName::Unlimited), false) => Ok(Some(Solver::Unlimited)),
            (Some(SolverName::Unlimited), true) => Err(SolverArgumentsError::Rules),
            _ => Ok(Some(Solver::Greedy(self.greedy(declared)))),
        }
    }

    fn greedy(self, declared: Option<Solver>) -> Greedy {
        let declared = match declared {
            Some(Solver::Greedy(greedy)) => greedy,
            _ => Greedy { saturation_policy: SATURATION_POLICY, delayed_best_effort: false },
        };
        Greedy {
            saturation_policy: self
                .saturation_policy
                .map_or(declared.saturation_policy, SaturationName::policy),
            delayed_best_effort: self.delayed_best_effort.unwrap_or(declared.delayed_best_effort),
        }
    }
}

impl SaturationName {
    fn policy(self) -> SaturationPolicy {
        match self {
            Self::None => SaturationPolicy::None,
            Self::PriorityExhaustive => SaturationPolicy::PriorityExhaustive,
            Self::PriorityRoundRobin => SaturationPolicy::PriorityRoundRobin,
            Self::RoundRobin => SaturationPolicy::RoundRobin,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DECLARED: Solver = Solver::Greedy(Greedy {
        saturation_policy: SaturationPolicy::RoundRobin,
        delayed_best_effort: true,
    });

    #[test]
    fn nothing_given_leaves_what_is_declared() {
        let none = SolverArguments::default();
        assert_eq!(none.over(None), Ok(None));
        assert_eq!(none.over(Some(DECLARED)), Ok(Some(DECLARED)));
    }

    #[test]
    fn what_is_given_wins_one_by_one() {
        let unlimited =
            SolverArguments { solver: Some(SolverName::Unlimited), ..SolverArguments::default() };
        assert_eq!(unlimited.over(Some(DECLARED)), Ok(Some(Solver::Unlimited)));
        let immediate =
            SolverArguments { delayed_best_effort: Some(false), ..SolverArguments::default() };
        let greedy = |saturation_policy| {
            Ok(Some(Solver::Greedy(Greedy { saturation_policy, delayed_best_effort: false })))
        };
        assert_eq!(immediate.over(Some(DECLARED)), greedy(SaturationPolicy::RoundRobin));
        assert_eq!(immediate.over(None), greedy(SATURATION_POLICY));
        assert_eq!(immediate.over(Some(Solver::Unlimited)), greedy(SATURATION_POLICY));
        assert!(
            SolverArguments { delayed_best_effort: Some(true), ..unlimited }.over(None).is_err()
        );
    }
}

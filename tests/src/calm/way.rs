//! A way to ask the policy, and what it makes of a scenario.

use std::borrow::Cow;

use wva_core::snapshot::PolicyInput;
use wva_scenario::{Effect, Fault, ProfileField, Scenario, TimeWindow};

/// A way to ask the policy.
#[derive(Clone, Copy, Debug)]
pub struct Way {
    /// What it is called in the table.
    pub name: &'static str,
    /// How many times the true ones the times of all profiles are that the policy is told, with latency
    /// measured; `None` leaves both as the scenario has them.
    pub times: Option<f64>,
    /// What it takes from a question.
    pub strip: fn(&mut PolicyInput),
}

impl Way {
    /// The scenario as it is played this way: no profile is wrong but by the way's own factor.
    pub(super) fn played<'s>(&self, scenario: &'s Scenario) -> Cow<'s, Scenario> {
        let Some(factor) = self.times else { return Cow::Borrowed(scenario) };
        let fields = TIMES.into_iter().filter_map(ProfileField::named);
        let effect = Effect::Profile(fields.map(|field| (field, factor)).collect());
        let window =
            TimeWindow { from_s: 0.0, to_s: scenario.at_s(scenario.cycles), every_s: None };
        let mut scenario = scenario.clone();
        scenario.faults.retain(|fault| !matches!(fault.effect, Effect::Profile(_)));
        scenario.faults.push(Fault { window, variant: None, effect });
        Cow::Owned(scenario)
    }
}

/// The times of a profile.
const TIMES: [&str; 4] = ["alphaMs", "betaMs", "gammaMs", "deltaMsPerToken"];

//! A time line, as it was written.

use std::collections::BTreeMap;

use wva_manifests::{Manifests, Problem};

use crate::expect::Expectation;
use crate::fault::{Effect, Fault};
use crate::load::LoadCurve;
use crate::replicas::FleetTimes;

/// A time line with faults and expectations.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// Its point, in one sentence.
    pub shows: String,
    /// Where it comes from, such as an issue.
    pub source: Option<String>,
    /// Time between two decisions.
    pub cycle_s: f64,
    /// Number of cycles; the first is at 0 s.
    pub cycles: u32,
    /// When it begins.
    pub start_unix_s: f64,
    /// How long things take.
    pub times: FleetTimes,
    /// Ready replicas at the beginning, by variant; a variant that is not named has none.
    pub replicas: BTreeMap<String, u32>,
    /// The load, by workload.
    pub loads: Vec<LoadCurve>,
    /// Faults.
    pub faults: Vec<Fault>,
    /// Expectations.
    pub expectations: Vec<Expectation>,
    /// Configurations, by the layers of faults that are in force.
    pub worlds: BTreeMap<Vec<usize>, Manifests>,
    /// Warnings and notes about the manifests.
    pub problems: Vec<Problem>,
}

impl Scenario {
    /// Faults of a variant at a moment.
    pub(crate) fn struck(&self, variant: &str, at_s: f64) -> impl Iterator<Item = &Effect> {
        let faults = self.faults.iter().filter(move |fault| fault.concerns(variant, at_s));
        faults.map(|fault| &fault.effect)
    }

    /// Whether latency is measured: where a profile that is told is wrong it is the only witness.
    pub(crate) fn measures(&self) -> bool {
        self.faults.iter().any(|fault| fault.effect.of_profile().is_some())
    }

    /// The moment of a cycle, s from the beginning.
    #[must_use]
    pub fn at_s(&self, cycle: u32) -> f64 {
        f64::from(cycle) * self.cycle_s
    }
}

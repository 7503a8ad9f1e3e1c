//! Plans that are changed in one number are refused, each with the fitting finding; unchanged ones pass.

mod choices;
mod mutant;
mod numbers;
mod offers;
#[path = "../../tests/laws/worlds.rs"]
pub(crate) mod random;
pub(crate) mod worlds;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use self::choices::{CHOICES, PATIENT};
use self::mutant::{Change, Mutant};
use self::numbers::{LIMITED, NUMBERS};
use self::offers::OFFERS;
use self::worlds::{limited, patient, unlimited};
use super::{Checked, Plan, verify};
use crate::case::{Case, cases};
use crate::plan::plan;
use crate::snapshot::Snapshot;
use crate::supply::Supply;
use crate::world::World;

/// The plans of a world.
fn plans<'w>(world: &'w World<'w>, cases: &'w [Case<'w>]) -> Vec<Plan<'w>> {
    let known = cases.iter().filter(|case| case.demand.is_ok());
    plan(known, &Supply::of(world, cases), &world.clock)
}

/// The findings on the plans of a world, by workload.
fn findings(checked: &Checked<'_>) -> Vec<(String, String)> {
    let mut findings = Vec::new();
    for (workload, verdict) in checked {
        if let Err(error) = verdict {
            findings.push(((*workload).to_owned(), error.defect.to_string()));
        }
    }
    findings
}

/// Whether something arrives, and all of it is served.
fn serves(plan: &Plan<'_>) -> bool {
    plan.carrying().is_some_and(|part| part.needed > 0 && !part.falls_short())
}

/// The findings after the first plan was changed.
fn mutated(snapshot: &Snapshot, change: Change) -> Vec<(String, String)> {
    let world = World::of(snapshot, &[]);
    let cases = cases(&world);
    let mut plans = plans(&world, &cases);
    change(plans.first_mut().unwrap(), &cases);
    findings(&verify(plans, &world, &cases))
}

fn refuses_each(snapshot: &Snapshot, table: &[Mutant]) {
    assert_eq!(mutated(snapshot, |_, _| {}), [], "a valid plan");
    for (name, change, finding) in table {
        let found = mutated(snapshot, *change);
        let [(workload, said)] = found.as_slice() else { panic!("{name}: {found:?}") };
        assert_eq!(workload, "a", "{name}: {said}");
        assert!(said.contains(finding), "{name}: {said}");
    }
}

#[test]
fn each_changed_plan_is_refused_for_what_was_changed() {
    refuses_each(&unlimited(), NUMBERS);
    refuses_each(&unlimited(), OFFERS);
    refuses_each(&unlimited(), CHOICES);
}

#[test]
fn each_changed_plan_is_refused_where_a_rival_waits() {
    refuses_each(&patient(), PATIENT);
}

#[test]
fn each_changed_plan_is_refused_where_devices_are_limited() {
    refuses_each(&limited(), LIMITED);
}

/// Changes that are wrong in any world in which all of a load is served.
const ANYWHERE: &[&str] = &[
    "one replica more",
    "needs one more",
    "needs one less",
    "needs and gets one more",
    "a lower rate",
    "a higher rate",
    "half of the rate and replicas",
    "a lower price",
    "a higher price",
    "one device less",
    "one device more",
    "devices of another type",
    "another power curve",
    "the model at shorter answers",
    "a batch larger by one",
    "a higher capacity",
    "a lower capacity",
    "a smaller largest rate",
    "a rate beyond the model's",
    "a target that is said to be out of reach",
    "one more reserved",
    "half the load factor",
    "an accelerator without a profile",
    "nothing chosen",
    "the same part twice",
    "nothing arrives",
    "no carrier",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, rng_seed: RngSeed::Fixed(8), ..ProptestConfig::default() })]

    #[test]
    fn in_any_world_each_changed_plan_is_refused(snapshot in random::snapshot()) {
        let world = World::of(&snapshot, &[]);
        let cases = cases(&world);
        prop_assert_eq!(findings(&verify(plans(&world, &cases), &world, &cases)), []);
        for at in 0..cases.len() {
            for (name, change, _) in NUMBERS.iter().chain(OFFERS).chain(CHOICES) {
                if !ANYWHERE.contains(name) {
                    continue;
                }
                let mut changed = plans(&world, &cases);
                let Some(plan) = changed.get_mut(at).filter(|plan| serves(plan)) else { continue };
                let key = plan.case.key().to_owned();
                change(plan, &cases);
                let found = findings(&verify(changed, &world, &cases));
                prop_assert!(found.iter().any(|(workload, _)| *workload == key), "{name} of {key}");
                prop_assert!(found.iter().all(|(workload, _)| *workload == key), "{name} of {key}: {found:?}");
            }
        }
    }
}

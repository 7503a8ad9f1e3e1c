//! Answers that are changed in one number are refused, each with the fitting finding; unchanged ones pass.

mod mutants;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use self::mutants::{ANYWHERE, GROWING, HANDING_OVER, IDLE, Mutant, UNCOUNTED, UNDECIDED, UNKNOWN};
use super::{Finding, audit};
use crate::case::cases;
use crate::decision::VariantDecision;
use crate::planned::Planned;
use crate::published::{answered, published};
use crate::snapshot::Snapshot;
use crate::verify::checked_plans;
use crate::verify::tests::random::snapshot;
use crate::verify::tests::worlds::{blind, handing_over, idle, undecided, unlimited};
use crate::world::World;

/// The findings on the answer for each workload after a change.
fn findings(snapshot: &Snapshot, change: fn(&mut Vec<VariantDecision>)) -> Vec<Finding> {
    let world = World::of(snapshot, &[]);
    let cases = cases(&world);
    let plans = checked_plans(&world, &cases);
    let mut findings = Vec::new();
    for case in &cases {
        let planned = Planned::of(case, &plans);
        let (mut answer, _) = answered(&world, &planned);
        assert_eq!(audit(&world, &planned, &answer), Ok(()));
        change(&mut answer);
        findings.extend(audit(&world, &planned, &answer).err());
    }
    findings
}

/// The finding on the first workload, `a`.
fn refuses_each(snapshot: &Snapshot, table: &[Mutant]) {
    for (name, change, finding) in table {
        let found = findings(snapshot, *change);
        let said = found.first().map(ToString::to_string).unwrap_or_default();
        assert!(said.contains(finding), "{name}: {said:?}");
    }
}

#[test]
fn each_changed_answer_is_refused_for_what_was_changed() {
    refuses_each(&unlimited(), ANYWHERE);
    refuses_each(&unlimited(), GROWING);
    refuses_each(&handing_over(), HANDING_OVER);
    refuses_each(&idle(), IDLE);
    refuses_each(&blind(), UNKNOWN);
    refuses_each(&undecided(), UNDECIDED);
    let mut uncounted = unlimited();
    uncounted.variants[1].observed.current_replicas = None;
    refuses_each(&uncounted, UNCOUNTED);
}

#[test]
fn withdrawn_numbers_are_those_that_were_set_last() {
    let snapshot = handing_over();
    let world = World::of(&snapshot, &[]);
    let cases = cases(&world);
    let withdrawn = Planned::withdrawn(&cases[0], &"a law is broken");
    let (answer, state) = published(&world, std::slice::from_ref(&withdrawn)).remove(0);
    for one in &answer {
        assert!(!one.decided && one.binds.is(crate::reason::Code::Unsound), "{one:?}");
        assert!(one.binds.text.contains("workload `a` are unsound: a law is broken"));
        assert_eq!(one.desired_replicas, one.current_replicas);
        assert_eq!(state.of(&one.variant).and_then(|state| state.desired), one.desired_replicas);
    }
}

/// Replicas above a maximum leave at once, so that no other variant may leave for their sake.
#[test]
fn replicas_above_a_maximum_cover_nothing() {
    let mut snapshot = handing_over();
    let mut old = snapshot.variants[1].clone();
    old.name = "a/old".to_owned();
    (old.min_replicas, old.max_replicas) = (0, Some(0));
    (old.observed.current_replicas, old.observed.ready_replicas) = (Some(10), Some(10));
    old.observed.arrival_rate_per_s = Some(0.0);
    snapshot.variants.insert(1, old);
    let decision = crate::decide(&snapshot, &[]).unwrap();
    let desired: Vec<_> = decision.variants.iter().map(|one| one.desired_replicas).collect();
    assert_eq!(desired.first(), Some(&Some(2)), "{desired:?}");
    assert_eq!(desired.get(1), Some(&Some(0)), "{desired:?}");
    assert!(decision.variants.iter().all(|one| one.decided));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, rng_seed: RngSeed::Fixed(9), ..ProptestConfig::default() })]

    #[test]
    fn in_any_world_each_changed_answer_is_refused(snapshot in snapshot()) {
        let world = World::of(&snapshot, &[]);
        let cases = cases(&world);
        let plans = checked_plans(&world, &cases);
        for case in &cases {
            let planned = Planned::of(case, &plans);
            let (answer, _) = answered(&world, &planned);
            prop_assert_eq!(audit(&world, &planned, &answer), Ok(()));
            for (name, change, _) in ANYWHERE {
                let mut changed = answer.clone();
                change(&mut changed);
                prop_assert!(changed == answer || audit(&world, &planned, &changed).is_err(), "{name}");
            }
            let withdrawn = Planned::withdrawn(case, &"a law is broken");
            let (held, _) = answered(&world, &withdrawn);
            prop_assert_eq!(audit(&world, &withdrawn, &held), Ok(()));
        }
    }
}

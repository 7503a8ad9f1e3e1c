//! Laws of the decision.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use wva_core::decide;
use wva_core::decision::{Decision, VariantDecision};
use wva_core::snapshot::{Accelerator, Profile, Snapshot, Variant};
use wva_core::text::render;

use super::calm::brief;
use super::worlds::snapshot;

/// Renames everything by putting `prefix` before every name.
fn renamed(snapshot: &Snapshot, prefix: impl Fn(&str) -> String) -> Snapshot {
    let mut s = snapshot.clone();
    for a in &mut s.accelerators {
        a.name = prefix(&a.name);
    }
    for p in &mut s.profiles {
        p.accelerator = prefix(&p.accelerator);
    }
    for w in &mut s.workloads {
        w.key = prefix(&w.key);
    }
    for v in &mut s.variants {
        v.name = prefix(&v.name);
        v.workload = prefix(&v.workload);
        v.accelerator = v.accelerator.as_deref().map(&prefix);
    }
    s
}

/// Decided, wanted, desired, bits of the cost.
type Counts = (bool, Option<u32>, Option<u32>, Option<u64>);

/// Everything but names and texts.
fn counts(decision: &Decision) -> Vec<Counts> {
    let one = |v: &VariantDecision| {
        (v.decided, v.wanted_replicas, v.desired_replicas, v.cost_per_hour.map(f64::to_bits))
    };
    decision.variants.iter().map(one).collect()
}

/// A number that another rule asks for, within the variant's bounds.
fn is_bounded(decision: &VariantDecision) -> bool {
    let bound = ["min-replicas", "max-replicas"].contains(&decision.binds.code.as_str());
    bound && decision.binds.value("askedReplicas").is_some()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, rng_seed: RngSeed::Fixed(1), ..ProptestConfig::default() })]

    #[test]
    fn every_variant_has_an_answer_with_a_reason(snapshot in snapshot()) {
        let mut decision = decide(&snapshot, &[]).unwrap();
        render(&mut decision, &snapshot.currency);
        prop_assert_eq!(decision.variants.len(), snapshot.variants.len());
        for v in &decision.variants {
            prop_assert!(!v.binds.code.as_str().is_empty() && !v.binds.text.is_empty() && !v.sentence.is_empty());
            prop_assert!(v.binds.code != "unsound", "{}", v.binds.text);
            prop_assert!(!v.decided || v.wanted_replicas.is_some());
            prop_assert!(v.others.iter().all(|o| !o.reason.code.as_str().is_empty()));
        }
    }

    #[test]
    fn desired_stays_within_the_bounds(snapshot in snapshot()) {
        let decision = decide(&snapshot, &[]).unwrap();
        for (v, d) in snapshot.variants.iter().zip(&decision.variants) {
            let Some(desired) = d.desired_replicas else { continue };
            let max = v.max_replicas.unwrap_or(u32::MAX);
            if v.min_replicas <= max {
                prop_assert!((v.min_replicas..=max).contains(&desired), "{desired}");
            }
        }
    }

    #[test]
    fn nothing_shrinks_on_what_is_unknown(mut snapshot in snapshot(), hidden in 0..8_usize) {
        // Where arrivals are counted at the entry the variants' rates are not needed.
        for workload in &mut snapshot.workloads {
            workload.observed.arrival_rate_per_s = None;
        }
        let mut blind = snapshot.clone();
        if let Some(v) = blind.variants.get_mut(hidden) {
            v.observed.arrival_rate_per_s = None;
        }
        let before = &snapshot.variants;
        for (v, d) in before.iter().zip(&decide(&blind, &[]).unwrap().variants) {
            let shares = before.get(hidden).is_some_and(|h| h.workload == v.workload);
            let serves = before.get(hidden).is_some_and(|h| h.observed.current_replicas != Some(0));
            if let (true, true, Some(current), Some(desired)) = (shares, serves, v.observed.current_replicas, d.desired_replicas) {
                let bounded = current.min(v.max_replicas.unwrap_or(u32::MAX));
                prop_assert!(desired >= bounded, "{} from {current} to {desired}", v.name);
            }
        }
    }

    #[test]
    fn no_more_devices_are_given_than_there_are(snapshot in snapshot()) {
        let decision = decide(&snapshot, &[]).unwrap();
        let units = |v: &Variant, d: &VariantDecision| {
            let model = &snapshot.workloads.iter().find(|w| w.key == v.workload)?.model;
            let on = |p: &&Profile| &p.model == model && Some(&p.accelerator) == d.accelerator.as_ref();
            let stated = snapshot.profiles.iter().find(on).map_or(0, |p| p.acc_count);
            let known = |a: &&Accelerator| Some(&a.name) == d.accelerator.as_ref();
            let multiplicity = snapshot.accelerators.iter().find(known)?.multiplicity;
            let asked = v.devices_per_replica.unwrap_or(0);
            let least = if stated == 0 && asked == 0 { 1 } else { stated };
            Some(asked.max(least * multiplicity))
        };
        // Beyond the floors, which hold in any case, and what is only held.
        let held = ["unknown-load", "partly-unknown-load", "make-before-break", "stabilization", "scaling-policy", "tolerance", "retention", "unknown-replicas"];
        let given: u32 = snapshot.variants.iter().zip(&decision.variants)
            .filter(|(_, d)| d.decided && d.expected.is_some() && !held.contains(&d.binds.code.as_str()) && !is_bounded(d))
            .map(|(v, d)| d.desired_replicas.unwrap_or(0).saturating_sub(v.min_replicas) * units(v, d).unwrap_or(0))
            .sum();
        for capacity in &snapshot.capacities {
            prop_assert!(given <= capacity.units, "{given} of {}: {}", capacity.units, brief(&decision));
        }
    }

    #[test]
    fn the_same_whatever_the_order(snapshot in snapshot(), seed in any::<u64>()) {
        let mut shuffled = snapshot.clone();
        let turn = |len: usize| usize::try_from(seed % u64::try_from(len.max(1)).unwrap()).unwrap();
        shuffled.variants.reverse();
        shuffled.profiles.reverse();
        let by = turn(shuffled.accelerators.len());
        shuffled.accelerators.rotate_left(by);
        let by = turn(shuffled.workloads.len());
        shuffled.workloads.rotate_left(by);
        prop_assert_eq!(decide(&snapshot, &[]).unwrap(), decide(&shuffled, &[]).unwrap());
    }

    #[test]
    fn the_same_counts_under_other_names(snapshot in snapshot()) {
        let ours = decide(&snapshot, &[]).unwrap();
        let other = decide(&renamed(&snapshot, |name| format!("z{name}")), &[]).unwrap();
        prop_assert_eq!(counts(&ours), counts(&other));
        prop_assert_eq!(ours.cost_per_hour.to_bits(), other.cost_per_hour.to_bits());
    }

    #[test]
    fn runner_ups_are_what_solving_again_gives(snapshot in snapshot()) {
        let mut snapshot = Snapshot { capacities: Vec::new(), solver: None, ..snapshot };
        for v in &mut snapshot.variants {
            v.observed.current_replicas.get_or_insert(0);
        }
        let decision = decide(&snapshot, &[]).unwrap();
        for d in decision.variants.iter().filter(|d| d.recommendation.is_none()) {
            let Some(second) = &d.runner_up else { continue };
            // Without the profile of the winner the engine must choose the runner-up.
            let mut without = snapshot.clone();
            let chosen = d.accelerator.clone().unwrap_or_default();
            let alone = snapshot.variants.iter().filter(|v| v.workload == d.workload).count() == 1;
            let shared = snapshot.workloads.iter().filter(|w| snapshot.workloads.iter().any(|o| o.key != w.key && o.model == w.model)).count() > 0;
            if !alone || shared {
                continue;
            }
            let model = snapshot.workloads.iter().find(|w| w.key == d.workload).map(|w| w.model.clone()).unwrap_or_default();
            without.profiles.retain(|p| !(p.model == model && p.accelerator == chosen));
            let again = decide(&without, &[]).unwrap();
            let again = again.variants.iter().find(|o| o.variant == d.variant).unwrap();
            if !again.decided && again.recommendation.is_none() {
                continue; // the second runs elsewhere and falls short: nothing to recommend
            }
            let better = again.recommendation.as_ref().map(|r| (r.accelerator.as_str(), r.replicas));
            let published = (again.accelerator.as_deref().unwrap_or_default(), again.desired_replicas.unwrap_or(0));
            let same = (second.accelerator.as_str(), second.replicas);
            prop_assert_eq!(better.unwrap_or(published), same);
            let moved = again.recommendation.is_some();
            let comparable = !moved && again.desired_replicas == Some(second.replicas)
                && d.desired_replicas == d.wanted_replicas.map(|w| w.max(1));
            if let (true, Some(a), Some(b)) = (comparable, again.cost_per_hour, d.cost_per_hour) {
                let extra = a - b;
                prop_assert!((extra - second.extra_cost_per_hour).abs() <= 1e-9 * (a + b), "{extra}");
            }
        }
    }
}

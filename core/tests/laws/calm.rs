//! Laws of decisions over time: random worlds, random histories of observations.

use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use wva_core::candidates::{Service, enumerate};
use wva_core::decide;
use wva_core::decision::{Decision, VariantDecision};
use wva_core::demand::demand;
use wva_core::group::groups;
use wva_core::index::Index;
use wva_core::params::MEMORY_BYTES_PER_VARIANT_MAX;
use wva_core::recall::Recalled;
use wva_core::snapshot::{Observation, Snapshot, Variant, WorkloadMemory, WorkloadObservation};

use super::worlds::{observation, snapshot};

const CYCLES: usize = 12;
pub(crate) const VARIANTS: usize = 8;

/// What is seen in one cycle, of up to [`VARIANTS`] variants.
#[derive(Clone, Debug)]
pub(crate) struct Cycle {
    after_s: f64,
    pub(crate) seen: Vec<Observation>,
    /// Which of them are not seen in truth.
    hidden: Vec<bool>,
}

prop_compose! {
    fn cycle()(
        after_s in prop_oneof![Just(15.0), 1.0..120.0_f64, 200.0..1200.0_f64],
        seen in vec(observation(), VARIANTS),
        hidden in vec(proptest::bool::weighted(0.3), VARIANTS),
    ) -> Cycle {
        Cycle { after_s, seen, hidden }
    }
}

pub(crate) fn history() -> impl Strategy<Value = (Snapshot, Vec<Cycle>)> {
    (snapshot(), vec(cycle(), 1..CYCLES))
}

/// The world without limits, all of it known.
fn known(mut snapshot: Snapshot) -> Snapshot {
    snapshot.capacities = Vec::new();
    snapshot.solver = None;
    for v in &mut snapshot.variants {
        v.max_replicas = None;
        v.start_up_s = None;
    }
    snapshot
}

/// The next moment. Replicas are those that were decided last, where `follow` says so.
pub(crate) fn advance(
    snapshot: &mut Snapshot,
    cycle: &Cycle,
    last: Option<&Decision>,
    follow: bool,
) {
    snapshot.at_unix_s += cycle.after_s;
    for (i, v) in snapshot.variants.iter_mut().enumerate() {
        let current = v.observed.current_replicas;
        v.observed = cycle.seen[i].clone();
        if follow {
            let desired = last.and_then(|d| d.variants[i].desired_replicas);
            v.observed.current_replicas = desired.or(current);
        }
    }
}

/// Part of a workload's demand that is served within the targets, by replicas and their number;
/// `None` where the model has no answer.
fn served(snapshot: &Snapshot, key: &str, replicas: &dyn Fn(&Variant) -> u32) -> Option<f64> {
    let index = Index::new(snapshot);
    let variants: Vec<_> = snapshot.variants.iter().map(Recalled::as_seen).collect();
    let all = groups(snapshot, &variants);
    let group = all.iter().find(|group| group.workload.key == key)?;
    if group.workload.observed != WorkloadObservation::default() {
        return None;
    }
    let demand = demand(&group.variants, 0.0).ok().filter(|demand| demand.unknown.is_none())?;
    let found = enumerate(&index, group, &demand.load);
    let share = |v: &Variant| {
        let here =
            found.candidates.iter().find(|c| c.offer.variant.name == v.name && c.offer.stays())?;
        match here.offer.service {
            Service::Idle { .. } => None,
            Service::Loaded { .. } if group.workload.targets?.tps_tokens_per_s.is_some() => None,
            Service::Loaded { capacity_per_s, .. } => {
                Some(capacity_per_s / demand.load.arrival_rate_per_s)
            }
        }
    };
    let each = group.variants.iter().map(|v| Some(share(v)? * f64::from(replicas(v))));
    each.sum()
}

fn decided<'d>(decision: &'d Decision, name: &str) -> &'d VariantDecision {
    decision.variants.iter().find(|d| d.variant == name).unwrap()
}

pub(crate) fn brief(decision: &Decision) -> String {
    let number = |d: &VariantDecision| {
        format!("{}: {:?}, {}\n", d.variant, d.desired_replicas, d.binds.code)
    };
    decision.variants.iter().map(number).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, rng_seed: RngSeed::Fixed(4), ..ProptestConfig::default() })]

    #[test]
    fn what_serves_leaves_only_when_others_serve((world, cycles) in history(), follow: bool, blind in 0..3_u32) {
        let mut world = known(world);
        let (mut memory, mut last): (Vec<WorkloadMemory>, Option<Decision>) = (Vec::new(), None);
        for cycle in &cycles {
            advance(&mut world, cycle, last.as_ref(), follow);
            let decision = decide(&world, &memory).unwrap();
            for w in &world.workloads {
                // Where nobody says how many serve, any number may.
                let ready = |v: &Variant| {
                    let current = v.observed.current_replicas.or(v.observed.ready_replicas).unwrap_or(0);
                    let unseen = match blind { 0 => 0, 1 => current / 2, _ => current };
                    let said = v.observed.ready_replicas;
                    said.or(v.observed.starting_replicas.map(|s| current.saturating_sub(s))).unwrap_or(unseen).min(current)
                };
                // Where nothing is set, everything stays.
                let stays = |v: &Variant| ready(v).min(decided(&decision, &v.name).desired_replicas.unwrap_or(u32::MAX));
                let (before, after) = (served(&world, &w.key, &ready), served(&world, &w.key, &stays));
                if let (Some(before), Some(after)) = (before, after) {
                    prop_assert!(after >= before.min(1.0) - 1e-6, "{}: {before} before, {after} after: {}{:?}", w.key, brief(&decision), world.variants.iter().map(|v| (&v.observed, v.behavior.is_some())).collect::<Vec<_>>());
                }
            }
            memory.clone_from(&decision.memory);
            last = Some(decision);
        }
    }

    #[test]
    fn nothing_is_ever_smaller_for_being_unknown((world, cycles) in history(), follow: bool, uncounted: bool) {
        // Beside others, one that is larger for being unknown lets them go sooner, or takes their devices.
        let mut world = Snapshot { capacities: Vec::new(), solver: None, ..world };
        let mut served = BTreeSet::new();
        world.variants.retain(|v| served.insert(v.workload.clone()));
        // Counted at the entry, arrivals are known whatever is hidden; requests that are turned away come
        // on top of what is let in, which is hidden then.
        for workload in &mut world.workloads {
            let observed = &mut workload.observed;
            (observed.arrival_rate_per_s, observed.turned_away_per_s) = (None, None);
        }
        let mut told = world.clone();
        let mut blind = world;
        let (mut told_memory, mut blind_memory) = (Vec::new(), Vec::new());
        let (mut told_last, mut blind_last): (Option<Decision>, Option<Decision>) = (None, None);
        // A number that is set by hand counts at once, so the two histories count from different ones.
        let first = cycles[0].seen.clone();
        for cycle in &cycles {
            let mut cycle = cycle.clone();
            for (seen, first) in cycle.seen.iter_mut().zip(&first).filter(|_| !follow) {
                seen.current_replicas = first.current_replicas;
            }
            let cycle = &cycle;
            // What is hidden is what was last known in one history, nothing in the other. Of a
            // variant without replicas nobody can say what arrives at its pods.
            let mut held = cycle.clone();
            let hidden = |i: usize| cycle.hidden[i] && told_last.is_some();
            for (i, v) in told.variants.iter().enumerate().filter(|(i, _)| hidden(*i)) {
                held.seen[i] = v.observed.clone();
            }
            advance(&mut told, &held, told_last.as_ref(), follow);
            advance(&mut blind, &held, blind_last.as_ref(), follow);
            for (i, v) in blind.variants.iter_mut().enumerate().filter(|(i, _)| hidden(*i)) {
                if told.variants[i].observed.current_replicas != Some(0) && v.observed.current_replicas != Some(0) {
                    // Replicas that were not set here are seen or not known.
                    let counted = !(follow && uncounted);
                    v.observed = Observation {
                        current_replicas: v.observed.current_replicas.filter(|_| counted),
                        ready_replicas: v.observed.ready_replicas,
                        ..Observation::default()
                    };
                }
            }
            let of_told = decide(&told, &told_memory).unwrap();
            let of_blind = decide(&blind, &blind_memory).unwrap();
            for (a, b) in of_told.variants.iter().zip(&of_blind.variants) {
                prop_assert!(b.desired_replicas >= a.desired_replicas,
                    "{}: told\n{}blind\n{}", a.variant, brief(&of_told), brief(&of_blind));
            }
            told_memory.clone_from(&of_told.memory);
            blind_memory.clone_from(&of_blind.memory);
            (told_last, blind_last) = (Some(of_told), Some(of_blind));
        }
    }

    #[test]
    fn nothing_shrinks_while_something_is_unknown((world, cycles) in history(), follow: bool) {
        let mut world = world;
        let (mut memory, mut last): (Vec<WorkloadMemory>, Option<Decision>) = (Vec::new(), None);
        for cycle in &cycles {
            advance(&mut world, cycle, last.as_ref(), follow);
            let decision = decide(&world, &memory).unwrap();
            for (i, (v, d)) in world.variants.iter().zip(&decision.variants).enumerate() {
                let unknown = |code: &str| code.ends_with("unknown-load") || code == "unknown-replicas";
                let unknown = unknown(d.binds.code.as_str()) || d.warnings.iter().any(|w| unknown(w.code.as_str()));
                let before = last.as_ref().and_then(|last| last.variants[i].desired_replicas);
                let max = v.max_replicas.unwrap_or(u32::MAX).max(v.min_replicas);
                prop_assert!(unknown || v.observed.current_replicas.is_some(), "{}", d.sentence);
                prop_assert!(before.or(v.observed.current_replicas).is_some() || d.desired_replicas.is_none(), "{}", d.sentence);
                prop_assert!(!unknown || d.desired_replicas >= before.map(|b| b.min(max)), "{before:?}: {}", d.sentence);
            }
            memory.clone_from(&decision.memory);
            last = Some(decision);
        }
    }

    #[test]
    fn memory_is_bounded_and_losing_it_is_safe((world, cycles) in history(), lost in 0..CYCLES, garbage in vec(any::<u8>(), 0..64)) {
        let mut world = world;
        let (mut memory, mut last): (Vec<WorkloadMemory>, Option<Decision>) = (Vec::new(), None);
        for (i, cycle) in cycles.iter().enumerate() {
            advance(&mut world, cycle, last.as_ref(), true);
            if i == lost {
                for entry in &mut memory {
                    entry.bytes.clone_from(&garbage);
                }
            }
            let decision = decide(&world, &memory).unwrap();
            for entry in &decision.memory {
                let variants = world.variants.iter().filter(|v| v.workload == entry.workload).count();
                prop_assert!(entry.bytes.len() <= MEMORY_BYTES_PER_VARIANT_MAX * variants);
            }
            if i == lost {
                for v in &world.variants {
                    let current = v.observed.current_replicas.unwrap_or(0);
                    let window = v.behavior.as_ref().map_or(0, |b| b.scale_down.stabilization_window_s.unwrap_or(300));
                    let max = v.max_replicas.unwrap_or(u32::MAX).max(v.min_replicas);
                    let d = decided(&decision, &v.name);
                    let desired = d.desired_replicas.unwrap_or(0);
                    let preempted = d.binds.code == "preempted";
                    prop_assert!(window == 0 || preempted || desired >= current.min(max), "{desired} of {current}");
                    let retained = v.retention_s.unwrap_or(600.0) > 0.0;
                    prop_assert!(!retained || current.min(max) == 0 || desired > 0 || world.capacities.len() == 1);
                }
            }
            memory.clone_from(&decision.memory);
            last = Some(decision);
        }
    }

    #[test]
    fn the_last_replica_goes_only_after_its_retention((world, cycles) in history()) {
        let mut world = known(world);
        let (mut memory, mut last): (Vec<WorkloadMemory>, Option<Decision>) = (Vec::new(), None);
        let mut needed = vec![world.at_unix_s; world.variants.len()];
        for cycle in &cycles {
            let before = world.at_unix_s;
            advance(&mut world, cycle, last.as_ref(), true);
            let decision = decide(&world, &memory).unwrap();
            for (i, (v, d)) in world.variants.iter().zip(&decision.variants).enumerate() {
                if last.is_none() || d.wanted_replicas != Some(0) || d.warnings.iter().any(|w| w.code.as_str().ends_with("unknown-load")) {
                    needed[i] = world.at_unix_s;
                }
                let goes = v.observed.current_replicas.unwrap_or(0) > 0 && d.desired_replicas == Some(0);
                let retention = v.retention_s.unwrap_or(600.0);
                prop_assert!(!goes || world.at_unix_s - needed[i] >= retention - 1e-6, "{before}: {}", d.sentence);
            }
            memory.clone_from(&decision.memory);
            last = Some(decision);
        }
    }
}

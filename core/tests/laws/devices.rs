//! All numbers together stay within the devices that there are, or a warning says that they do not.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use wva_core::decide;
use wva_core::decision::{Decision, VariantDecision};
use wva_core::index::Index;
use wva_core::snapshot::{Snapshot, Solver, Variant, WorkloadMemory};

use super::calm::{advance, history};

/// Devices of so many replicas on the accelerator that a decision counts on.
fn units(snapshot: &Snapshot, index: &Index<'_>, variant: &Variant, replicas: u32) -> u64 {
    let workload = snapshot.workloads.iter().find(|w| w.key == variant.workload).unwrap();
    let devices = index.devices_where_it_runs(&workload.model, variant);
    devices.map_or(0, |devices| devices.of(replicas))
}

fn is_warned(decided: &VariantDecision) -> bool {
    decided.warnings.iter().any(|warning| warning.code == "over-capacity")
}

/// Devices of all desired replicas, of those that were there before or are held, and of all floors.
fn taken(world: &Snapshot, decision: &Decision, last: Option<&Decision>) -> (u64, u64, u64) {
    let index = Index::new(world);
    let (mut desired, mut before, mut floors) = (0, 0, 0);
    for (i, (v, d)) in world.variants.iter().zip(&decision.variants).enumerate() {
        let wanted = d.desired_replicas.unwrap_or(0);
        let last = last.and_then(|last| last.variants[i].desired_replicas);
        let current = v.observed.current_replicas.max(v.observed.ready_replicas);
        let unknown = !d.decided || d.binds.code.as_str().ends_with("unknown-load");
        let was = if unknown { wanted } else { current.max(last).unwrap_or(0) };
        let v = &Variant { accelerator: d.accelerator.clone(), ..v.clone() };
        desired += units(world, &index, v, wanted);
        floors += units(world, &index, v, wanted.min(v.min_replicas));
        before += units(world, &index, v, wanted.min(was));
    }
    (desired, before, floors)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, rng_seed: RngSeed::Fixed(9), ..ProptestConfig::default() })]

    #[test]
    fn more_than_there_is_is_never_silent((world, cycles) in history(), follow: bool) {
        let mut world = world;
        let (mut memory, mut last): (Vec<WorkloadMemory>, Option<Decision>) = (Vec::new(), None);
        for cycle in &cycles {
            advance(&mut world, cycle, last.as_ref(), follow);
            let decision = decide(&world, &memory).unwrap();
            for capacity in &world.capacities {
                let (desired, before, floors) = taken(&world, &decision, last.as_ref());
                let units = u64::from(capacity.units);
                for d in &decision.variants {
                    let takes = d.desired_replicas > Some(0) && d.accelerator.is_some();
                    prop_assert!(desired <= units || !takes || is_warned(d), "{desired} of {units}: {d:?}");
                    prop_assert!(desired > units || !is_warned(d), "{desired} of {units}: {d:?}");
                }
                // Nothing grows beyond: what is too much was there before, or must be.
                let limited = world.solver != Some(Solver::Unlimited);
                prop_assert!(!limited || desired <= units.max(before) + floors, "{desired} of {units}, {before} before, {floors} floors");
            }
            memory.clone_from(&decision.memory);
            last = Some(decision);
        }
    }
}

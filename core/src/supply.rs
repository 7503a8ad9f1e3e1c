//! The devices to share out, and the solver that does it.

use crate::case::Case;
use crate::fault::floor;
use crate::recall::Recalled;
use crate::snapshot::Solver;
use crate::stock::Stock;
use crate::world::World;

/// The devices to share out, and the solver that does it.
#[derive(Debug)]
pub(crate) struct Supply<'w> {
    /// Devices that a solver may give away.
    pub(crate) stock: Stock<'w>,
    /// The solver.
    pub(crate) solver: Solver,
}

impl<'w> Supply<'w> {
    /// The devices of a world less those that no solver may give away: the current replicas of
    /// variants that cannot be decided, and the floors of variants that share their workload.
    pub(crate) fn of<'c>(
        world: &'w World<'w>,
        cases: impl IntoIterator<Item = &'c Case<'w>>,
    ) -> Self
    where
        'w: 'c,
    {
        let mut stock = Stock::new(&world.snapshot.capacities);
        for case in cases {
            for &variant in &case.group.variants {
                let model = &case.group.workload.model;
                if let Some(devices) = world.index.devices_where_it_runs(model, variant) {
                    let units = devices.units_per_replica * u64::from(claimed(case, variant));
                    stock.claim(devices.kind, units);
                }
            }
        }
        Self { stock, solver: world.snapshot.solver() }
    }
}

/// Replicas whose devices no solver may give away.
pub(crate) fn claimed(case: &Case<'_>, variant: &Recalled<'_>) -> u32 {
    let decidable = case.found.here(&variant.name).is_some();
    match (decidable, case.group.variants.len()) {
        (true, 1) => 0,
        (true, _) => floor(variant),
        (false, _) => variant.observed.current_replicas.unwrap_or(0).max(floor(variant)),
    }
}

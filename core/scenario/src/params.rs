//! Every bound, with its reason.

/// Most cycles of a run: a month of minutes.
pub const CYCLES_MAX: u32 = 50_000;

/// Most faults of a scenario: each may bring manifests, which are read again for every set of them in force.
pub const FAULTS_MAX: usize = 1000;

/// Age from which the policy takes a sample for stale, s.
pub const STALE_S: f64 = wva_core::params::SAMPLE_AGE_MAX_S;

/// How long no arrivals beside requests that run or wait are in doubt, s.
pub const SILENT_S: f64 = wva_core::params::HOLD_S;

/// When a scenario begins that does not say so: 2026-01-31T12:00:00Z.
pub const START_UNIX_S: f64 = 1_769_860_800.0;

/// Time between two decisions where a scenario says nothing, s: upstream's.
pub const CYCLE_S: f64 = 30.0;

/// How long a new replica takes until it serves where a scenario says nothing, s.
pub const START_UP_S: f64 = 120.0;

/// Difference of capacities that is rounding, relative to the demand.
pub const ROUNDING: f64 = 1e-9;

/// Currency of the prices, as in the accelerator ConfigMaps.
pub const CURRENCY: &str = "cents";

//! Every bound and constant that callers may know, with its reason.

/// Distance kept from an idle and from a saturated queue: rates from ε·μ(1) to (1−ε)·μ(N).
///
/// Source: upstream `pkg/analyzer`, commit 56a651b, `Epsilon`.
pub const RATE_MARGIN: f64 = 0.001;

/// Places in the queue for each place in the batch, where a replica states none.
///
/// Source: upstream `pkg/config/defaults.go`, `MaxQueueToBatchRatio`.
pub const QUEUE_TO_BATCH_RATIO: u32 = 10;

/// Share of the saturation throughput a TPS target leaves free.
///
/// Source: upstream `pkg/analyzer`, `StabilitySafetyFraction`.
pub const TPS_MARGIN: f64 = 0.1;

/// Percentiles that targets may name: those that are predicted.
pub const PERCENTILES: [f64; 4] = [50.0, 90.0, 95.0, 99.0];

/// Largest batch the model walks through; vLLM servers run with at most a few thousand.
pub const MAX_BATCH_LIMIT: u32 = 16_384;

/// Largest queue; only its closed form is evaluated for means, percentiles walk through it.
pub const MAX_QUEUE_LIMIT: u32 = 262_144;

/// Steps of one search for a rate. A bracket halves at least every third step, so 200 steps end
/// any search on doubles; 12 are usual.
pub const SEARCH_STEPS_MAX: u32 = 200;

/// Relative width of the bracket at which a search for a rate ends.
pub const SEARCH_WIDTH: f64 = 1e-14;

/// Most points of one sweep.
pub const SWEEP_POINTS_MAX: u32 = 10_000;

//! Every bound and constant of the engine, with its reason.

pub use wva_model::params::{
    MAX_BATCH_LIMIT, MAX_QUEUE_LIMIT, PERCENTILES, QUEUE_TO_BATCH_RATIO, RATE_MARGIN,
    SEARCH_STEPS_MAX, SEARCH_WIDTH, SWEEP_POINTS_MAX, TPS_MARGIN,
};

/// Cost of changing the accelerator, as a share of what old and new cost together.
///
/// Source: upstream `pkg/config/defaults.go`, `AccelPenaltyFactor`.
pub const ACCELERATOR_CHANGE_PENALTY: f64 = 0.1;

/// Where a target is out of reach, replicas are sized for so many times the least that can be reached:
/// at the least itself a replica would serve one request at a time.
pub const NEAREST_MARGIN: f64 = 1.1;

/// Batch assumed where neither server, resource nor profile states one: vLLM's default.
pub const MAX_BATCH_DEFAULT: u32 = 256;

/// Largest arrival rate that is believed: far above any, and a sum of products of it stays a number.
pub const RATE_PER_S_MAX: f64 = 1e9;

/// Longest prompt or answer that is believed, for the same reason.
pub const TOKENS_MAX: f64 = 1e9;

/// Most requests that are believed to wait or to run at a variant.
pub const REQUESTS_MAX: f64 = 1e12;

/// Largest power of a unit that is believed; far above any.
pub const POWER_W_MAX: f64 = 1e9;

/// Age from which a sample says nothing of now: upstream's threshold for unavailable metrics.
pub const SAMPLE_AGE_MAX_S: f64 = 300.0;

/// Largest price that is believed; far above any, far below what loses digits in a sum.
pub const COST_PER_HOUR_MAX: f64 = 1e9;

/// More replicas than this are a mistake in the input, not a decision.
pub const REPLICAS_LIMIT: u32 = 1_000_000;

/// Relative error allowed to a target when a solution is verified: the noise of the search.
pub const VERIFY_TOLERANCE: f64 = 1e-9;

/// Options times workloads up to which a limited system is solved again for every runner-up:
/// about 30 ms.
pub const RUNNER_UP_WORK_MAX: usize = 100_000;

/// Most variants in one snapshot.
pub const VARIANTS_MAX: usize = 20_000;

/// Most accelerators in one snapshot.
pub const ACCELERATORS_MAX: usize = 1_000;

/// Most profiles in one snapshot.
pub const PROFILES_MAX: usize = 100_000;

/// Longest name in a snapshot.
pub const NAME_BYTES_MAX: usize = 512;

/// Most bytes of memory for each variant.
pub const MEMORY_BYTES_PER_VARIANT_MAX: usize = 4096;

/// Most of them for recommendations and changes: two lists of [`HISTORY_ENTRIES_MAX`] times and
/// replicas, and one of changes, take 2.1 KiB at most.
pub const MEMORY_CALM_BYTES: usize = 2252;

/// Most of them for sections of later versions: 0.5 KiB that is learned and 1 KiB of forecast. About
/// 0.3 KiB are left for who carries and what was last known.
pub const MEMORY_FOREIGN_BYTES: usize = 1536;

/// Share of the cost that a change of the accelerator must save.
pub const SWITCH_SAVING_RATIO: f64 = 0.1;

/// How long it must have saved that without a break.
pub const SWITCH_AFTER_S: f64 = 600.0;

/// How long a change of the accelerator may take until something serves, and from then on until
/// something more does; longer start-up times count twice. Then it is taken back.
pub const SWITCH_PATIENCE_S: f64 = 900.0;

/// How long a change that came to nothing is not tried again, twice as long after each further one:
/// twice the patience, so that at most a third of the time is spent on changes in vain.
pub const SWITCH_RETRY_S: f64 = 1800.0;

/// Longest such pause: devices that were not there in the morning may be in the afternoon.
pub const SWITCH_RETRY_MAX_S: f64 = 14_400.0;

/// Times that the variants of a workload count more requests than its entry until that is a
/// contradiction: rates over windows of another length differ by as much while load changes.
pub const ENTRY_RATIO: f64 = 1.2;

/// Time over which rates are taken to be counted, for the number of requests that they are.
pub const ENTRY_WINDOW_S: f64 = 60.0;

/// Ranks from which a rate is a lower bound of what comes in.
pub const RANK_OF_LEAST: u32 = 3;

/// The last rank.
pub const RANK_MAX: u32 = 4;

/// Least and most that a variant grows at once because its measured latency misses the target: enough
/// to see a difference, and no more than is worth paying if the latency has another cause.
pub const MEASURED_STEP: (f64, f64) = (1.1, 1.5);

/// Most times that the load counts, or its inverse, for measured latency; a profile that is wrong by more
/// is no profile of this server.
pub const MEASURED_FACTOR_MAX: f64 = 10.0;

/// Share of the load of a replica below which it has had less to do.
pub const MEASURED_LESS: f64 = 0.95;

/// How long requests have waited and not become fewer, although all replicas serve, until that is evidence.
pub const MEASURED_QUEUE_S: f64 = 120.0;

/// How long after growth in vain, or after a target was missed with it, a number is not tried again;
/// twice as long after each further time.
pub const MEASURED_RETRY_S: f64 = 14_400.0;

/// Longest such time.
pub const MEASURED_RETRY_MAX_S: f64 = 86_400.0;

/// How long measured values must have left room for fewer replicas before some go: two scale-down
/// windows, of which the variant's own comes after this time.
pub const MEASURED_ROOM_S: f64 = 600.0;

/// Least such time, however long the window.
pub const MEASURED_ROOM_LEAST_S: f64 = 300.0;

/// Share of the expected latency below which a measured one says that the profile is too slow.
pub const MEASURED_FASTER: f64 = 0.9;

/// Most times as much load for each replica that is left: a quarter of them goes at once.
pub const MEASURED_ROOM_RATIO: f64 = 4.0 / 3.0;

/// Share of the TTFT target up to which there is room.
pub const MEASURED_ROOM_TTFT: f64 = 0.8;

/// The same where a request or more waits at each replica: waiting grows faster than load.
pub const MEASURED_ROOM_WAITING: f64 = 0.5;

/// Share of the ITL target up to which there is room.
pub const MEASURED_ROOM_ITL: f64 = 0.97;

/// Share of an increase of the load by which ITL increases: the rest of a decode step is fixed time.
pub const MEASURED_ITL_SLOPE: f64 = 0.5;

/// Share of the places in the batches up to which there is room.
pub const MEASURED_ROOM_BATCH: f64 = 0.8;

/// Share of a target from which on measured latency forbids shrinking: with fewer replicas it would be missed.
pub const MEASURED_NEAR_TARGET: f64 = 0.9;

/// Times that measured and expected latency differ before it is said.
pub const MEASURED_FAR: f64 = 2.0;

/// Share of its target below which a TTFT is never far from the expected one: networks and tokenizers add
/// that much.
pub const MEASURED_FAR_TTFT: f64 = 0.1;

/// A rate may explain a third of the running requests before it is doubted: a profile may be wrong by three
/// in any parameter, and then a request is in service up to three times as long as it says.
pub const LITTLE_RATIO: f64 = 3.0;

/// Standard deviations beyond that which are noise: more happen to one sample in fifty.
pub const LITTLE_DEVIATIONS: f64 = 2.0;

/// Longest start-up time that is learned: weights of a terabyte take less, and a longer one is a fault.
pub const START_UP_MAX_S: f64 = 3600.0;

/// How long what is unknown is taken to be as it was last.
pub const HOLD_S: f64 = 900.0;

/// How long nothing must have arrived before the last replica goes: upstream's default.
pub const RETENTION_S: f64 = 600.0;

/// In how much time requests that found no replica are to be served.
pub const WAKE_S: f64 = 60.0;

/// Least time in which a backlog is to be cleared, and the least that a replica is taken to need until it
/// serves where that is not known.
pub const BACKLOG_CLEAR_S: f64 = 60.0;

/// Start-up times after which a replica that does not serve is not waited for.
pub const START_UP_LATE: f64 = 2.0;

/// Least time that may be set for it.
pub const BACKLOG_CLEAR_LEAST_S: f64 = 1.0;

/// Share of its length by which a backlog changes that neither grows nor is served.
pub const BACKLOG_STEADY: f64 = 0.1;

/// How long a backlog has been steady, at least, until it is taken for one that nothing serves.
pub const BACKLOG_STUCK_S: f64 = 600.0;

/// Times the TTFT target; a queue that takes longer to be served is no chance of one sample.
pub const BACKLOG_TTFT_RATIO: f64 = 10.0;

/// Wait that counts as no backlog where no target for TTFT says so: time to form a batch.
pub const BACKLOG_WAIT_S: f64 = 1.0;

/// Scale-down window of a `behavior` that has none: the HorizontalPodAutoscaler's.
pub const STABILIZE_DOWN_S: u32 = 300;

/// Scale-down window that a loop writes for variants without `behavior`: the
/// HorizontalPodAutoscaler's, so that a load which comes back within it finds its replicas.
pub const LOOP_STABILIZE_DOWN_S: u32 = 300;

/// Period of the step of any size that a loop writes for variants without `behavior`; with such a
/// step it matters to nothing.
pub const LOOP_STEP_PERIOD_S: u32 = 15;

/// Steps of a `behavior` that has none: the HorizontalPodAutoscaler's.
pub const DEFAULT_STEP_PODS: u32 = 4;

/// As [`DEFAULT_STEP_PODS`].
pub const DEFAULT_STEP_PERCENT: u32 = 100;

/// As [`DEFAULT_STEP_PODS`].
pub const DEFAULT_STEP_PERIOD_S: u32 = 15;

/// Longest period of a scaling policy: the HorizontalPodAutoscaler's. Changes before it are
/// forgotten.
pub const SCALING_PERIOD_MAX_S: f64 = 1800.0;

/// Longest stabilization window: the HorizontalPodAutoscaler's.
pub const STABILIZATION_WINDOW_MAX_S: u32 = 3600;

/// Most entries of each list in the history of a variant, so that its memory stays below
/// [`MEMORY_BYTES_PER_VARIANT_MAX`].
pub const HISTORY_ENTRIES_MAX: usize = 64;

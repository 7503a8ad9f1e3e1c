//! Every limit of the parser, with its reason.

use wva_core::snapshot::SaturationPolicy;

/// Longest text of one source, in bytes: ten times a list of 1000 variants as `kubectl` prints it.
pub const SOURCE_BYTES_MAX: usize = 32 * 1024 * 1024;

/// Deepest nesting of lists and objects: a Deployment needs about 15.
pub const DEPTH_MAX: usize = 64;

/// Most YAML nodes of one source, copies made by aliases included.
pub const NODES_MAX: usize = 1_000_000;

/// Most bytes that aliases may copy: a few shared blocks, not a bomb.
pub const ALIAS_BYTES_MAX: usize = 1024 * 1024;

/// Longest name of an object, and longest key of a `ConfigMap`, in bytes: what the Kubernetes API allows.
/// Every message about what is in them repeats them.
pub const NAME_BYTES_MAX: usize = 253;

/// Most problems that are listed: a wrong file may have one on every line, and more help no reader.
pub const PROBLEMS_MAX: usize = 1000;

/// Longest piece of a given value that a message repeats, in characters.
pub const QUOTED_CHARS_MAX: usize = 60;

/// Most single-letter changes between a name and the one suggested for it.
pub const SUGGESTION_EDITS_MAX: usize = 3;

/// Shortest beginning of a name that is taken for the name, in characters.
pub const SUGGESTION_START_CHARS_MIN: usize = 3;

/// Longest name that a suggestion is looked for, in characters: the search is quadratic.
pub const SUGGESTION_CHARS_MAX: usize = 64;

/// Most known names that a suggestion is looked for among.
pub const SUGGESTION_NAMES_MAX: usize = 1000;

/// Most wrong names of one kind that a suggestion is looked for, where the known ones are given too: each
/// search goes through them all, and a reader who has seen so many knows what is wrong.
pub const SUGGESTIONS_MAX: usize = 100;

/// Priority of a class that gives none or one out of range, upstream's rule: served last.
pub const PRIORITY_LAST: u32 = 100;

/// Replicas that are kept where a variant gives no `minReplicas`.
pub const MIN_REPLICAS: u32 = 1;

/// Part of the TTFT target that requests may spend in the queue of a decode pool; the prefill pool has
/// the rest. A tenth costs it little, for its time is that of reading prompts, and keeps the queue short.
pub const DECODE_TTFT_RATIO: f64 = 0.1;

/// Longest stabilization window, s: what the Kubernetes API allows.
pub const STABILIZATION_S_MAX: u32 = 3600;

/// Longest period of a scaling policy, s: what the Kubernetes API allows.
pub const POLICY_PERIOD_S_MAX: u32 = 1800;

/// Retention that is probably a mistake, s: upstream warns beyond a day.
pub const RETENTION_S_UNUSUAL: f64 = 86_400.0;

/// The replicas of a workload whose demand does not fit, where only the greedy solver is asked for: the
/// rule the policy has without any.
pub const SATURATION_POLICY: SaturationPolicy = SaturationPolicy::PriorityExhaustive;

/// Longest line of a `/metrics` page, in bytes: vLLM's longest lists its adapters or its settings.
pub const LINE_BYTES_MAX: usize = 64 * 1024;

/// Most series kept of a `/metrics` page: about twenty for each of 5000 servers.
pub const SERIES_MAX: usize = 100_000;

/// Part of its former value that every counter of a server has at most after a restart between two
/// pages, where no start time proves it. Above it the server would have loaded its model and counted
/// more than in half its life before: rather an older page was shown, or the wrong one given first. At
/// or below it no order of the pages makes what is counted too much.
pub const RESTART_FALL_RATIO: f64 = 0.5;

/// Part by which the counters of one server differ that is scraped twice, a moment apart: half a minute
/// of the hour or more that servers usually run. Servers that have just begun count twice for longer.
pub const SCRAPED_TWICE_RATIO: f64 = 0.01;

/// Most engines of one server that a further one is compared with: more monitors than select one pod.
pub const SCRAPERS_MAX: usize = 16;

/// Start times of one process differ by less, s: they are clock ticks since the machine's start.
pub const START_TIME_TOLERANCE_S: f64 = 1.0;

/// Longest hash that Kubernetes puts into the names of a Deployment's pods, in bytes: ten digits of
/// 32 bits, each as a letter.
pub const POD_HASH_BYTES_MAX: usize = 10;

/// Letters at the end of a generated name.
pub const POD_SUFFIX_BYTES: usize = 5;

/// Longest beginning that Kubernetes gives to generated names, such as those of pods, in bytes.
pub const GENERATED_NAME_BYTES_MAX: usize = 58;

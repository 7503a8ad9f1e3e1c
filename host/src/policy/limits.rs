//! Limits of a policy, of one call and of one decision.

/// Largest component that is read. The built-in one has 0.7 MiB; interpreters bundled with a
/// script have 12 to 18.
pub const COMPONENT_BYTES_MAX: usize = 32 << 20;

/// Address space of the process that compiles a component.
pub const COMPILE_MEMORY_BYTES_MAX: usize = 512 << 20;

/// Processor time of the process that compiles a component; it has one thread.
pub const COMPILE_CPU_S: u64 = 9;

/// Largest component whose machine code is optimized. Larger ones are interpreters bundled with a
/// script; the compiler would need three times as long for them.
pub const OPTIMIZED_BYTES_MAX: usize = 4 << 20;

/// Most machine code of a component.
pub const MACHINE_CODE_BYTES_MAX: usize = 128 << 20;

/// Memory of one instance, its tables included. A thousand variants take about 10 MiB; the largest
/// question with the longest names of Kubernetes 599 MiB over JSON.
pub const MEMORY_BYTES_MAX: usize = 768 << 20;

/// Core instances in one component: one for each library that it links. Python has 38.
pub const CORE_INSTANCES_MAX: u32 = 64;

/// Tables, and memories, in one component: a toolchain's adapters need a few.
pub const PARTS_MAX: u32 = 16;

/// Memories, and tables, of all calls that run at the same time; further calls wait.
pub const PARTS_AT_ONCE: u32 = 32;

/// Core instances of all calls that run at the same time.
pub const CORE_INSTANCES_AT_ONCE: u32 = CORE_INSTANCES_MAX * PARTS_AT_ONCE;

/// Entries of one table. JavaScript's engine as a component has about 15 000.
pub const TABLE_ENTRIES_MAX: usize = 1 << 18;

/// Host memory that one answer may take.
pub const OUTPUT_BYTES_MAX: usize = 256 << 20;

/// Memory for each variant, from one decision to the next (see the WIT package).
pub const POLICY_MEMORY_BYTES_PER_VARIANT: usize = 4096;

/// Longest text of a decision. The built-in policy's sentences have some hundred bytes, with names
/// of the greatest length about 8 KiB.
pub const TEXT_BYTES_MAX: usize = 16 << 10;

/// Longest text of a refusal, in characters; a name may have 512.
pub const MESSAGE_CHARS_MAX: usize = 2048;

/// Longest code of a reason and name of a number; the longest documented one has 21 bytes.
pub const WORD_BYTES_MAX: usize = 64;

/// Most numbers of a reason and warnings of a variant, which people are to read.
pub const LIST_ENTRIES_MAX: usize = 32;

/// Fuel of every call; a unit is about one instruction. Enough for a policy in
/// a slower language to start its runtime.
pub const FUEL_BASE: u64 = 1_000_000_000;

/// Further fuel for each byte of input, to read it and to write about it: 5 × what is needed.
pub const FUEL_PER_INPUT_BYTE: u64 = 5_000;

/// Further fuel for each candidate, a variant on an accelerator that it may use: 3 × the hardest.
pub const FUEL_PER_CANDIDATE: u64 = 2_000_000;

/// Further fuel for each place in the batch of a candidate: 3 × the hardest.
pub const FUEL_PER_PLACE: u64 = 2_000;

/// Further fuel for each candidate and variant that share a workload: 5 × what is needed.
pub const FUEL_PER_PAIR: u64 = 2_000;

/// Most fuel for one call.
pub const FUEL_MAX: u64 = 100_000_000_000;

/// The deadline is at this multiple of the time that the fuel takes.
pub const DEADLINE_FACTOR: u64 = 10;

/// Fuel that is burnt in a second: on the measured machine 4 to 15 times 10^9.
pub const FUEL_PER_S: u64 = 4_000_000_000;

/// Most questions in search of the workloads on which a policy fails: three of a thousand take 60.
pub const SEARCH_CALLS_MAX: u32 = 256;

/// Fuel of all questions of a search, as a multiple of that of the whole question: each halving asks
/// about all of a failing set once more.
pub const SEARCH_FUEL_FACTOR: u64 = 4;

/// Further fuel of a search, for the base of its calls.
pub const SEARCH_FUEL_BASE: u64 = 32 * FUEL_BASE;

/// Most fuel of a search: 30 to 50 s.
pub const SEARCH_FUEL_MAX: u64 = 2 * FUEL_MAX;

//! A rate judged by the latency it gives.

use wva_core::model::{Model, Search, Sizing};
use wva_core::snapshot::Targets;

use super::compare::Differences;

/// What a rate is the largest for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Target {
    Ttft,
    Itl,
    Tps,
}

/// All targets.
pub(super) const TARGETS: [Target; 3] = [Target::Ttft, Target::Itl, Target::Tps];

impl Target {
    /// Name of the rate in the vectors.
    pub(super) fn field(self) -> &'static str {
        match self {
            Self::Ttft => "rate_target_ttft_rps",
            Self::Itl => "rate_target_itl_rps",
            Self::Tps => "rate_target_tps_rps",
        }
    }

    /// Our rate.
    pub(super) fn rate(self, ours: &Sizing) -> f64 {
        let search: &Search = match self {
            Self::Ttft => &ours.ttft_rate,
            Self::Itl => &ours.itl_rate,
            Self::Tps => &ours.tps_rate,
        };
        search.rate_per_s
    }

    pub(super) fn is_set(self, targets: &Targets) -> bool {
        self.limit_ms(targets).is_some() || self == Self::Tps && targets.tps_tokens_per_s.is_some()
    }

    /// The latency asked for.
    fn limit_ms(self, targets: &Targets) -> Option<f64> {
        match self {
            Self::Ttft => targets.ttft.map(|target| target.at_most_ms),
            Self::Itl => targets.itl.map(|target| target.at_most_ms),
            Self::Tps => None,
        }
    }

    /// Latency at a rate ÷ the latency asked for − 1; `None` without such a target.
    fn excess(self, model: &Model, targets: &Targets, rate_per_s: f64) -> Option<f64> {
        let means = model.means(rate_per_s);
        let latency_ms = if self == Self::Itl { means.itl_ms } else { means.ttft_ms };
        Some(latency_ms / self.limit_ms(targets)? - 1.0)
    }
}

/// How far from the target the latency at the root may be.
const ROOT: f64 = 1e-9;

/// How far from the target the latency at an accepted rate may be.
const ACCEPTED: f64 = 4e-6;

/// Tolerance of that at the ends of an interval.
const END: f64 = 1e-7;

/// Steps of the search for the arrivals of a throughput.
const HALVINGS: u32 = 60;

/// How much wider than those latencies the interval is.
const RATE_MARGIN: f64 = 1e-6;

/// No answer means that one target is missed at both ends of the range.
pub(super) fn refusal(
    differences: &mut Differences,
    model: &Model,
    targets: &Targets,
    ours: Option<&Sizing>,
) {
    let ends = [model.min_rate_per_s(), model.max_rate_per_s()];
    let misses = |target: &Target| {
        let excess = |rate: &f64| target.excess(model, targets, *rate);
        ends.iter().filter_map(excess).filter(|excess| *excess > 0.0).count() == ends.len()
    };
    let negative = TARGETS.iter().filter_map(|t| t.limit_ms(targets)).any(|ms| ms < 0.0)
        || targets.tps_tokens_per_s.is_some_and(|tps| tps < 0.0);
    let missed = negative || TARGETS.iter().any(misses);
    differences.equal("answered (by value)", ours.is_some(), !missed);
}

/// The rate keeps its target, and 0.1 % more does not.
pub(super) fn rate(
    differences: &mut Differences,
    model: &Model,
    target: Target,
    targets: &Targets,
    rate: f64,
) {
    let Some(excess) = target.excess(model, targets, rate) else { return };
    let name = target.field();
    differences.require(excess <= ROOT, || format!("{name} {rate} misses its target"));
    let more = rate * 1.001;
    let misses = target.excess(model, targets, more).is_some_and(|excess| excess > 0.0);
    let bound = misses || more > model.max_rate_per_s();
    differences.require(bound, || format!("{name}: {more} would keep the target too"));
}

/// Ours is the exact root, or the curve is so flat that both give the same latency.
pub(super) fn close(
    differences: &mut Differences,
    model: &Model,
    target: Target,
    targets: &Targets,
    (ours, theirs): (f64, f64),
) {
    let at = |rate| target.excess(model, targets, rate);
    let same = |(a, b): (f64, f64)| (a - b).abs() <= ROOT;
    if !at(ours).zip(at(theirs)).is_some_and(same) {
        differences.number(target.field(), ours, theirs, ROOT, 0.0);
    }
}

/// Ours is inside, and the ends are where the vectors' rule puts them.
pub(super) fn interval(
    differences: &mut Differences,
    model: &Model,
    target: Target,
    targets: &Targets,
    (ours, (low, high)): (f64, (f64, f64)),
) {
    let name = target.field();
    differences.require(low <= ours && ours <= high, || {
        format!("{name} {ours} is outside the accepted {low} … {high}")
    });
    let limits = [model.min_rate_per_s(), model.max_rate_per_s()];
    for (rate, expected) in
        [(low / (1.0 - RATE_MARGIN), -ACCEPTED), (high / (1.0 + RATE_MARGIN), ACCEPTED)]
    {
        let excess = target.excess(model, targets, rate).unwrap_or(f64::NAN);
        let clipped = limits.iter().any(|limit| (rate / limit - 1.0).abs() <= 2.0 * RATE_MARGIN);
        let right = (excess - expected).abs() <= END || clipped;
        differences.require(right, || {
            format!("{name}: the interval's end {rate} gives {excess:.2e} of the target, not {expected:.1e}")
        });
    }
}

/// Whether a throughput is one at which upstream's search may stop: the latency of a target is as
/// near to it there as the vectors' accepted rates are.
pub(super) fn accepted(model: &Model, targets: &Targets, throughput_per_s: f64) -> bool {
    let (mut low, mut high) = (0.0, model.max_rate_per_s());
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(low, high);
        let enough = model.means(middle).throughput_per_s >= throughput_per_s;
        *(if enough { &mut high } else { &mut low }) = middle;
    }
    let near = |target: &Target| {
        target.excess(model, targets, high).is_some_and(|excess| excess.abs() <= ACCEPTED)
    };
    TARGETS.iter().any(near)
}

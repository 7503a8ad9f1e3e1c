//! The ranges of numbers that the formats allow.

use wva_core::params::PERCENTILES;

use crate::document::fields::Range;

/// A duration.
pub(crate) const MILLISECONDS: Range = Range { words: "0 ms or more", holds: not_negative };
/// A duration for each token.
pub(crate) const MILLISECONDS_PER_TOKEN: Range =
    Range { words: "0 ms per token or more", holds: not_negative };
/// An age.
pub(crate) const SECONDS: Range = Range { words: "0 s or more", holds: not_negative };
/// A share of the whole.
pub(crate) const PERCENT: Range =
    Range { words: "0 to 100 percent", holds: |value| (0.0..=100.0).contains(&value) };
/// A price for each hour.
pub(crate) const COST_PER_HOUR: Range = Range { words: "0 or more per hour", holds: not_negative };
/// A size of memory.
pub(crate) const MEBIBYTES: Range = Range { words: "0 MiB or more", holds: not_negative };
/// Tokens.
pub(crate) const TOKENS: Range = Range { words: "0 tokens or more", holds: not_negative };
/// Tokens in each second.
pub(crate) const TOKENS_PER_SECOND: Range =
    Range { words: "0 tokens per second or more", holds: not_negative };
/// Requests.
pub(crate) const REQUESTS: Range = Range { words: "0 requests or more", holds: not_negative };
/// Requests in each second.
pub(crate) const REQUESTS_PER_SECOND: Range =
    Range { words: "0 requests per second or more", holds: not_negative };
/// A share of requests, of those that are predicted.
pub(crate) const PERCENTILE: Range = Range {
    words: "50, 90, 95 or 99",
    holds: |value| PERCENTILES.iter().any(|known| known.total_cmp(&value).is_eq()),
};
/// An electrical power.
pub(crate) const WATTS: Range = Range { words: "0 W or more", holds: not_negative };
/// A share of full use, the ends excluded.
pub(crate) const UTILIZATION: Range =
    Range { words: "more than 0 and less than 1", holds: |value| value > 0.0 && value < 1.0 };
/// A priority, in range or not.
pub(crate) const WHOLE: Range = Range {
    words: "a whole number from 1 (first) to 100 (last)",
    holds: |value| value.fract().abs() < f64::EPSILON,
};

fn not_negative(value: f64) -> bool {
    value >= 0.0
}

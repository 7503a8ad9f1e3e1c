//! One replica, as the model is asked about it.

use crate::decision::Load;
use crate::params::MAX_BATCH_LIMIT;
use crate::snapshot::{Profile, Variant};
use wva_model::Replica;
use wva_model::math::whole;

/// One replica at the token lengths of a load.
pub(crate) fn replica(profile: &Profile, max_batch: u32, load: &Load) -> Replica {
    Replica {
        latency: profile.latency,
        max_batch,
        max_queue: None,
        avg_input_tokens: load.avg_input_tokens,
        avg_output_tokens: load.avg_output_tokens,
    }
}

/// The server's batch, else the resource's, else the profile's scaled to the answers' length,
/// where there are answers; `None` if nothing states it.
pub(crate) fn max_batch(
    variant: &Variant,
    profile: &Profile,
    output_tokens: Option<f64>,
) -> Option<u32> {
    let seen = variant.observed.max_batch_size;
    let runs_here = variant.running_on() == Some(profile.accelerator.as_str());
    let scaled = || {
        let max_batch = profile.max_batch?;
        let (Some(at_tokens), Some(output_tokens)) = (profile.at_tokens, output_tokens) else {
            return Some(max_batch);
        };
        let scaled = f64::from(max_batch) * f64::from(at_tokens) / output_tokens;
        // A batch beyond the limit is kept beyond it, so that the model refuses it.
        Some(whole(scaled, MAX_BATCH_LIMIT).unwrap_or(u32::MAX).max(1))
    };
    seen.filter(|_| runs_here).or(variant.max_batch).or_else(scaled)
}

//! The demand of each phase, from what its own pods and those of the other phase see.

use wva_core::params::SAMPLE_AGE_MAX_S;
use wva_core::snapshot::{Observation, Variant};

use super::pairs::Pair;
use crate::phase::Phase;

/// Every request that reaches a decode pool is taken to have had its prompt read by a prefill pool, and
/// every one that a prefill pool read goes on to a decode pool: what one of them does not know, the other
/// says. Requests that wait while no pod of either runs wake both.
pub(super) fn share(variants: &mut [Variant], pair: &Pair) {
    let (prefill, decode) = (Pool::of(variants, &pair.prefill), Pool::of(variants, &pair.decode));
    if let Some(rate_per_s) = decode.rate_per_s {
        let unread_per_s = rate_per_s - prefill.counted_per_s;
        add(variants, &pair.prefill, unread_per_s, &decode);
    }
    let may_lack = decode.rate_per_s.is_none() || decode.is_off;
    if may_lack && prefill.counted_per_s > decode.counted_per_s {
        let more_per_s = prefill.counted_per_s - decode.counted_per_s;
        at_least(variants, &pair.decode, more_per_s);
    }
    for place in &pair.prefill {
        if let Some(variant) = variants.get_mut(*place) {
            let own = &mut variant.observed.avg_input_tokens;
            *own = known(*own).or(prefill.input_tokens).or(decode.input_tokens);
        }
    }
    if decode.is_down {
        doubt(variants, &pair.prefill);
    }
    if prefill.is_down {
        doubt(variants, &pair.decode);
    }
    if prefill.is_off && decode.is_off {
        wait(variants, &pair.prefill, decode.waiting_requests);
        wait(variants, &pair.decode, prefill.waiting_requests);
    }
}

/// The pods of one phase, taken together.
#[derive(Debug)]
struct Pool {
    /// Rate that is counted.
    counted_per_s: f64,
    /// The same, if it is that of all its variants.
    rate_per_s: Option<f64>,
    /// Mean prompt of those that are counted; the longest that is known where none is.
    input_tokens: Option<f64>,
    /// Age of the oldest sample.
    sample_age_s: Option<f64>,
    /// No replica is ordered.
    is_off: bool,
    /// Replicas are ordered and none serves.
    is_down: bool,
    waiting_requests: f64,
}

impl Pool {
    fn of(variants: &[Variant], places: &[usize]) -> Self {
        let mut pool = Self {
            counted_per_s: 0.0,
            rate_per_s: None,
            input_tokens: None,
            sample_age_s: None,
            is_off: true,
            is_down: true,
            waiting_requests: 0.0,
        };
        let (mut input_tokens_per_s, mut with_input_per_s) = (0.0, 0.0);
        let mut all_known = !places.is_empty();
        for variant in places.iter().filter_map(|place| variants.get(*place)) {
            let observed = &variant.observed;
            pool.is_off &= observed.is_off();
            pool.is_down &= observed.is_off() || observed.ready_replicas == Some(0);
            pool.waiting_requests += known(observed.waiting_requests).unwrap_or(0.0);
            let tokens = known(observed.avg_input_tokens);
            pool.input_tokens = match (pool.input_tokens, tokens.filter(|tokens| *tokens > 0.0)) {
                (Some(one), Some(other)) => Some(one.max(other)),
                (one, other) => one.or(other),
            };
            let Some(rate_per_s) = rate_of(observed) else {
                all_known &= observed.is_off();
                continue;
            };
            pool.counted_per_s += rate_per_s;
            pool.sample_age_s = match (pool.sample_age_s, observed.sample_age_s) {
                (Some(one), Some(other)) => Some(one.max(other)),
                (one, other) => one.or(other),
            };
            if let Some(tokens) = tokens {
                input_tokens_per_s += rate_per_s * tokens;
                with_input_per_s += rate_per_s;
            }
        }
        pool.is_down &= !pool.is_off;
        pool.rate_per_s = all_known.then_some(pool.counted_per_s);
        if with_input_per_s > 0.0 {
            pool.input_tokens = Some(input_tokens_per_s / with_input_per_s);
        }
        pool
    }
}

/// A rate that can be believed: a number, not negative, not too old, and not contradicted.
fn rate_of(observed: &Observation) -> Option<f64> {
    let rate_per_s = known(observed.arrival_rate_per_s)?;
    let is_fresh = observed.sample_age_s.is_none_or(|age| (0.0..=SAMPLE_AGE_MAX_S).contains(&age));
    let at_least_per_s = known(observed.arrivals_at_least_per_s).unwrap_or(0.0);
    let in_the_pods = [observed.waiting_requests, observed.running_requests];
    let is_busy = in_the_pods.into_iter().filter_map(known).any(|requests| requests > 0.0);
    let fits = rate_per_s >= at_least_per_s && (rate_per_s > 0.0 || !is_busy);
    (is_fresh && fits).then_some(rate_per_s)
}

/// A rate, a length or a number of requests, if it is one.
fn known(number: Option<f64>) -> Option<f64> {
    number.filter(|number| number.is_finite() && *number >= 0.0)
}

/// Gives requests that no prefill pod counted to the variants in proportion to what they count; where
/// none counts any, to those that run, or to all if none does.
fn add(variants: &mut [Variant], places: &[usize], unread_per_s: f64, decode: &Pool) {
    let own: Vec<(usize, &Observation)> =
        places.iter().filter_map(|place| Some((*place, &variants.get(*place)?.observed))).collect();
    let counted_per_s: f64 = own.iter().filter_map(|(_, observed)| rate_of(observed)).sum();
    let none_runs = own.iter().all(|(_, observed)| observed.is_off());
    let shares: Vec<(usize, f64)> = own
        .into_iter()
        .map(|(place, observed)| match rate_of(observed) {
            _ if counted_per_s <= 0.0 => (place, f64::from(none_runs || !observed.is_off())),
            own_per_s => (place, own_per_s.unwrap_or(0.0)),
        })
        .collect();
    let sum: f64 = shares.iter().map(|(_, share)| share).sum();
    for (place, share) in shares {
        let Some(variant) = variants.get_mut(place) else { continue };
        let observed = &mut variant.observed;
        let own_per_s = rate_of(observed);
        if own_per_s.is_none() {
            observed.sample_age_s = decode.sample_age_s;
            observed.arrivals_at_least_per_s = None;
        }
        let more_per_s = unread_per_s.max(0.0) * share / sum;
        observed.arrival_rate_per_s = Some(own_per_s.unwrap_or(0.0) + more_per_s);
    }
}

/// Raises the lower bound of the first variant that does not know its rate, of one that runs if any does.
fn at_least(variants: &mut [Variant], places: &[usize], more_per_s: f64) {
    let mut silent = None;
    for place in places {
        let Some(Variant { observed, .. }) = variants.get(*place) else { continue };
        if rate_of(observed).is_none() && (silent.is_none() || !observed.is_off()) {
            silent = Some(*place);
        }
    }
    if let Some(Variant { observed, .. }) = silent.and_then(|place| variants.get_mut(place)) {
        let known_per_s = known(observed.arrivals_at_least_per_s).unwrap_or(0.0);
        observed.arrivals_at_least_per_s = Some(known_per_s.max(more_per_s));
    }
}

/// Makes rates of zero unknown: no request comes through while the other phase is down.
fn doubt(variants: &mut [Variant], places: &[usize]) {
    for place in places {
        let Some(Variant { observed, .. }) = variants.get_mut(*place) else { continue };
        if !observed.is_off() {
            observed.arrival_rate_per_s = observed.arrival_rate_per_s.filter(|rate| *rate > 0.0);
        }
    }
}

/// Lets as many requests wait for the first variant as wait for the other phase.
fn wait(variants: &mut [Variant], places: &[usize], requests: f64) {
    let Some(variant) = places.first().and_then(|place| variants.get_mut(*place)) else { return };
    let own = known(variant.observed.waiting_requests).unwrap_or(0.0);
    if requests > own {
        variant.observed.waiting_requests = Some(requests);
    }
}

/// Leaves of an observation the part that concerns the phase of its variant.
pub(super) fn keep_own_part(phase: Phase, variant: &mut Variant) {
    let observed = &mut variant.observed;
    match phase {
        Phase::Whole => {}
        Phase::Prefill => {
            observed.avg_output_tokens = Some(1.0);
            observed.itl_ms = None;
        }
        Phase::Decode => {
            observed.avg_input_tokens = Some(0.0);
            observed.ttft_ms = queue_wait_ms(observed);
        }
        Phase::Encode => {
            let Observation { current_replicas, ready_replicas, starting_replicas, .. } = *observed;
            let accelerator = observed.accelerator.take();
            *observed = Observation {
                current_replicas,
                ready_replicas,
                starting_replicas,
                accelerator,
                ..Observation::default()
            };
        }
    }
}

/// The wait in a decode pool's queue, in place of its TTFT, which has the work of other pods in it: none
/// while none waits. Requests that wait may only wait for their prompt to be sent over, so more than that
/// is unknown.
fn queue_wait_ms(observed: &Observation) -> Option<f64> {
    known(observed.waiting_requests).filter(|waiting| *waiting <= 0.0)
}

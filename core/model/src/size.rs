//! The largest arrival rate at which one replica keeps its targets.

use super::error::ModelError;
use super::model::Model;
use super::params::{PERCENTILES, SEARCH_WIDTH, TPS_MARGIN};
use super::root::narrow;
use super::sizing::{Outcome, Rates, Search};
use super::targets::{LatencyTarget, Quantity, Targets};

impl Model {
    /// The largest rates in the model's range that keep each target.
    ///
    /// A curve that does not rise with the load is decided by its values: the target holds
    /// everywhere or nowhere.
    ///
    /// # Errors
    /// [`ModelError::Infeasible`] if a target is missed already at the smallest rate;
    /// [`ModelError::Target`] if a target is not a positive number.
    pub fn rates(&self, targets: &Targets) -> Result<Rates, ModelError> {
        check(targets)?;
        let max = self.max_rate_per_s();
        Ok(Rates {
            ttft: latency_rate(self, Quantity::Ttft, targets.ttft, max)?,
            itl: latency_rate(self, Quantity::Itl, targets.itl, max)?,
            tps: tps_rate(self, targets.tps_tokens_per_s),
        })
    }

    /// The largest rate that keeps all targets, and the one that sets it; `None` if only stability
    /// does. The same rate as [`Self::rates`] gives, but what does not bind is only checked.
    ///
    /// # Errors
    /// As [`Self::rates`].
    pub fn largest(&self, targets: &Targets) -> Result<(f64, Option<Quantity>), ModelError> {
        check(targets)?;
        let tps = tps_rate(self, targets.tps_tokens_per_s);
        let mut least = (tps.rate_per_s, targets.tps_tokens_per_s.map(|_| Quantity::Tps));
        for (quantity, target) in [(Quantity::Itl, targets.itl), (Quantity::Ttft, targets.ttft)] {
            let search = latency_rate(self, quantity, target, least.0)?;
            if search.outcome == Outcome::Found {
                least = (search.rate_per_s, Some(quantity));
            }
        }
        Ok(least)
    }
}

fn check(targets: &Targets) -> Result<(), ModelError> {
    let latency = |quantity, target: Option<LatencyTarget>| {
        target.map(|t| (quantity, t.at_most_ms, t.percentile.unwrap_or(50.0)))
    };
    let tps = targets.tps_tokens_per_s.map(|value| (Quantity::Tps, value, 50.0));
    for (quantity, value, percentile) in
        [latency(Quantity::Ttft, targets.ttft), latency(Quantity::Itl, targets.itl), tps]
            .into_iter()
            .flatten()
    {
        let known = PERCENTILES.iter().any(|p| p.total_cmp(&percentile).is_eq());
        if !(value.is_finite() && value > 0.0 && known) {
            return Err(ModelError::Target { quantity, value, percentile });
        }
    }
    Ok(())
}

fn tps_rate(model: &Model, target: Option<f64>) -> Search {
    let max = model.max_rate_per_s();
    match target {
        Some(_) => ended(Outcome::Found, max * (1.0 - TPS_MARGIN), 0),
        None => ended(Outcome::NoTarget, max, 0),
    }
}

fn ended(outcome: Outcome, rate_per_s: f64, iterations: u32) -> Search {
    Search { rate_per_s, outcome, iterations }
}

/// The largest rate up to `max` that keeps one target.
fn latency_rate(
    model: &Model,
    quantity: Quantity,
    target: Option<LatencyTarget>,
    max: f64,
) -> Result<Search, ModelError> {
    let min = model.min_rate_per_s();
    let Some(target) = target else { return Ok(ended(Outcome::NoTarget, max, 0)) };
    let excess = excess(model, quantity, target);
    // First the smallest rate: a curve that falls with the load must keep the target there too.
    let at_min = excess(min);
    if at_min > 0.0 {
        let best_ms = model.latency_ms(quantity, target.percentile, min);
        return Err(ModelError::Infeasible { quantity, target_ms: target.at_most_ms, best_ms });
    }
    let at_max = excess(max);
    if at_max <= 0.0 {
        return Ok(ended(Outcome::Always, max, 0));
    }
    let found = narrow((min, at_min), (max, at_max), SEARCH_WIDTH, excess);
    Ok(ended(Outcome::Found, found.holds, found.steps))
}

/// At most 0 where the target is kept. 1 − target/value is nearly a line in the rate, because a
/// wait grows like 1/(1 − ρ).
fn excess(model: &Model, quantity: Quantity, target: LatencyTarget) -> impl Fn(f64) -> f64 + Copy {
    let limit_ms = target.at_most_ms;
    let share =
        target.percentile.map(|percentile| (percentile / 100.0, model.limit(quantity, limit_ms)));
    move |rate_per_s| match &share {
        None => 1.0 - limit_ms / model.means(rate_per_s).latency_ms(quantity),
        Some((share, limit)) => share - model.share_kept(limit, rate_per_s),
    }
}

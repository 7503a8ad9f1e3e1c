//! The largest arrival rate at which one replica keeps its targets.

use super::error::ModelError;
use super::model::Model;
use super::params::{PERCENTILES, SEARCH_WIDTH, TPS_MARGIN};
use super::percentile::Limit;
use super::prediction::Means;
use super::root::narrow;
use super::sizing::{Largest, Outcome, Rates, Search};
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
        let mut range = Range::of(self, self.max_rate_per_s());
        let (outcome, rate_per_s) = tps_rate(self, targets);
        Ok(Rates {
            ttft: range.largest(Quantity::Ttft, targets.ttft)?.search(),
            itl: range.largest(Quantity::Itl, targets.itl)?.search(),
            tps: Search { rate_per_s, outcome, iterations: 0 },
        })
    }

    /// The largest rate that keeps all targets. The same rate as [`Self::rates`] gives, but what
    /// does not bind is only checked.
    ///
    /// # Errors
    /// As [`Self::rates`].
    pub fn largest(&self, targets: &Targets) -> Result<Largest, ModelError> {
        check(targets)?;
        let (outcome, rate_per_s) = tps_rate(self, targets);
        let mut binds = (outcome == Outcome::Found).then_some(Quantity::Tps);
        let mut range = Range::of(self, rate_per_s);
        for (quantity, target) in [(Quantity::Itl, targets.itl), (Quantity::Ttft, targets.ttft)] {
            let ended = range.largest(quantity, target)?;
            if ended.outcome == Outcome::Found {
                range.max = ended.at;
                binds = Some(quantity);
            }
        }
        let throughput_per_s = range.max.means(self).throughput_per_s;
        Ok(Largest { rate_per_s: range.max.rate_per_s, binds, throughput_per_s })
    }
}

fn check(targets: &Targets) -> Result<(), ModelError> {
    for (quantity, target) in [(Quantity::Ttft, targets.ttft), (Quantity::Itl, targets.itl)] {
        if let Some(LatencyTarget { at_most_ms, percentile }) = target {
            check_target(quantity, at_most_ms, percentile.unwrap_or(50.0))?;
        }
    }
    targets.tps_tokens_per_s.map_or(Ok(()), |tps| check_target(Quantity::Tps, tps, 50.0))
}

fn check_target(quantity: Quantity, value: f64, percentile: f64) -> Result<(), ModelError> {
    let known = PERCENTILES.iter().any(|p| p.total_cmp(&percentile).is_eq());
    if value.is_finite() && value > 0.0 && known {
        Ok(())
    } else {
        Err(ModelError::Target { quantity, value, percentile })
    }
}

fn tps_rate(model: &Model, targets: &Targets) -> (Outcome, f64) {
    let max = model.max_rate_per_s();
    match targets.tps_tokens_per_s {
        Some(_) => (Outcome::Found, max * (1.0 - TPS_MARGIN)),
        None => (Outcome::NoTarget, max),
    }
}

/// A load, and the means there once they were asked for: they cost a walk through the batch.
#[derive(Clone, Copy)]
struct Point {
    rate_per_s: f64,
    means: Option<Means>,
}

impl Point {
    fn at(rate_per_s: f64) -> Self {
        Self { rate_per_s, means: None }
    }

    fn means(&mut self, model: &Model) -> Means {
        *self.means.get_or_insert_with(|| model.means(self.rate_per_s))
    }
}

/// The loads among which the largest one is searched.
struct Range<'m> {
    model: &'m Model,
    min: Point,
    max: Point,
}

/// Where a search ended.
struct Ended {
    outcome: Outcome,
    at: Point,
    steps: u32,
}

impl Ended {
    fn search(self) -> Search {
        let Self { outcome, at, steps } = self;
        Search { rate_per_s: at.rate_per_s, outcome, iterations: steps }
    }
}

impl<'m> Range<'m> {
    fn of(model: &'m Model, max_rate_per_s: f64) -> Self {
        let (min, max) = (Point::at(model.min_rate_per_s()), Point::at(max_rate_per_s));
        Self { model, min, max }
    }

    /// The largest load that keeps one target.
    fn largest(
        &mut self,
        quantity: Quantity,
        target: Option<LatencyTarget>,
    ) -> Result<Ended, ModelError> {
        let Some(target) = target else { return Ok(self.ended_at_max(Outcome::NoTarget)) };
        let model = self.model;
        let condition = Condition::of(model, quantity, target);
        // First the smallest rate: a curve that falls with the load must keep the target there too.
        let at_min = condition.excess(model, &mut self.min);
        if at_min > 0.0 {
            let best_ms = model.latency_ms(quantity, target.percentile, self.min.rate_per_s);
            return Err(ModelError::Infeasible { quantity, target_ms: target.at_most_ms, best_ms });
        }
        let at_max = condition.excess(model, &mut self.max);
        if at_max <= 0.0 {
            return Ok(self.ended_at_max(Outcome::Always));
        }
        let ends = ((self.min.rate_per_s, at_min), (self.max.rate_per_s, at_max));
        let mut kept = self.min;
        let found = narrow(ends.0, ends.1, SEARCH_WIDTH, |rate_per_s| {
            let mut point = Point::at(rate_per_s);
            let excess = condition.excess(model, &mut point);
            if excess <= 0.0 {
                kept = point;
            }
            excess
        });
        // The last load that kept the target, unless its latency is no number.
        let is_kept = kept.rate_per_s.total_cmp(&found.holds).is_eq();
        let at = if is_kept { kept } else { Point::at(found.holds) };
        Ok(Ended { outcome: Outcome::Found, at, steps: found.steps })
    }

    fn ended_at_max(&self, outcome: Outcome) -> Ended {
        Ended { outcome, at: self.max, steps: 0 }
    }
}

/// A target of one latency.
enum Condition {
    Mean { quantity: Quantity, at_most_ms: f64 },
    Share { share: f64, limit: Limit },
}

impl Condition {
    fn of(model: &Model, quantity: Quantity, target: LatencyTarget) -> Self {
        let LatencyTarget { at_most_ms, percentile } = target;
        match percentile {
            None => Self::Mean { quantity, at_most_ms },
            Some(percentile) => {
                let limit = model.limit(quantity, at_most_ms);
                Self::Share { share: percentile / 100.0, limit }
            }
        }
    }

    /// At most 0 where the target is kept. 1 − target/value is nearly a line in the rate, because a
    /// wait grows like 1/(1 − ρ).
    fn excess(&self, model: &Model, point: &mut Point) -> f64 {
        match self {
            Self::Mean { quantity, at_most_ms } => {
                1.0 - at_most_ms / point.means(model).latency_ms(*quantity)
            }
            Self::Share { share, limit } => share - model.share_kept(limit, point.rate_per_s),
        }
    }
}

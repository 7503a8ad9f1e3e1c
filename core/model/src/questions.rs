//! The questions that can be put to one replica.

use super::error::ModelError;
use super::parameters::Replica;
use super::params::SWEEP_POINTS_MAX;
use super::prediction::Prediction;
use super::sizing::Sizing;
use super::targets::Targets;

/// Latency of one replica at a load.
///
/// # Errors
/// If the model does not hold, or not at this rate.
pub fn evaluate(replica: &Replica, rate_per_s: f64) -> Result<Prediction, ModelError> {
    let model = replica.model()?;
    if !(rate_per_s.is_finite() && rate_per_s > 0.0) {
        return Err(ModelError::Rate { rate_per_s });
    }
    let max_rate_per_s = model.max_rate_per_s();
    if rate_per_s > max_rate_per_s {
        return Err(ModelError::RateAboveMax { rate_per_s, max_rate_per_s });
    }
    Ok(model.predict(rate_per_s))
}

/// Largest load of one replica for targets.
///
/// # Errors
/// If the model does not hold, or no load keeps the targets.
pub fn size(replica: &Replica, targets: &Targets) -> Result<Sizing, ModelError> {
    let model = replica.model()?;
    let rates = model.rates(targets)?;
    let at = model.predict(rates.least_per_s());
    Ok(Sizing { ttft_rate: rates.ttft, itl_rate: rates.itl, tps_rate: rates.tps, at })
}

/// Latency over a range of loads, evenly spaced, both ends included.
///
/// # Errors
/// As [`evaluate`] for each rate; also if the range or the number of points is wrong.
pub fn sweep(
    replica: &Replica,
    from_rate_per_s: f64,
    to_rate_per_s: f64,
    points: u32,
) -> Result<Vec<Prediction>, ModelError> {
    let rises = from_rate_per_s < to_rate_per_s && to_rate_per_s.is_finite();
    if !(2..=SWEEP_POINTS_MAX).contains(&points) || !rises {
        return Err(ModelError::Sweep);
    }
    let step = (to_rate_per_s - from_rate_per_s) / f64::from(points - 1);
    let mut predictions = Vec::new();
    for i in 0..points {
        let rate_per_s = (from_rate_per_s + step * f64::from(i)).min(to_rate_per_s);
        predictions.push(evaluate(replica, rate_per_s)?);
    }
    Ok(predictions)
}

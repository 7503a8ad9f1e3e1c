//! Loads over time, made up from a seed.

use serde::Deserialize;

use crate::random::Random;

/// Most points of a trace: a week by the minute.
const POINTS_MAX: u32 = 10_080;

/// How the load moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Shape {
    /// Noise only.
    Steady,
    /// Low at night, high in the afternoon, less at noon.
    Day,
    /// Quiet, with some sudden bursts that fade.
    Burst,
    /// From little to much.
    Ramp,
}

/// Multiples of the mean load at evenly spaced times, none below 0, their mean is 1.
#[must_use]
pub fn trace(shape: Shape, seed: u32, points: u32) -> Vec<f64> {
    let mut random = Random::new(seed);
    let bursts: Vec<_> = (0..random.whole(2, 4))
        .map(|_| (random.between(0.05, 0.85), random.between(1.5, 4.0)))
        .collect();
    let points = points.min(POINTS_MAX);
    let mut noise = 0.0;
    let raw: Vec<f64> = (0..points)
        .map(|point| {
            let at = f64::from(point) / f64::from(points);
            // Noise that remembers: neighbours are alike.
            noise = 0.8 * noise + 0.03 * random.normal();
            (level(shape, at, &bursts) * (1.0 + noise)).max(0.0)
        })
        .collect();
    let mean = raw.iter().sum::<f64>() / f64::from(points.max(1));
    raw.into_iter().map(|value| value / mean).collect()
}

/// Without noise; `at` goes from 0 to 1.
fn level(shape: Shape, at: f64, bursts: &[(f64, f64)]) -> f64 {
    match shape {
        Shape::Steady => 1.0,
        Shape::Ramp => 0.25 + 1.5 * at,
        Shape::Day => {
            let daylight = 1.0 - 0.75 * libm::cos(core::f64::consts::TAU * (at - 3.0 / 24.0));
            daylight - 0.25 * bump(at, 12.5 / 24.0, 0.03)
        }
        Shape::Burst => {
            let fading = |(start, height): &(f64, f64)| {
                if at < *start { 0.0 } else { height * libm::exp((start - at) / 0.04) }
            };
            0.5 + bursts.iter().map(fading).sum::<f64>()
        }
    }
}

fn bump(at: f64, center: f64, width: f64) -> f64 {
    let distance = (at - center) / width;
    libm::exp(-distance * distance)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHAPES: [Shape; 4] = [Shape::Steady, Shape::Day, Shape::Burst, Shape::Ramp];

    fn bits(values: &[f64]) -> Vec<u64> {
        values.iter().map(|value| value.to_bits()).collect()
    }

    #[test]
    fn a_seed_gives_one_trace_around_one() {
        for shape in SHAPES {
            let load = trace(shape, 5, 288);
            assert_eq!(bits(&load), bits(&trace(shape, 5, 288)));
            assert_ne!(bits(&load), bits(&trace(shape, 6, 288)));
            assert!(load.iter().all(|value| *value >= 0.0));
            assert!((load.iter().sum::<f64>() / 288.0 - 1.0).abs() < 1e-9, "{shape:?}");
        }
    }

    #[test]
    fn shapes_are_what_they_are_called() {
        let mean =
            |load: &[f64]| load.iter().sum::<f64>() / f64::from(u32::try_from(load.len()).unwrap());
        let day = trace(Shape::Day, 1, 240);
        assert!(mean(&day[140..180]) > 2.0 * mean(&day[20..40]), "afternoon and night");
        let ramp = trace(Shape::Ramp, 1, 240);
        assert!(mean(&ramp[200..]) > 3.0 * mean(&ramp[..40]));
        let burst = trace(Shape::Burst, 1, 240);
        assert!(burst.iter().any(|value| *value > 2.0) && burst.iter().any(|value| *value < 0.9));
        assert!(trace(Shape::Steady, 1, 240).iter().all(|value| (0.5..1.5).contains(value)));
    }

    #[test]
    fn no_points_are_no_trace() {
        assert!(trace(Shape::Day, 1, 0).is_empty());
        assert_eq!(trace(Shape::Day, 1, u32::MAX).len(), 10_080);
    }
}

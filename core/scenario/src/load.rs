//! The load of a workload, second by second.

use std::f64::consts::TAU;

use wva_core::random::SplitMix64;

/// Arrivals over time and the length of requests.
#[derive(Clone, Debug, PartialEq)]
pub struct LoadCurve {
    /// The workload's key, or the name of any of its variants.
    pub of: String,
    /// Mean prompt length.
    pub avg_input_tokens: f64,
    /// Mean length of an answer.
    pub avg_output_tokens: f64,
    /// Moments, s, and arrivals per second, with straight lines between them; at least one.
    pub points: Vec<(f64, f64)>,
    /// Added to the line.
    pub wave: Option<Wave>,
    /// The factor of the sum.
    pub noise: Option<Noise>,
}

/// A sine.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wave {
    /// From one crest to the next.
    pub period_s: f64,
    /// From the middle to a crest, per second.
    pub amplitude: f64,
}

/// A factor between 1 − ratio and 1 + ratio, another one at every cycle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Noise {
    /// Largest deviation.
    pub ratio: f64,
    /// Another seed is another noise.
    pub seed: u32,
}

impl LoadCurve {
    /// Arrivals per second at a moment, which is that of a cycle.
    #[must_use]
    pub fn rate_per_s(&self, at_s: f64, cycle: u32) -> f64 {
        let wave =
            self.wave.map_or(0.0, |wave| wave.amplitude * libm::sin(TAU * at_s / wave.period_s));
        let noise =
            self.noise.map_or(1.0, |noise| 1.0 + noise.ratio * deviation(noise.seed, cycle));
        ((self.line(at_s) + wave) * noise).max(0.0)
    }

    /// The straight line that `at_s` lies on; before the first and after the last point it is flat.
    fn line(&self, at_s: f64) -> f64 {
        let before = self.points.iter().rev().find(|(moment, _)| *moment <= at_s);
        let after = self.points.iter().find(|(moment, _)| *moment > at_s);
        match (before, after) {
            (Some((from, low)), Some((to, high))) => {
                low + (high - low) * (at_s - from) / (to - from)
            }
            (Some((_, rate)), None) | (None, Some((_, rate))) => *rate,
            (None, None) => 0.0,
        }
    }
}

/// Between −1 and 1: the same for the same seed and cycle.
fn deviation(seed: u32, cycle: u32) -> f64 {
    let place = u64::from(seed) << 32 | u64::from(cycle);
    f64::from(SplitMix64::at(place).draw_u32()) / f64::from(u32::MAX) * 2.0 - 1.0
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use super::*;

    fn load(points: &[(f64, f64)]) -> LoadCurve {
        let (of, points) = (String::new(), points.to_vec());
        LoadCurve {
            of,
            avg_input_tokens: 1.0,
            avg_output_tokens: 1.0,
            points,
            wave: None,
            noise: None,
        }
    }

    #[test]
    fn lines_and_steps() {
        let load = load(&[(60.0, 4.0), (120.0, 8.0), (120.0, 20.0)]);
        let rates = [0.0, 60.0, 90.0, 120.0, 900.0].map(|at| load.rate_per_s(at, 0));
        assert_eq!(rates, [4.0, 4.0, 6.0, 20.0, 20.0]);
    }

    #[test]
    fn waves_do_not_fall_below_zero() {
        let wave = Some(Wave { period_s: 400.0, amplitude: 3.0 });
        let load = LoadCurve { wave, ..load(&[(0.0, 2.0)]) };
        assert_eq!(load.rate_per_s(100.0, 0), 5.0);
        assert_eq!(load.rate_per_s(300.0, 0), 0.0);
    }

    #[test]
    fn noise_is_bounded_and_the_same_again() {
        let noise = Some(Noise { ratio: 0.1, seed: 7 });
        let load = LoadCurve { noise, ..load(&[(0.0, 10.0)]) };
        let rates: Vec<f64> = (0..1000).map(|cycle| load.rate_per_s(0.0, cycle)).collect();
        assert!(rates.iter().all(|rate| (9.0..=11.0).contains(rate)));
        let mean = rates.iter().sum::<f64>() / 1000.0;
        assert!((mean - 10.0).abs() < 0.1, "{mean}");
        assert_eq!(load.rate_per_s(0.0, 5), load.rate_per_s(0.0, 5));
        assert_ne!(load.rate_per_s(0.0, 5), load.rate_per_s(0.0, 6));
    }
}

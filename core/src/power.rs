//! The power that replicas draw: reported beside the cost, never part of the objective.

use crate::params::POWER_W_MAX;
use crate::snapshot::Power;

impl Power {
    /// Power of one unit at a utilization ρ:
    /// idle + (mid − idle)·ρ/m up to m = `mid_utilization`, then mid + (full − mid)·(ρ − m)/(1 − m).
    /// `None` unless the parameters are from 0 to [`POWER_W_MAX`] and 0 < m < 1.
    ///
    /// # Source
    /// Upstream `pkg/core/accelerator.go`, commit 56a651b, which divides by zero without parameters.
    #[must_use]
    pub fn at(&self, utilization: f64) -> Option<f64> {
        let Self { idle_w, mid_w, full_w, mid_utilization: middle } = *self;
        let watts = [idle_w, mid_w, full_w].into_iter().all(|w| (0.0..=POWER_W_MAX).contains(&w));
        if !(watts && middle > 0.0 && middle < 1.0) {
            return None;
        }
        let used = utilization.clamp(0.0, 1.0);
        Some(if used <= middle {
            idle_w + (mid_w - idle_w) * used / middle
        } else {
            mid_w + (full_w - mid_w) * (used - middle) / (1.0 - middle)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CURVE: Power = Power { idle_w: 50.0, mid_w: 150.0, full_w: 350.0, mid_utilization: 0.4 };

    #[test]
    fn goes_through_its_three_points() {
        for (utilization, watts) in
            [(0.0, 50.0), (0.2, 100.0), (0.4, 150.0), (0.7, 250.0), (1.0, 350.0)]
        {
            assert!((CURVE.at(utilization).unwrap() - watts).abs() < 1e-9);
        }
        assert!((CURVE.at(7.0).unwrap() - 350.0).abs() < 1e-9);
    }

    #[test]
    fn parameters_that_are_no_curve_give_no_figure() {
        for power in [
            Power { mid_utilization: 0.0, ..CURVE },
            Power { mid_utilization: 1.0, ..CURVE },
            Power { idle_w: f64::NAN, ..CURVE },
            Power { full_w: -1.0, ..CURVE },
        ] {
            assert!(power.at(0.5).is_none());
        }
    }
}

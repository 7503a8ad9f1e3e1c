//! The targets that replicas are sized for: those of the class, or the nearest that can be kept.

use crate::params::NEAREST_MARGIN;
use crate::reason::{Code, Reason};
use wva_model::{LatencyTarget, Model, Quantity, Targets};

/// The targets that replicas are sized for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Aim {
    /// The targets.
    pub targets: Targets,
    /// The target of the class that no load keeps, the farthest one of several.
    pub missed: Option<Missed>,
}

/// A target that even a lone request misses.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Missed {
    /// The quantity it limits.
    pub quantity: Quantity,
    /// The promise.
    pub target_ms: f64,
    /// The least that can be reached.
    pub reachable_ms: f64,
}

impl Missed {
    /// Least reachable ÷ target, above 1.
    #[must_use]
    pub fn ratio(&self) -> f64 {
        self.reachable_ms / self.target_ms
    }

    /// The reason by itself.
    pub(crate) fn reason(&self) -> Reason {
        self.beside(Reason::new(Code::Infeasible))
    }

    /// A reason that also says how far the target is out of reach.
    pub(crate) fn beside(&self, reason: Reason) -> Reason {
        reason
            .with("targetMs", self.target_ms)
            .with("reachableMs", self.reachable_ms)
            .named("target", &self.quantity.to_string())
    }
}

impl Aim {
    /// The targets themselves.
    pub(crate) fn at(targets: &Targets) -> Self {
        Self { targets: *targets, missed: None }
    }

    /// The targets, those out of reach replaced by the least that can be reached and a margin.
    pub(crate) fn nearest(model: &Model, targets: &Targets) -> Self {
        let (ttft, no_ttft) = nearest(model, Quantity::Ttft, targets.ttft);
        let (itl, no_itl) = nearest(model, Quantity::Itl, targets.itl);
        let missed = match (no_ttft, no_itl) {
            (Some(ttft), Some(itl)) if ttft.ratio() > itl.ratio() => Some(ttft),
            (ttft, itl) => itl.or(ttft),
        };
        Self { targets: Targets { ttft, itl, ..*targets }, missed }
    }

    /// How far the aim is from the class's targets: 1 if they can be kept, else the least that can be
    /// reached ÷ the target.
    #[must_use]
    pub fn distance(&self) -> f64 {
        self.missed.map_or(1.0, |missed| missed.ratio())
    }
}

fn nearest(
    model: &Model,
    quantity: Quantity,
    target: Option<LatencyTarget>,
) -> (Option<LatencyTarget>, Option<Missed>) {
    let Some(LatencyTarget { at_most_ms: target_ms, percentile }) = target else {
        return (None, None);
    };
    let reachable_ms = model.latency_ms(quantity, percentile, model.min_rate_per_s());
    if reachable_ms <= target_ms {
        return (target, None);
    }
    let at_most_ms = reachable_ms * NEAREST_MARGIN;
    let missed = Missed { quantity, target_ms, reachable_ms };
    (Some(LatencyTarget { at_most_ms, percentile }), Some(missed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use wva_model::{LatencyModel, QueueParameters, Replica};

    fn model() -> Model {
        let latency = LatencyModel::Queue(QueueParameters {
            alpha_ms: 13.2,
            beta_ms: 0.16,
            gamma_ms: 24.0,
            delta_ms_per_token: 0.0012,
        });
        let replica = Replica {
            latency,
            max_batch: 64,
            max_queue: None,
            avg_input_tokens: 512.0,
            avg_output_tokens: 128.0,
        };
        replica.model().unwrap()
    }

    fn targets(ttft_ms: f64, itl_ms: f64, percentile: Option<f64>) -> Targets {
        let target = |at_most_ms| Some(LatencyTarget { at_most_ms, percentile });
        Targets { ttft: target(ttft_ms), itl: target(itl_ms), tps_tokens_per_s: None }
    }

    #[test]
    fn targets_within_reach_are_the_aim() {
        let kept = targets(500.0, 24.0, None);
        assert_eq!(Aim::nearest(&model(), &kept), Aim::at(&kept));
    }

    #[test]
    fn only_the_target_out_of_reach_moves_and_can_then_be_kept() {
        for percentile in [None, Some(90.0)] {
            let aim = Aim::nearest(&model(), &targets(500.0, 13.0, percentile));
            assert_eq!(aim.targets.ttft, targets(500.0, 13.0, percentile).ttft);
            let missed = aim.missed.unwrap();
            assert_eq!(missed.quantity, Quantity::Itl);
            assert!((13.3..13.5).contains(&missed.reachable_ms), "{missed:?}");
            assert!(model().largest(&aim.targets).is_ok());
        }
    }

    #[test]
    fn the_farthest_of_two_is_said() {
        let aim = Aim::nearest(&model(), &targets(5.0, 13.0, None));
        assert_eq!(aim.missed.map(|missed| missed.quantity), Some(Quantity::Ttft));
        assert!(model().largest(&aim.targets).is_ok());
    }
}

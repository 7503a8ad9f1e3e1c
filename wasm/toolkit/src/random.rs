//! Made-up numbers, in the ranges that a world takes.

use wva_core::random::SplitMix64;

#[derive(Clone, Debug)]
pub(crate) struct Random(SplitMix64);

impl Random {
    pub(crate) fn new(seed: u32) -> Self {
        Self(SplitMix64::new(u64::from(seed)))
    }

    /// From 0 to below 1.
    pub(crate) fn share(&mut self) -> f64 {
        f64::from(self.0.draw_u32()) / 4_294_967_296.0
    }

    pub(crate) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.share()
    }

    /// Between two positive numbers, each ratio as likely as any other.
    pub(crate) fn ratio_between(&mut self, low: f64, high: f64) -> f64 {
        low * libm::pow(high / low, self.share())
    }

    /// From `low` to `high`, both included.
    pub(crate) fn whole(&mut self, low: u32, high: u32) -> u32 {
        let span = u64::from(high.saturating_sub(low)) + 1;
        low + u32::try_from(self.0.draw() % span).unwrap_or(0)
    }

    pub(crate) fn chance(&mut self, share: f64) -> bool {
        self.share() < share
    }

    /// About standard normal: twelve uniform numbers, less their mean.
    pub(crate) fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.share()).sum::<f64>() - 6.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_in_range() {
        let mut random = Random::new(7);
        let wholes: Vec<_> = (0..1000).map(|_| random.whole(2, 4)).collect();
        assert!([2, 3, 4].iter().all(|n| wholes.contains(n)) && wholes.iter().all(|n| *n <= 4));
        assert!((0..1000).all(|_| (0.5..8.0).contains(&random.ratio_between(0.5, 8.0))));
        let mean = (0..1000).map(|_| random.normal()).sum::<f64>() / 1000.0;
        assert!(mean.abs() < 0.2, "{mean}");
    }
}

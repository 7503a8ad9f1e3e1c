//! Numbers that look random and follow from a seed: `SplitMix64` (Steele, Lea, Flood 2014).

#[derive(Clone, Debug)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u32) -> Self {
        Self(u64::from(seed))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// From 0 to below 1.
    pub(crate) fn share(&mut self) -> f64 {
        let high = u32::try_from(self.next() >> 32).unwrap_or(u32::MAX);
        f64::from(high) / 4_294_967_296.0
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
        low + u32::try_from(self.next() % span).unwrap_or(0)
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

    /// The first numbers of seed 0, as the reference implementation gives them.
    #[test]
    fn it_is_the_published_generator() {
        let mut random = Random::new(0);
        assert_eq!(random.next(), 0xe220_a839_7b1d_cdaf);
        assert_eq!(random.next(), 0x6e78_9e6a_a1b9_65f4);
    }

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

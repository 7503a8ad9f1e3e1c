//! Numbers that look random and follow from a seed, the same for ever: no library promises that.

const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

/// `SplitMix64` (Steele, Lea, Flood 2014).
#[derive(Clone, Debug)]
pub struct SplitMix64(u64);

impl SplitMix64 {
    /// The numbers of a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The numbers of seed 0 from a place on.
    #[must_use]
    pub fn at(place: u64) -> Self {
        Self(place.wrapping_mul(STEP))
    }

    /// The next number.
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^ (bits >> 31)
    }

    /// The upper half of the next number.
    pub fn draw_u32(&mut self) -> u32 {
        u32::try_from(self.draw() >> 32).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first numbers of seed 0, as the reference implementation gives them.
    #[test]
    fn it_is_the_published_generator() {
        let mut random = SplitMix64::new(0);
        assert_eq!(random.draw(), 0xe220_a839_7b1d_cdaf);
        let second = random.draw();
        assert_eq!(second, 0x6e78_9e6a_a1b9_65f4);
        assert_eq!(SplitMix64::at(1).draw(), second);
    }
}

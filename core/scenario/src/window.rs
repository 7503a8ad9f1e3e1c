//! When something holds.

/// From a moment until before another, perhaps again and again.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TimeWindow {
    /// First moment, s from the beginning.
    pub from_s: f64,
    /// First moment after it.
    pub to_s: f64,
    /// From one beginning to the next, where it comes again.
    pub every_s: Option<f64>,
}

impl TimeWindow {
    /// Whether it holds at a moment.
    #[must_use]
    pub fn holds(&self, at_s: f64) -> bool {
        let since = at_s - self.from_s;
        let since = self.every_s.map_or(since, |every| since - (since / every).floor() * every);
        at_s >= self.from_s && since < self.to_s - self.from_s
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_begins_with_its_first_and_ends_before_its_last_moment() {
        let window = TimeWindow { from_s: 60.0, to_s: 90.0, every_s: None };
        let held: Vec<bool> = [59.0, 60.0, 89.0, 90.0].map(|at| window.holds(at)).to_vec();
        assert_eq!(held, [false, true, true, false]);
    }

    #[test]
    fn it_comes_again() {
        let window = TimeWindow { from_s: 60.0, to_s: 90.0, every_s: Some(300.0) };
        let held: Vec<bool> =
            [0.0, 60.0, 90.0, 360.0, 390.0, 660.0].map(|at| window.holds(at)).to_vec();
        assert_eq!(held, [false, true, false, true, false, true]);
    }
}

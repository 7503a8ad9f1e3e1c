//! Replicas of one variant: ordered, starting, ready, draining.

/// How long things take.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FleetTimes {
    /// From the order to the first answer of a new replica.
    pub start_up_s: f64,
    /// From a decision to the order.
    pub actuate_s: f64,
    /// How long a replica that goes still holds its device.
    pub drain_s: f64,
}

/// The replicas of one variant.
#[derive(Clone, Debug, Default)]
pub(crate) struct Replicas {
    ready: u32,
    /// When those that start will be ready, in order, and how many.
    starting: Vec<(f64, u32)>,
    /// When those that drain are gone, in order, and how many.
    draining: Vec<(f64, u32)>,
    /// Orders that are on their way: when they arrive, and for how many.
    orders: Vec<(f64, u32)>,
}

impl Replicas {
    pub(crate) fn new(ready: u32) -> Self {
        Self { ready, ..Self::default() }
    }

    /// `spec.replicas`.
    pub(crate) fn current(&self) -> u32 {
        self.ready.saturating_add(self.starting())
    }

    pub(crate) fn ready(&self) -> u32 {
        self.ready
    }

    pub(crate) fn starting(&self) -> u32 {
        sum(&self.starting)
    }

    /// All that hold a device.
    pub(crate) fn held(&self) -> u32 {
        self.current().saturating_add(sum(&self.draining))
    }

    /// Lets time pass; where replicas are stuck none gets ready.
    pub(crate) fn advance(&mut self, at_s: f64, stuck: bool, times: &FleetTimes) {
        let due = self.orders.iter().rfind(|(due, _)| *due <= at_s).copied();
        self.orders.retain(|(due, _)| *due > at_s);
        if let Some((_, replicas)) = due {
            self.set(replicas, at_s, times);
        }
        self.draining.retain(|(gone, _)| *gone > at_s);
        if !stuck {
            let before = self.starting();
            self.starting.retain(|(ready, _)| *ready > at_s);
            self.ready = self.ready.saturating_add(before - self.starting());
        }
    }

    /// Orders so many, to arrive when actuation is through.
    pub(crate) fn order(&mut self, replicas: u32, at_s: f64, times: &FleetTimes) {
        if times.actuate_s > 0.0 {
            self.orders.push((at_s + times.actuate_s, replicas));
        } else {
            self.set(replicas, at_s, times);
        }
    }

    /// Sets `spec.replicas`; those that do not serve yet go first.
    pub(crate) fn set(&mut self, replicas: u32, at_s: f64, times: &FleetTimes) {
        let current = self.current();
        if replicas > current {
            self.start(replicas - current, at_s, times);
            return;
        }
        let mut less = current - replicas;
        for (_, starting) in self.starting.iter_mut().rev() {
            let stopped = less.min(*starting);
            *starting -= stopped;
            less -= stopped;
        }
        self.starting.retain(|(_, starting)| *starting > 0);
        let leaving = less.min(self.ready);
        self.ready -= leaving;
        if times.drain_s > 0.0 && leaving > 0 {
            self.draining.push((at_s + times.drain_s, leaving));
        }
    }

    /// So many ready replicas start anew.
    pub(crate) fn crash(&mut self, replicas: u32, at_s: f64, times: &FleetTimes) {
        let crashed = replicas.min(self.ready);
        self.ready -= crashed;
        self.start(crashed, at_s, times);
    }

    fn start(&mut self, new: u32, at_s: f64, times: &FleetTimes) {
        if times.start_up_s <= 0.0 {
            self.ready = self.ready.saturating_add(new);
        } else if new > 0 {
            self.starting.push((at_s + times.start_up_s, new));
        }
    }
}

fn sum(batches: &[(f64, u32)]) -> u32 {
    batches.iter().fold(0, |sum, (_, replicas)| sum.saturating_add(*replicas))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIMES: FleetTimes = FleetTimes { start_up_s: 120.0, actuate_s: 0.0, drain_s: 60.0 };

    fn numbers(replicas: &Replicas) -> [u32; 3] {
        [replicas.current(), replicas.ready(), replicas.held()]
    }

    #[test]
    fn new_ones_serve_after_their_start_up() {
        let mut replicas = Replicas::new(1);
        replicas.order(3, 0.0, &TIMES);
        assert_eq!(numbers(&replicas), [3, 1, 3]);
        replicas.advance(90.0, false, &TIMES);
        assert_eq!(numbers(&replicas), [3, 1, 3]);
        replicas.advance(120.0, true, &TIMES);
        assert_eq!(numbers(&replicas), [3, 1, 3]);
        replicas.advance(120.0, false, &TIMES);
        assert_eq!(numbers(&replicas), [3, 3, 3]);
    }

    #[test]
    fn those_that_start_go_first_and_the_others_drain() {
        let mut replicas = Replicas::new(2);
        replicas.order(3, 0.0, &TIMES);
        replicas.order(1, 30.0, &TIMES);
        assert_eq!(numbers(&replicas), [1, 1, 2]);
        replicas.advance(90.0, false, &TIMES);
        assert_eq!(numbers(&replicas), [1, 1, 1]);
    }

    #[test]
    fn an_order_arrives_later_and_a_later_one_counts() {
        let times = FleetTimes { actuate_s: 45.0, ..TIMES };
        let mut replicas = Replicas::new(1);
        replicas.order(5, 0.0, &times);
        replicas.order(2, 30.0, &times);
        replicas.advance(60.0, false, &times);
        assert_eq!(numbers(&replicas), [5, 1, 5]);
        replicas.advance(90.0, false, &times);
        assert_eq!(numbers(&replicas), [2, 1, 2]);
    }

    #[test]
    fn crashed_ones_start_anew() {
        let mut replicas = Replicas::new(2);
        replicas.crash(1, 0.0, &TIMES);
        assert_eq!(numbers(&replicas), [2, 1, 2]);
        replicas.advance(120.0, false, &TIMES);
        assert_eq!(numbers(&replicas), [2, 2, 2]);
    }
}

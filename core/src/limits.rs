//! Keeps the numbers to be set within the devices that there are.
//!
//! A plan shares the devices out as if every replica came and went at once. Rules of calm hold some
//! for longer, so others that grow into them have to wait: by priority, they get the devices that are
//! neither held nor given yet. Replicas that are held for calm alone give way to a higher priority.

/// The number of one variant, on devices of one type. Bids are in the order of their priority.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Bid {
    /// Of its workload; 1 is served first.
    pub(crate) priority: u32,
    /// Devices of one replica.
    pub(crate) units_per_replica: u64,
    /// Replicas of the number that it has already, or must have.
    pub(crate) held: u32,
    /// The number.
    pub(crate) asked: u32,
    /// The least that it may be where a higher priority needs the devices.
    pub(crate) least: u32,
    /// Replicas that are there whatever the devices, and that a higher priority does not see.
    pub(crate) floor: u32,
}

impl Bid {
    fn units(&self, replicas: u32) -> i128 {
        i128::from(self.units_per_replica) * i128::from(replicas)
    }
}

/// Devices that replicas take; more than there are where that is known of them.
pub(crate) fn used(bids: &[Bid], replicas: &[u32]) -> u64 {
    let units: i128 = bids.iter().zip(replicas).map(|(bid, n)| bid.units(*n)).sum();
    u64::try_from(units).unwrap_or(u64::MAX)
}

/// The numbers that fit into so many devices, in the order of the bids. No number becomes less than is
/// held but for a higher priority, and none more than is asked. Floors of lower priorities may be beyond
/// what fits.
pub(crate) fn fitting(bids: &[Bid], capacity: u64) -> Vec<u32> {
    let mut given: Vec<u32> = bids.iter().map(|bid| bid.held.min(bid.asked)).collect();
    let held: i128 = bids.iter().zip(&given).map(|(bid, n)| bid.units(*n)).sum();
    let mut left = i128::from(capacity) - held;
    let mut lent = vec![0; bids.len()];
    for (position, bid) in bids.iter().enumerate() {
        let grows = bid.asked.saturating_sub(bid.held);
        let missing = bid.units(grows) - left;
        if grows > 0 && missing > 0 {
            left += yielded(bids, &mut given, bid.priority, missing);
            let missing = bid.units(grows) - left;
            left += floors(bids, &mut lent, bid.priority, missing);
        }
        let more = grows.min(fit(left, bid.units_per_replica));
        left -= bid.units(more);
        if let Some(given) = given.get_mut(position) {
            *given += more;
        }
    }
    given
}

/// Replicas that fit into what is left.
fn fit(left: i128, units_per_replica: u64) -> u32 {
    let fit = left.max(0) / i128::from(units_per_replica.max(1));
    u32::try_from(fit).unwrap_or(u32::MAX)
}

/// Takes replicas from bids below a priority, the lowest first, until enough devices are free; returns
/// the devices.
fn yielded(bids: &[Bid], given: &mut [u32], priority: u32, missing: i128) -> i128 {
    let mut free = 0;
    for (bid, given) in bids.iter().zip(given).rev() {
        if free >= missing || bid.priority <= priority {
            break;
        }
        let spare = given.saturating_sub(bid.least);
        let enough = fit(missing - free + bid.units(1) - 1, bid.units_per_replica);
        let goes = spare.min(enough);
        *given -= goes;
        free += bid.units(goes);
    }
    free
}

/// Devices of the floors below a priority, as far as they are missing and were not given away before.
fn floors(bids: &[Bid], lent: &mut [i128], priority: u32, missing: i128) -> i128 {
    let mut free = 0;
    for (bid, lent) in bids.iter().zip(lent).filter(|(bid, _)| bid.priority > priority) {
        let more = (bid.units(bid.floor) - *lent).min(missing - free).max(0);
        *lent += more;
        free += more;
    }
    free
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bid(priority: u32, held: u32, asked: u32, least: u32) -> Bid {
        Bid { priority, units_per_replica: 1, held, asked, least, floor: 0 }
    }

    #[test]
    fn what_fits_is_left_alone() {
        let bids = [bid(1, 2, 6, 2), bid(1, 2, 2, 2)];
        assert_eq!(fitting(&bids, 8), [6, 2]);
        assert_eq!(used(&bids, &[6, 2]), 8);
    }

    #[test]
    fn equals_wait_for_devices_that_are_held() {
        assert_eq!(fitting(&[bid(1, 6, 6, 2), bid(1, 2, 6, 2)], 8), [6, 2]);
        assert_eq!(fitting(&[bid(1, 6, 6, 2), bid(1, 1, 6, 1)], 8), [6, 2]);
    }

    #[test]
    fn a_higher_priority_gets_as_much_as_it_needs_of_what_is_held_for_calm() {
        assert_eq!(fitting(&[bid(1, 2, 6, 2), bid(2, 6, 6, 2)], 8), [6, 2]);
        assert_eq!(fitting(&[bid(1, 2, 4, 2), bid(2, 6, 6, 2)], 8), [4, 4]);
        assert_eq!(fitting(&[bid(1, 2, 6, 2), bid(2, 6, 6, 6)], 8), [2, 6], "not for calm");
        assert_eq!(fitting(&[bid(2, 6, 6, 2), bid(3, 2, 6, 2)], 8), [6, 2], "a lower one");
    }

    #[test]
    fn the_lowest_priority_yields_first_and_grows_last() {
        let bids = [bid(1, 0, 3, 0), bid(2, 3, 3, 0), bid(3, 2, 4, 0)];
        assert_eq!(fitting(&bids, 6), [3, 3, 0]);
        assert_eq!(fitting(&bids, 4), [3, 1, 0]);
    }

    #[test]
    fn a_floor_is_seen_by_its_own_priority_and_below() {
        let floor = |priority| Bid { floor: 2, ..bid(priority, 2, 2, 2) };
        assert_eq!(fitting(&[bid(1, 0, 6, 0), floor(2)], 6), [6, 2]);
        assert_eq!(fitting(&[bid(1, 0, 6, 0), floor(1)], 6), [4, 2]);
        assert_eq!(fitting(&[bid(1, 0, 4, 0), floor(2), bid(2, 0, 4, 0)], 6), [4, 2, 0]);
        assert_eq!(fitting(&[bid(1, 0, 5, 0), floor(2), bid(2, 0, 4, 0)], 6), [5, 2, 0]);
    }

    #[test]
    fn where_more_is_held_than_there_is_nothing_grows() {
        let bids = [bid(1, 6, 7, 6), bid(1, 4, 4, 4)];
        assert_eq!(fitting(&bids, 8), [6, 4]);
        assert_eq!(used(&bids, &[6, 4]), 10);
    }

    #[test]
    fn replicas_of_several_devices_fit_as_a_whole() {
        let two = |bid: Bid| Bid { units_per_replica: 2, ..bid };
        assert_eq!(fitting(&[two(bid(1, 0, 3, 0)), bid(2, 3, 3, 0)], 7), [3, 1]);
        assert_eq!(fitting(&[two(bid(1, 0, 3, 0))], 5), [2]);
    }
}

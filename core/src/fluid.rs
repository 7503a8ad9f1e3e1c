//! A queue as a fluid: arrivals fill it, replicas that serve empty it.

use crate::order::sort_by;

/// Capacity that begins to serve later.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Joining {
    pub(crate) after_s: f64,
    pub(crate) capacity_per_s: f64,
}

/// Requests that wait after `lead_s`, of those that wait now and those that arrive. A queue that is
/// empty on the way stays so until more arrives than is served.
pub(crate) fn queue_after(
    lead_s: f64,
    waiting: f64,
    arriving_per_s: f64,
    serving_per_s: f64,
    joining: &[Joining],
) -> f64 {
    let mut order: Vec<_> = joining.iter().filter(|one| one.after_s < lead_s).collect();
    sort_by(&mut order, |a, b| a.after_s.total_cmp(&b.after_s));
    let (mut queue, mut at_s, mut capacity_per_s) = (waiting, 0.0, serving_per_s);
    for one in order {
        queue = later(queue, arriving_per_s - capacity_per_s, one.after_s - at_s);
        at_s = one.after_s;
        capacity_per_s += one.capacity_per_s;
    }
    later(queue, arriving_per_s - capacity_per_s, lead_s - at_s)
}

fn later(queue: f64, growth_per_s: f64, seconds: f64) -> f64 {
    (queue + growth_per_s * seconds).max(0.0)
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use super::*;

    const fn joining(after_s: f64, capacity_per_s: f64) -> Joining {
        Joining { after_s, capacity_per_s }
    }

    #[test]
    fn a_queue_grows_by_what_is_not_served_and_ends_at_zero() {
        assert_eq!(queue_after(60.0, 100.0, 10.0, 4.0, &[]), 460.0);
        assert_eq!(queue_after(60.0, 100.0, 4.0, 10.0, &[]), 0.0);
        assert_eq!(queue_after(0.0, 100.0, 4.0, 10.0, &[]), 100.0);
    }

    #[test]
    fn replicas_that_start_work_from_when_they_serve() {
        let late = joining(40.0, 20.0);
        assert_eq!(queue_after(60.0, 100.0, 10.0, 4.0, &[late]), 60.0);
        let soon = joining(10.0, 3.0);
        assert_eq!(queue_after(60.0, 100.0, 10.0, 4.0, &[late, soon]), 0.0);
        let too_late = joining(60.0, 20.0);
        assert_eq!(queue_after(60.0, 100.0, 10.0, 4.0, &[too_late]), 460.0);
    }

    #[test]
    fn a_queue_that_was_empty_grows_anew() {
        let leaving = joining(50.0, -20.0);
        assert_eq!(queue_after(60.0, 100.0, 10.0, 20.0, &[leaving]), 100.0);
    }
}

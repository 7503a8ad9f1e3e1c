//! The part of arriving and of waiting requests that each variant gets.

/// A variant's part of its workload.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Share {
    /// Of the arrivals: those reach ready replicas only, as much as they can serve.
    pub(crate) arrivals: f64,
    /// Of the queue: the same; without a ready replica anywhere it stands before the first variant.
    pub(crate) queue: f64,
}

/// The part of a variant among `workload`, its variants with what their ready replicas can serve.
pub(crate) fn share(workload: &[(&str, f64)], variant: &str) -> Share {
    let all: f64 = workload.iter().map(|(_, serves)| serves).sum();
    let own = workload.iter().find(|(name, _)| *name == variant);
    let own = own.map_or(0.0, |(_, serves)| *serves);
    if all > 0.0 {
        return Share { arrivals: own / all, queue: own / all };
    }
    let first = workload.first().is_some_and(|(name, _)| *name == variant);
    Share { arrivals: 0.0, queue: if first { 1.0 } else { 0.0 } }
}

/// Requests that wait `seconds` later. `servers` are numbers of ready replicas, each with the
/// largest rate of one replica; where nothing arrives that rate is unknown, and the queue counts as
/// served.
pub(crate) fn drain(
    waiting: f64,
    rate_per_s: f64,
    servers: &[(u32, Option<f64>)],
    seconds: f64,
) -> f64 {
    let served: f64 = servers.iter().map(|(ready, rate)| most_per_s(*ready, *rate)).sum();
    if served.is_infinite() {
        return 0.0;
    }
    (waiting + (rate_per_s - served) * seconds).max(0.0)
}

fn most_per_s(ready: u32, rate_per_s: Option<f64>) -> f64 {
    match (ready, rate_per_s) {
        (0, _) => 0.0,
        (ready, Some(rate_per_s)) => f64::from(ready) * rate_per_s,
        (_, None) => f64::INFINITY,
    }
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use super::*;

    #[test]
    fn arrivals_reach_ready_replicas_only() {
        let workload = [("a", 30.0), ("b", 10.0), ("c", 0.0)];
        assert_eq!(share(&workload, "a").arrivals, 0.75);
        assert_eq!(share(&workload, "c"), Share { arrivals: 0.0, queue: 0.0 });
    }

    #[test]
    fn without_replicas_the_queue_is_seen_once() {
        let workload = [("a", 0.0), ("b", 0.0)];
        assert_eq!(share(&workload, "a"), Share { arrivals: 0.0, queue: 1.0 });
        assert_eq!(share(&workload, "b"), Share { arrivals: 0.0, queue: 0.0 });
    }

    #[test]
    fn queues_grow_shrink_and_end() {
        assert_eq!(drain(0.0, 5.0, &[(0, Some(3.0))], 30.0), 150.0);
        assert_eq!(drain(150.0, 5.0, &[(2, Some(3.0))], 30.0), 120.0);
        assert_eq!(drain(10.0, 5.0, &[(2, Some(3.0))], 30.0), 0.0);
        assert_eq!(drain(10.0, 0.0, &[(1, None)], 30.0), 0.0);
    }
}

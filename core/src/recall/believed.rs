//! Observed counts that no cluster has are unknown.

use crate::fault::is_count;
use crate::snapshot::Observation;

/// The observation without counts that no cluster has; `None` where there are none.
pub(crate) fn believed(observed: &Observation) -> Option<Observation> {
    let Observation { current_replicas, ready_replicas, starting_replicas, .. } = *observed;
    let all = [current_replicas, ready_replicas, starting_replicas];
    if all.into_iter().flatten().all(is_count) {
        return None;
    }
    let [current_replicas, ready_replicas, starting_replicas] =
        all.map(|count| count.filter(|count| is_count(*count)));
    Some(Observation { current_replicas, ready_replicas, starting_replicas, ..observed.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_replicas_than_a_cluster_has_are_unknown() {
        let seen = Observation {
            current_replicas: Some(u32::MAX),
            ready_replicas: Some(3),
            ..Observation::default()
        };
        let believed_of =
            |seen: &Observation| believed(seen).map(|o| (o.current_replicas, o.ready_replicas));
        assert_eq!(believed_of(&seen), Some((None, Some(3))));
        assert_eq!(believed_of(&Observation { current_replicas: Some(3), ..seen }), None);
    }
}

//! The number that a change counts from.

use crate::memory::VariantState;
use crate::snapshot::Variant;

/// The number that a change counts from: what was set last while the target follows it, else
/// `current_replicas`; where that is unknown, what was set last. `ready_replicas` is no such number: of
/// five replicas one may be ready.
pub(super) fn from(variant: &Variant, state: &VariantState) -> Option<u32> {
    match (state.desired, state.on_the_way, variant.observed.current_replicas) {
        (Some(set), Some((least, most)), Some(now)) if (least..=most).contains(&now) => Some(set),
        (set, _, now) => now.or(set),
    }
}

/// Least and most replicas on the way from `current` to `desired`. Orders may arrive late and one
/// after another, so the numbers decided in between are on the way too.
pub(super) fn on_the_way(state: &VariantState, current: Option<u32>, desired: u32) -> (u32, u32) {
    let start = current.unwrap_or(desired);
    let arrived = state.desired == Some(start);
    let (least, most) = match state.on_the_way {
        Some((least, most)) if !arrived && (least..=most).contains(&start) => (least, most),
        _ => (start, start),
    };
    (least.min(desired), most.max(desired))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::Observation;

    fn variant(current: Option<u32>, ready: Option<u32>) -> Variant {
        let observed = Observation {
            current_replicas: current,
            ready_replicas: ready,
            ..Observation::default()
        };
        Variant { observed, ..Variant::default() }
    }

    #[test]
    fn an_order_that_has_not_arrived_counts_as_set() {
        let state =
            VariantState { desired: Some(5), on_the_way: Some((2, 5)), ..VariantState::default() };
        assert_eq!(from(&variant(Some(2), None), &state), Some(5));
        assert_eq!(from(&variant(Some(4), None), &state), Some(5));
        assert_eq!(from(&variant(Some(9), None), &state), Some(9), "set by somebody else");
        assert_eq!(from(&variant(None, Some(3)), &state), Some(5));
        assert_eq!(from(&variant(None, Some(3)), &VariantState::default()), None);
    }

    #[test]
    fn the_way_begins_anew_once_an_order_has_arrived() {
        let state =
            VariantState { desired: Some(5), on_the_way: Some((2, 5)), ..VariantState::default() };
        assert_eq!(on_the_way(&state, Some(3), 8), (2, 8));
        assert_eq!(on_the_way(&state, Some(5), 8), (5, 8));
        assert_eq!(on_the_way(&state, Some(9), 8), (8, 9));
        assert_eq!(on_the_way(&state, None, 8), (8, 8));
    }
}

//! What is not known of a workload's load, and since when.

use super::item::Item;
use super::role::Question;
use crate::number::short;
use crate::reason::{Code, Reason};

/// What is not known of a workload's load.
pub(super) struct Blind {
    pub(super) reason: Reason,
    /// For longer than the last known load is believed.
    pub(super) expired: bool,
}

impl Blind {
    pub(super) fn of(question: &Question<'_, '_>, items: &[Item<'_, '_>]) -> Option<Self> {
        let clock = &question.clock;
        let since = |item: &Item<'_, '_>| item.state.unknown_since_s.unwrap_or(clock.now_s);
        let known = items.iter().zip(question.unknown);
        let (unknown, name, since_s) = known
            .filter_map(|(item, unknown)| Some(((*unknown)?, &item.variant.name, since(item))))
            .reduce(|a, b| if b.2 < a.2 { b } else { a })?;
        let for_s = clock.now_s - since_s;
        let place = if items.len() > 1 { format!("at `{name}` ") } else { String::new() };
        let time = if for_s > 0.0 { format!(" for {} s", short(for_s)) } else { String::new() };
        let instead = match unknown.assumed {
            Some(load) if load.arrival_rate_per_s <= 0.0 => {
                "; none are assumed, as last known".to_owned()
            }
            Some(load) => format!(
                "; {} requests/s of {} and {} tokens are assumed, as last known",
                short(load.arrival_rate_per_s),
                short(load.avg_input_tokens),
                short(load.avg_output_tokens)
            ),
            None if question.plan.is_ok() => "; nothing shrinks for what is known".to_owned(),
            None => String::new(),
        };
        let text = format!("{place}{}{time}{instead}", unknown.cause);
        let partly = question.plan.is_ok_and(|(demand, _)| demand.unknown.is_some());
        let code = if partly { Code::PartlyUnknownLoad } else { Code::UnknownLoad };
        let reason =
            Reason::new(code, text).with("unknownForS", for_s).with("unknownSinceUnixS", since_s);
        Some(Self { reason, expired: for_s > clock.hold_s() })
    }
}

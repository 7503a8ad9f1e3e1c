//! A doubt about a workload's inputs: which of them is unknown, since when, and what is assumed.

use super::walk::Walk;
use crate::clock::Clock;
use crate::number::short;
use crate::planned::Planned;
use crate::reason::{Code, Reason};
use crate::recall::UnknownLoad;

/// A doubt about a workload's inputs.
#[derive(Debug)]
pub(super) struct Doubt {
    pub(super) reason: Reason,
    /// It has lasted for longer than the last known load is believed.
    pub(super) expired: bool,
}

impl Doubt {
    /// The doubt of a workload: about its load, else about another input.
    pub(super) fn of(walks: &[Walk<'_>], planned: &Planned<'_>, clock: &Clock) -> Option<Self> {
        Self::of_load(walks, planned, clock).or_else(|| {
            let reason = walks.iter().find_map(|walk| walk.doubt)?;
            Some(Self { reason: reason.clone(), expired: false })
        })
    }

    /// By the variant whose load has been unknown for longest.
    fn of_load(walks: &[Walk<'_>], planned: &Planned<'_>, clock: &Clock) -> Option<Self> {
        let (variant, unknown, since_s) = oldest(walks, clock.now_s)?;
        let for_s = clock.now_s - since_s;
        let alone = walks.len() == 1;
        let place = if alone { String::new() } else { format!("at `{variant}` ") };
        let time = if for_s > 0.0 { format!(" for {} s", short(for_s)) } else { String::new() };
        let text = format!("{place}{}{time}{}", unknown.cause, instead(unknown, planned));
        let partly = planned.demand().is_some_and(|demand| demand.unknown.is_some());
        let code = if partly { Code::PartlyUnknownLoad } else { Code::UnknownLoad };
        let reason =
            Reason::said(code, text).with("unknownForS", for_s).with("unknownSinceUnixS", since_s);
        Some(Self { reason, expired: for_s > clock.hold_s() })
    }
}

/// The variant whose load has been unknown for longest, and since when.
fn oldest<'w>(walks: &[Walk<'w>], now_s: f64) -> Option<(&'w str, &'w UnknownLoad, f64)> {
    let mut oldest = None;
    for walk in walks {
        let Some(unknown) = walk.unknown else { continue };
        let since_s = walk.state.unknown_since_s.unwrap_or(now_s);
        if oldest.is_none_or(|(_, _, oldest_s)| since_s < oldest_s) {
            oldest = Some((walk.variant.name.as_str(), unknown, since_s));
        }
    }
    oldest
}

/// The load that is assumed instead, as a clause.
fn instead(unknown: &UnknownLoad, planned: &Planned<'_>) -> String {
    match unknown.assumed {
        Some(load) if unknown.at_least_per_s.is_some() => format!(
            "; {} requests/s of {} and {} tokens at least are assumed, as counted or last known",
            short(load.arrival_rate_per_s),
            short(load.avg_input_tokens),
            short(load.avg_output_tokens)
        ),
        Some(load) if load.arrival_rate_per_s <= 0.0 => {
            "; none are assumed, as last known".to_owned()
        }
        Some(load) if unknown.arrival_rate_per_s.is_some() => format!(
            "; {} and {} tokens are assumed, as last known or of the same model",
            short(load.avg_input_tokens),
            short(load.avg_output_tokens)
        ),
        Some(load) => format!(
            "; {} requests/s of {} and {} tokens are assumed, as last known",
            short(load.arrival_rate_per_s),
            short(load.avg_input_tokens),
            short(load.avg_output_tokens)
        ),
        None if planned.plan.is_ok() => "; nothing shrinks meanwhile".to_owned(),
        None => String::new(),
    }
}

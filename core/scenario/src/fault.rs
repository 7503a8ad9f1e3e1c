//! Faults, and their times.

use wva_core::snapshot::Observation;

use crate::field::Field;
use crate::params::STALE_S;
use crate::profile::ProfileField;
use crate::window::TimeWindow;

/// Something that goes wrong for a while.
#[derive(Clone, Debug)]
pub struct Fault {
    /// When it is in force.
    pub window: TimeWindow,
    /// Which variant; absent is all of them.
    pub variant: Option<String>,
    /// The change.
    pub effect: Effect,
}

/// Faults.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Values are missing.
    Unknown(Vec<Field>),
    /// Values are replaced, by NaN too.
    Set(Vec<(Field, f64)>),
    /// Values are multiplied.
    Factor(Vec<(Field, f64)>),
    /// The profile that the policy is told is so many times the true one.
    Profile(Vec<(ProfileField, f64)>),
    /// Observations stay as they were before the fault, and their age grows.
    Stale,
    /// The policy's memory is lost.
    Forget,
    /// The policy is not asked: no decision is made.
    Down,
    /// New replicas do not get ready.
    Stuck,
    /// The target does not follow.
    Frozen,
    /// The replicas are set from outside.
    Replicas(u32),
    /// So many ready replicas start anew.
    Crash(u32),
    /// Another configuration: the number of its layer.
    Layer(usize),
}

impl Fault {
    /// Whether it concerns a variant at a moment.
    pub(crate) fn concerns(&self, variant: &str, at_s: f64) -> bool {
        self.window.holds(at_s) && self.variant.as_deref().is_none_or(|named| named == variant)
    }

    /// In words, for a time line.
    pub(crate) fn text(&self) -> String {
        let of = self.variant.as_ref().map_or_else(String::new, |name| format!("{name}: "));
        let what = match &self.effect {
            Effect::Unknown(fields) => {
                let names: Vec<_> = fields.iter().map(|field| field.name).collect();
                format!("{} unknown", names.join(", "))
            }
            Effect::Set(fields) => joined(fields.iter().map(named), "="),
            Effect::Factor(fields) => joined(fields.iter().map(named), "×"),
            Effect::Profile(fields) => {
                let fields = fields.iter().map(|(field, factor)| (field.name, *factor));
                format!("the profile says {}", joined(fields, "×"))
            }
            Effect::Stale => "samples are stale".to_owned(),
            Effect::Forget => "memory is lost".to_owned(),
            Effect::Down => "nobody decides".to_owned(),
            Effect::Stuck => "new replicas do not get ready".to_owned(),
            Effect::Frozen => "the target does not follow".to_owned(),
            Effect::Replicas(replicas) => format!("somebody sets {replicas} replicas"),
            Effect::Crash(replicas) => format!("{replicas} replicas start anew"),
            Effect::Layer(_) => "the configuration changes".to_owned(),
        };
        format!("{of}{what}")
    }
}

impl Effect {
    /// Changes what is seen of a variant; `last` is what was seen before and how long ago.
    pub(crate) fn distort(&self, seen: &mut Observation, last: Option<(&Observation, f64)>) {
        match self {
            Self::Unknown(fields) => {
                for field in fields {
                    field.set(seen, None);
                }
            }
            Self::Set(values) => {
                for (field, value) in values {
                    field.set(seen, Some(*value));
                }
            }
            Self::Factor(factors) => {
                for (field, factor) in factors {
                    let value = field.get(seen).map(|value| value * factor);
                    field.set(seen, value);
                }
            }
            Self::Stale => {
                if let Some((last, age_s)) = last {
                    // The API server still knows what is ordered and ready; the samples are old.
                    *seen = Observation {
                        current_replicas: seen.current_replicas,
                        ready_replicas: seen.ready_replicas,
                        starting_replicas: seen.starting_replicas,
                        sample_age_s: Some(age_s),
                        ..last.clone()
                    };
                }
            }
            _ => {}
        }
    }

    /// The wrong numbers of a profile.
    pub(crate) fn of_profile(&self) -> Option<&[(ProfileField, f64)]> {
        match self {
            Self::Profile(factors) => Some(factors),
            _ => None,
        }
    }

    /// Whether it may be why the demand is in doubt.
    pub(crate) fn obscures(&self) -> bool {
        matches!(self, Self::Unknown(_) | Self::Set(_) | Self::Stale)
    }

    /// Whether it hides or changes a vital number: no law can hold for a demand that the policy
    /// cannot know.
    pub(crate) fn lies(&self) -> bool {
        match self {
            Self::Unknown(fields) => fields.iter().any(|field| field.vital),
            Self::Set(values) | Self::Factor(values) => values.iter().any(|(field, _)| field.vital),
            Self::Stale => true,
            _ => false,
        }
    }
}

fn named((field, value): &(Field, f64)) -> (&'static str, f64) {
    (field.name, *value)
}

/// `name = value` of each, or with another sign.
fn joined(fields: impl Iterator<Item = (&'static str, f64)>, sign: &str) -> String {
    let words = fields.map(|(name, value)| format!("{name} {sign} {value}"));
    words.collect::<Vec<_>>().join(", ")
}

/// Whether no arrivals are seen beside requests that run or wait.
pub(crate) fn is_silent(seen: &Observation) -> bool {
    let busy = seen.waiting_requests.unwrap_or(0.0) + seen.running_requests.unwrap_or(0.0);
    let none_arrives = seen.arrival_rate_per_s.is_some_and(|rate| rate.abs() <= 0.0);
    none_arrives && busy > 0.0 && seen.current_replicas != Some(0)
}

/// Whether the demand in an observation cannot be believed: the rate is missing, not a rate, stale,
/// below what is counted or contradicted by running requests, or a length is missing.
///
/// No doubt: a missing rate where no replica is ordered, missing lengths where nothing arrives, a
/// missing age, which most collectors do not give.
///
/// This repeats on purpose what the core's own `seen` decides: the judge is a second witness, which
/// must not ask the policy it judges.
pub(crate) fn in_doubt(seen: &Observation) -> bool {
    let stale = seen.sample_age_s.is_some_and(|age| !(0.0..=STALE_S).contains(&age));
    let Some(rate) = seen.arrival_rate_per_s else { return seen.current_replicas != Some(0) };
    let below = seen.arrivals_at_least_per_s.is_some_and(|least| rate < least);
    if !(rate.is_finite() && rate >= 0.0) || stale || below {
        return true;
    }
    if rate <= 0.0 {
        return is_silent(seen);
    }
    !is_length(seen.avg_input_tokens, 0.0) || !is_length(seen.avg_output_tokens, 1.0)
}

fn is_length(tokens: Option<f64>, least: f64) -> bool {
    tokens.is_some_and(|tokens| tokens.is_finite() && tokens >= least)
}

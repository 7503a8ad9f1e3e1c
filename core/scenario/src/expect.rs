//! Expectations of a run.

mod devices;

use wva_manifests::Place;

use self::devices::too_many;
use crate::report::{Failure, Row};
use crate::window::TimeWindow;

/// Something that must hold in a window.
#[derive(Clone, Debug)]
pub struct Expectation {
    /// When it must hold.
    pub window: TimeWindow,
    /// In at least one cycle of the window instead of in each.
    pub sometimes: bool,
    /// Which variant; absent is each of them.
    pub variant: Option<String>,
    /// The condition.
    pub check: Check,
    /// Where it was written.
    pub place: Place,
}

/// The expectation.
#[derive(Clone, Debug)]
pub enum Check {
    /// Desired replicas.
    Desired(u32),
    /// Replicas that the load needs, by the model.
    Wanted(u32),
    /// Replicas ordered.
    Current(u32),
    /// Replicas that serve.
    Ready(u32),
    /// Code of the reason.
    Binds(String),
    /// Whether the policy could decide.
    Decided(bool),
    /// Fewest desired replicas.
    AtLeast(u32),
    /// Most desired replicas.
    AtMost(u32),
    /// Most changes of the desired replicas, over the window.
    ChangesAtMost(u32),
    /// Desired replicas do not become fewer, over the window.
    NeverShrinks,
    /// Desired replicas do not become more, over the window.
    NeverGrows,
    /// Most devices of a type that all desired replicas take together.
    DevicesAtMost(String, u32),
    /// Most minutes in which ready replicas do not suffice, over the window.
    MinutesBelowTargetAtMost(f64),
}

impl Expectation {
    /// For each variant that fails, the first cycle in which it does.
    pub(crate) fn failures(&self, rows: &[Row], cycle_s: f64) -> Vec<Failure> {
        let inside = rows.iter().filter(|row| self.window.holds(row.at_s));
        let inside: Vec<&Row> =
            inside.filter(|row| self.variant.as_ref().is_none_or(|v| *v == row.variant)).collect();
        if let Check::DevicesAtMost(kind, most) = &self.check {
            let found = too_many(&inside, kind, *most).into_iter();
            return found.map(|(at_s, was)| self.failure(at_s, kind.clone(), was)).collect();
        }
        let mut variants: Vec<&str> = inside.iter().map(|row| row.variant.as_str()).collect();
        variants.sort_unstable();
        variants.dedup();
        if variants.is_empty() {
            let was = "no cycle of such a variant".to_owned();
            let variant = self.variant.clone().unwrap_or_default();
            return vec![self.failure(self.window.from_s, variant, was)];
        }
        let mut failures = Vec::new();
        for name in variants {
            let rows: Vec<&Row> =
                inside.iter().filter(|row| row.variant == name).copied().collect();
            failures.extend(self.failure_of(name, &rows, cycle_s));
        }
        failures
    }

    fn failure_of(&self, name: &str, rows: &[&Row], cycle_s: f64) -> Option<Failure> {
        let (at_s, was) = match self.check {
            Check::ChangesAtMost(most) => too_many_changes(rows, most)?,
            Check::NeverShrinks => step(rows, |before, after| after < before)?,
            Check::NeverGrows => step(rows, |before, after| after > before)?,
            Check::MinutesBelowTargetAtMost(most) => below_target(rows, most, cycle_s)?,
            _ => self.in_cycles(rows)?,
        };
        Some(self.failure(at_s, name.to_owned(), was))
    }

    /// A check of single cycles: of each, or of at least one. A cycle without a decision is skipped
    /// where the check is of decisions.
    fn in_cycles(&self, rows: &[&Row]) -> Option<(f64, String)> {
        let seen: Vec<(&&Row, Result<(), String>)> =
            rows.iter().filter_map(|row| Some((row, self.check.of(row)?))).collect();
        let Some((last, _)) = seen.last() else {
            return rows.first().map(|row| (row.at_s, "nobody decided".to_owned()));
        };
        let first_wrong = seen.iter().find_map(|(row, held)| Some((row.at_s, held.clone().err()?)));
        if !self.sometimes {
            return first_wrong;
        }
        let never = seen.iter().all(|(_, held)| held.is_err());
        never.then(|| {
            (
                last.at_s,
                first_wrong.map_or_else(String::new, |(_, was)| format!("never, first {was}")),
            )
        })
    }

    fn failure(&self, at_s: f64, variant: String, was: String) -> Failure {
        let when = if self.sometimes { " at some time" } else { "" };
        let expected = format!("{}{when}", self.check.text());
        Failure { at_s, variant, expected, was, place: Some(self.place.clone()) }
    }
}

impl Check {
    /// Whether it holds in a cycle, else what was; `None` where the cycle says nothing of it.
    fn of(&self, row: &Row) -> Option<Result<(), String>> {
        match self {
            Self::Current(expected) => {
                return Some(held("current", Some(row.current), |was| was == *expected));
            }
            Self::Ready(expected) => {
                return Some(held("ready", Some(row.ready), |was| was == *expected));
            }
            _ => {}
        }
        let asked = row.decided?;
        Some(match self {
            Self::Desired(expected) => held("desired", row.desired, |was| was == *expected),
            Self::AtLeast(expected) => held("desired", row.desired, |was| was >= *expected),
            Self::AtMost(expected) => held("desired", row.desired, |was| was <= *expected),
            Self::Wanted(expected) => held("wanted", row.wanted, |was| was == *expected),
            Self::Binds(code) => match row.binds.as_deref() {
                Some(was) if was == code => Ok(()),
                was => Err(format!("binds {}", was.unwrap_or("nothing"))),
            },
            Self::Decided(expected) if asked == *expected => Ok(()),
            Self::Decided(_) => Err(format!("decided {asked}")),
            _ => return None,
        })
    }

    fn text(&self) -> String {
        match self {
            Self::Desired(number) => format!("desired {number}"),
            Self::Wanted(number) => format!("wanted {number}"),
            Self::Current(number) => format!("current {number}"),
            Self::Ready(number) => format!("ready {number}"),
            Self::Binds(code) => format!("binds {code}"),
            Self::Decided(decided) => format!("decided {decided}"),
            Self::AtLeast(number) => format!("desired {number} or more"),
            Self::AtMost(number) => format!("desired {number} or fewer"),
            Self::ChangesAtMost(number) => format!("at most {number} changes"),
            Self::NeverShrinks => "never fewer than before".to_owned(),
            Self::NeverGrows => "never more than before".to_owned(),
            Self::DevicesAtMost(kind, most) => format!("at most {most} devices of {kind}"),
            Self::MinutesBelowTargetAtMost(minutes) => {
                format!("at most {minutes} minutes below target")
            }
        }
    }
}

/// Whether a number is as it must be, else what it was.
fn held(name: &str, was: Option<u32>, holds: impl Fn(u32) -> bool) -> Result<(), String> {
    match was {
        Some(was) if holds(was) => Ok(()),
        Some(was) => Err(format!("{name} {was}")),
        None => Err(format!("{name} unknown")),
    }
}

/// Moments at which the desired replicas differ from those before, with both.
fn changes(rows: &[&Row]) -> Vec<(f64, u32, u32)> {
    let desired: Vec<(f64, u32)> =
        rows.iter().filter_map(|row| Some((row.at_s, row.desired?))).collect();
    let pairs = desired.iter().zip(desired.iter().skip(1));
    let moved = pairs.filter(|((_, before), (_, after))| before != after);
    moved.map(|((_, before), (at_s, after))| (*at_s, *before, *after)).collect()
}

fn too_many_changes(rows: &[&Row], most: u32) -> Option<(f64, String)> {
    let changes = changes(rows);
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let (at_s, ..) = changes.get(most)?;
    Some((*at_s, format!("{} changes", changes.len())))
}

fn step(rows: &[&Row], wrong: fn(u32, u32) -> bool) -> Option<(f64, String)> {
    let found = changes(rows).into_iter().find(|(_, before, after)| wrong(*before, *after));
    found.map(|(at_s, before, after)| (at_s, format!("desired {after} after {before}")))
}

fn below_target(rows: &[&Row], most: f64, cycle_s: f64) -> Option<(f64, String)> {
    let mut minutes = 0.0;
    let mut passed = None;
    for row in rows.iter().filter(|row| row.below_target) {
        minutes += cycle_s / 60.0;
        if minutes > most {
            passed = passed.or(Some(row.at_s));
        }
    }
    passed.map(|at_s| (at_s, format!("{minutes} minutes")))
}

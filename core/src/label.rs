//! The accelerator that a variant is taken to run on: the one that is seen, if it is seen twice in a row.
//!
//! Where none is seen it is the last one, until the variant has no replicas, another one is declared, or
//! the last known values are too old to be assumed. Then it is the declared one; while that is another
//! than was last seen, nothing shrinks.

use crate::clock::Clock;
use crate::memory::{LastLabel, Mark, VariantState};
use crate::reason::{Code, Reason};
use crate::snapshot::Variant;

/// Longest part of an accelerator's name that is said.
const NAME_CHARS_SAID: usize = 64;

/// The accelerator that a variant is taken to run on.
pub(crate) struct Label {
    /// Seen or remembered; `None` where only a declared one counts.
    pub(crate) accelerator: Option<String>,
    /// Why it may be another.
    pub(crate) doubt: Option<Reason>,
    /// Facts for the next decision.
    pub(crate) next: LastLabel,
}

/// The label of a variant, by its memory.
pub(crate) fn label(variant: &Variant, state: Option<&VariantState>, clock: &Clock) -> Label {
    let remembered = state.and_then(|state| state.accelerator.as_deref());
    match (variant.observed.accelerator.as_deref(), state.zip(remembered)) {
        (Some(seen), Some((state, last))) => compared(variant, seen, last, state, clock.now_s),
        (Some(seen), None) => first(variant, state, seen, clock.now_s),
        (None, last) => unseen(variant, state, last.map(|(_, last)| last), clock),
    }
}

/// A label that is seen where there was one before.
fn compared(variant: &Variant, seen: &str, last: &str, state: &VariantState, now_s: f64) -> Label {
    let other = Some(Mark::of(seen));
    let was_off = state.current.is_some_and(|current| current.replicas == 0);
    if seen == last || state.inputs.label.other == other || was_off || variant.observed.is_off() {
        return certain(variant, seen, now_s);
    }
    let before = certain(variant, last, now_s);
    Label {
        doubt: Some(unconfirmed(variant, seen, last)),
        next: LastLabel { other, ..before.next },
        ..before
    }
}

/// A label that is seen for the first time. If another accelerator is declared nothing shrinks on this
/// look, and the label counts only where no decision was made before.
fn first(variant: &Variant, state: Option<&VariantState>, seen: &str, now_s: f64) -> Label {
    let label = certain(variant, seen, now_s);
    let declared = variant.accelerator.as_deref().filter(|declared| *declared != seen);
    let other = Some(Mark::of(seen));
    let is_second = state.is_some_and(|state| state.inputs.label.other == other);
    let Some(declared) = declared.filter(|_| !is_second && !variant.observed.is_off()) else {
        return label;
    };
    Label {
        accelerator: label.accelerator.filter(|_| state.is_none()),
        doubt: Some(unconfirmed(variant, seen, declared)),
        next: LastLabel { other, ..LastLabel::default() },
    }
}

fn certain(variant: &Variant, accelerator: &str, now_s: f64) -> Label {
    Label {
        accelerator: Some(accelerator.to_owned()),
        doubt: None,
        next: LastLabel {
            on: Some(Mark::of(accelerator)),
            seen_at_s: Some(now_s),
            declared: variant.accelerator.as_deref().map(Mark::of),
            other: None,
        },
    }
}

fn unconfirmed(variant: &Variant, seen: &str, instead: &str) -> Reason {
    let (seen, instead) = (clipped(seen), clipped(instead));
    let text =
        format!("`{}` is seen on `{seen}` for the first time, after `{instead}`", variant.name);
    Reason::said(Code::UnconfirmedAccelerator, text)
}

fn undeclared(variant: &Variant) -> Reason {
    let text = format!("it is not known whether `{}` runs where it is declared to", variant.name);
    Reason::said(Code::UnconfirmedAccelerator, text)
}

/// The beginning of a name, for a text.
fn clipped(name: &str) -> String {
    name.chars().take(NAME_CHARS_SAID).collect()
}

/// No label is seen.
fn unseen(
    variant: &Variant,
    state: Option<&VariantState>,
    last: Option<&str>,
    clock: &Clock,
) -> Label {
    let nothing = Label { accelerator: None, doubt: None, next: LastLabel::default() };
    let Some(state) = state else { return nothing };
    let memory = state.inputs.label;
    let declared = variant.accelerator.as_deref().map(Mark::of);
    let is_replaced =
        declared.is_some() && (variant.observed.is_off() || memory.declared != declared);
    if is_replaced && memory != LastLabel::default() {
        return nothing;
    }
    let seen_at_s = memory.seen_at_s.unwrap_or(clock.now_s);
    let next = LastLabel { seen_at_s: Some(seen_at_s).filter(|_| last.is_some()), ..memory };
    if let Some(last) = last.filter(|_| clock.now_s - seen_at_s <= clock.hold_s()) {
        return Label { accelerator: Some(last.to_owned()), doubt: None, next };
    }
    let doubt = memory.on.filter(|on| declared.is_some_and(|declared| declared != *on));
    let doubt = doubt.map(|_| undeclared(variant));
    Label { accelerator: None, doubt, next }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::{Current, Inputs};
    use crate::snapshot::Calm;

    struct Played {
        state: Option<VariantState>,
        now_s: f64,
    }

    impl Played {
        /// The accelerator after 30 s, and whether it is in doubt.
        fn sees(
            &mut self,
            seen: Option<&str>,
            declared: Option<&str>,
            replicas: u32,
        ) -> (String, bool) {
            self.now_s += 30.0;
            let mut variant = Variant::default();
            variant.observed.accelerator = seen.map(str::to_owned);
            variant.observed.current_replicas = Some(replicas);
            variant.accelerator = declared.map(str::to_owned);
            let clock = Clock { now_s: self.now_s, calm: Calm::default() };
            let label = label(&variant, self.state.as_ref(), &clock);
            variant.observed.accelerator.clone_from(&label.accelerator);
            self.state = Some(VariantState {
                accelerator: label.next.confirmed(label.accelerator.as_deref()),
                current: Some(Current { replicas, since_s: 0.0 }),
                inputs: Inputs { label: label.next, ..Inputs::default() },
                ..VariantState::default()
            });
            (variant.running_on().unwrap_or("?").to_owned(), label.doubt.is_some())
        }
    }

    fn played() -> Played {
        Played { state: None, now_s: 0.0 }
    }

    fn on(accelerator: &str, doubt: bool) -> (String, bool) {
        (accelerator.to_owned(), doubt)
    }

    #[test]
    fn one_glitch_changes_nothing_and_two_in_a_row_do() {
        let mut played = played();
        assert_eq!(played.sees(Some("A"), Some("A"), 2), on("A", false));
        assert_eq!(played.sees(Some("H"), Some("A"), 2), on("A", true));
        assert_eq!(played.sees(Some("A"), Some("A"), 2), on("A", false));
        assert_eq!(played.sees(Some("H"), Some("A"), 2), on("A", true));
        assert_eq!(played.sees(Some("L"), Some("A"), 2), on("A", true));
        assert_eq!(played.sees(Some("L"), Some("A"), 2), on("L", false));
    }

    #[test]
    fn new_replicas_may_run_elsewhere() {
        let mut played = played();
        assert_eq!(played.sees(Some("A"), Some("A"), 1), on("A", false));
        assert_eq!(played.sees(None, Some("A"), 0), on("A", false));
        assert_eq!(played.sees(Some("H"), Some("H"), 1), on("H", false));
    }

    #[test]
    fn a_first_look_elsewhere_than_declared_is_in_doubt() {
        assert_eq!(played().sees(Some("H"), Some("A"), 2), on("H", true));
        assert_eq!(played().sees(Some("H"), None, 2), on("H", false));
        let mut played = played();
        assert_eq!(played.sees(Some("H"), Some("A"), 2), on("H", true), "no decision before");
        assert_eq!(played.sees(None, Some("A"), 2), on("A", false), "a glitch is not remembered");
        assert_eq!(played.sees(Some("H"), Some("A"), 2), on("A", true));
        assert_eq!(played.sees(Some("H"), Some("A"), 2), on("H", false));
    }

    #[test]
    fn the_last_one_counts_until_it_is_replaced_or_too_old() {
        let mut played = played();
        assert_eq!(played.sees(Some("A"), Some("H"), 2), on("A", true));
        assert_eq!(played.sees(Some("A"), Some("H"), 2), on("A", false));
        assert_eq!(played.sees(None, Some("H"), 2), on("A", false));
        assert_eq!(played.sees(None, Some("L"), 2), on("L", false), "another one is declared");
        played.sees(Some("A"), Some("H"), 2);
        played.sees(Some("A"), Some("H"), 2);
        assert_eq!(played.sees(None, Some("H"), 0), on("H", false), "no replica runs");
        played.sees(Some("A"), Some("H"), 2);
        played.sees(Some("A"), Some("H"), 2);
        played.sees(None, Some("H"), 2);
        played.now_s += 900.0;
        assert_eq!(played.sees(None, Some("H"), 2), on("H", true), "too old");
        assert_eq!(played.sees(None, Some("H"), 2), on("H", true));
        assert_eq!(played.sees(Some("H"), Some("H"), 2), on("H", false));
    }
}

//! What must come of it.

use wva_manifests::document::{Fields, Found, Range};

use super::key::{Key, entries};
use super::length::Length;
use super::names::Names;
use super::time::window;
use crate::expect::{Check, Expectation};

const KNOWN: [&str; 18] = [
    "at",
    "from",
    "to",
    "every",
    "variant",
    "sometimes",
    "desired",
    "wanted",
    "current",
    "ready",
    "binds",
    "decided",
    "atLeast",
    "atMost",
    "changesAtMost",
    "neverShrinks",
    "neverGrows",
    "minutesBelowTargetAtMost",
];
/// A check with a count.
type Count = fn(u32) -> Check;

const MINUTES: Range = Range { words: "0 minutes or more", holds: |value| value >= 0.0 };

pub(crate) fn expectations(fields: &Fields<'_>, length: Length, names: &Names) -> Vec<Expectation> {
    let items = fields.get(&["expect"]).map_or_else(Vec::new, |list| list.items());
    let items = items.into_iter().filter_map(|item| item.fields(&KNOWN));
    items.flat_map(|fields| of_item(&fields, length, names)).collect()
}

fn of_item(fields: &Fields<'_>, length: Length, names: &Names) -> Vec<Expectation> {
    let variant = fields.get(&["variant"]).and_then(|found| Key::of(&found));
    let variant = variant.and_then(|key| names.variant(&key));
    let mut checks: Vec<(Option<String>, Check)> = Vec::new();
    checks.extend(by_variant(fields, names));
    checks.extend(over_window(fields).into_iter().map(|check| (variant.clone(), check)));
    if checks.is_empty() {
        let text = "says nothing; expected what must hold, such as `desired` or `atLeast`";
        fields.scope.wrong(fields.at, text.to_owned());
    }
    let sometimes = fields.get(&["sometimes"]).and_then(|found| found.boolean()).unwrap_or(false);
    let place = fields.scope.place(fields.at);
    let Some(window) = window(fields, length) else { return Vec::new() };
    let whole =
        |(variant, check)| Expectation { window, sometimes, variant, check, place: place.clone() };
    checks.into_iter().map(whole).collect()
}

/// Checks that are given by variant: `desired: {llm/a: 3}`.
fn by_variant(fields: &Fields<'_>, names: &Names) -> Vec<(Option<String>, Check)> {
    let counts: [(&str, Count); 4] = [
        ("desired", Check::Desired),
        ("wanted", Check::Wanted),
        ("current", Check::Current),
        ("ready", Check::Ready),
    ];
    let mut checks = Vec::new();
    let mut add = |name: &str, read: &dyn Fn(&Found<'_>) -> Option<Check>| {
        for (key, found) in entries(fields, name) {
            let variant = names.variant(&key);
            let check = read(&found);
            checks.extend(variant.zip(check).map(|(variant, check)| (Some(variant), check)));
        }
    };
    for (name, check) in counts {
        add(name, &|found| found.whole(0).map(check));
    }
    add("binds", &|found| found.text().map(|code| Check::Binds(code.to_owned())));
    add("decided", &|found| found.boolean().map(Check::Decided));
    checks
}

/// Checks of one variant, or of each: `atLeast: 2`.
fn over_window(fields: &Fields<'_>) -> Vec<Check> {
    let count = |name| fields.whole(&[name], 0);
    let on = |name| fields.get(&[name]).and_then(|found: Found<'_>| found.boolean()) == Some(true);
    let minutes = fields.number(&["minutesBelowTargetAtMost"], MINUTES);
    let checks = [
        count("atLeast").map(Check::AtLeast),
        count("atMost").map(Check::AtMost),
        count("changesAtMost").map(Check::ChangesAtMost),
        on("neverShrinks").then_some(Check::NeverShrinks),
        on("neverGrows").then_some(Check::NeverGrows),
        minutes.map(Check::MinutesBelowTargetAtMost),
    ];
    checks.into_iter().flatten().collect()
}

//! Expectations.

use wva_manifests::document::{Fields, Found, Range};

use super::key::{PlacedName, entries, is_on};
use super::length::Length;
use super::names::Names;
use super::time::window;
use crate::expect::{Check, Expectation};

const KNOWN: [&str; 19] = [
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
    "devicesAtMost",
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
    let variant = fields.get(&["variant"]).and_then(|found| PlacedName::of(&found));
    let variant = variant.and_then(|key| names.variant(&key));
    let mut checks: Vec<(Option<String>, Check)> = Vec::new();
    checks.extend(by_variant(fields, names));
    checks.extend(of_devices(fields));
    checks.extend(over_window(fields).into_iter().map(|check| (variant.clone(), check)));
    if checks.is_empty() {
        let text = "says nothing; expected what must hold, such as `desired` or `atLeast`";
        fields.scope.wrong(fields.at, text.to_owned());
    }
    let sometimes = is_on(fields, "sometimes");
    let place = fields.scope.place(fields.at);
    let Some(window) = window(fields, length) else { return Vec::new() };
    let checks = checks.into_iter();
    checks
        .map(|(variant, check)| Expectation {
            window,
            sometimes,
            variant,
            check,
            place: place.clone(),
        })
        .collect()
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
    for (name, check) in counts {
        checks.extend(each(fields, name, names, |found| found.whole(0).map(check)));
    }
    checks.extend(each(fields, "binds", names, binds));
    checks.extend(each(fields, "decided", names, |found| found.boolean().map(Check::Decided)));
    checks
}

/// The checks under one name, each with its variant.
fn each(
    fields: &Fields<'_>,
    name: &str,
    names: &Names,
    read: impl Fn(&Found<'_>) -> Option<Check>,
) -> Vec<(Option<String>, Check)> {
    let mut checks = Vec::new();
    for (key, found) in entries(fields, name) {
        let (variant, check) = (names.variant(&key), read(&found));
        checks.extend(variant.zip(check).map(|(variant, check)| (Some(variant), check)));
    }
    checks
}

fn binds(found: &Found<'_>) -> Option<Check> {
    found.text().map(|code| Check::Binds(code.to_owned()))
}

/// Checks that are given by type of device: `devicesAtMost: {NVIDIA-A100: 8}`.
fn of_devices(fields: &Fields<'_>) -> Vec<(Option<String>, Check)> {
    let mut checks = Vec::new();
    for (kind, found) in entries(fields, "devicesAtMost") {
        let most = found.whole(0);
        checks.extend(most.map(|most| (None, Check::DevicesAtMost(kind.name.to_owned(), most))));
    }
    checks
}

/// Checks of one variant, or of each: `atLeast: 2`.
fn over_window(fields: &Fields<'_>) -> Vec<Check> {
    let minutes = fields.number(&["minutesBelowTargetAtMost"], MINUTES);
    let checks = [
        fields.whole(&["atLeast"], 0).map(Check::AtLeast),
        fields.whole(&["atMost"], 0).map(Check::AtMost),
        fields.whole(&["changesAtMost"], 0).map(Check::ChangesAtMost),
        is_on(fields, "neverShrinks").then_some(Check::NeverShrinks),
        is_on(fields, "neverGrows").then_some(Check::NeverGrows),
        minutes.map(Check::MinutesBelowTargetAtMost),
    ];
    checks.into_iter().flatten().collect()
}

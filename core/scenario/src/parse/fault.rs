//! Faults.

use wva_manifests::document::{Fields, Found, Range, hint};

use super::key::{PlacedName, entries, is_on};
use super::layers::Layers;
use super::length::Length;
use super::time::window;
use crate::fault::{Effect, Fault};
use crate::field::{FIELDS, Field};
use crate::profile::{PROFILE_FIELDS, ProfileField};
use crate::window::TimeWindow;

const FACTOR: Range = Range { words: "more than 0", holds: |value| value > 0.0 };

const KNOWN: [&str; 18] = [
    "at",
    "from",
    "to",
    "every",
    "variant",
    "unknown",
    "set",
    "factor",
    "profile",
    "stale",
    "forget",
    "down",
    "stuck",
    "frozen",
    "replicas",
    "crash",
    "manifests",
    "inline",
];

/// All faults, and the variants they name.
pub(crate) fn faults<'a>(
    fields: &Fields<'a>,
    length: Length,
    layers: &mut Layers<'_>,
) -> (Vec<Fault>, Vec<PlacedName<'a>>) {
    let items = fields.get(&["faults"]).map_or_else(Vec::new, |list| list.items());
    let (mut faults, mut concerned) = (Vec::new(), Vec::new());
    for fields in items.into_iter().filter_map(|item| item.fields(&KNOWN)) {
        let variant = fields.get(&["variant"]).and_then(|found| PlacedName::of(&found));
        let effects = effects(&fields, layers);
        if effects.is_empty() {
            let text = "says nothing; expected what goes wrong, such as `unknown` or `down`";
            fields.scope.wrong(fields.at, text.to_owned());
        }
        if let Some(window) = window(&fields, length) {
            let named = variant.as_ref().map(|key| key.name.to_owned());
            faults.extend(effects.into_iter().map(|effect| Fault {
                window: lasting(&fields, window, &effect, length),
                variant: named.clone(),
                effect,
            }));
        }
        concerned.extend(variant);
    }
    (faults, concerned)
}

/// A configuration that changes at a moment stays.
fn lasting(fields: &Fields<'_>, window: TimeWindow, effect: &Effect, length: Length) -> TimeWindow {
    let stays = matches!(effect, Effect::Layer(_)) && fields.get(&["at"]).is_some();
    if stays { TimeWindow { to_s: length.end_s(), ..window } } else { window }
}

fn effects(fields: &Fields<'_>, layers: &mut Layers<'_>) -> Vec<Effect> {
    let mut effects = Vec::new();
    if let Some(list) = fields.get(&["unknown"]) {
        effects.push(Effect::Unknown(list.items().iter().filter_map(unknown).collect()));
    }
    if fields.get(&["set"]).is_some() {
        effects.push(Effect::Set(entries(fields, "set").filter_map(value).collect()));
    }
    if fields.get(&["factor"]).is_some() {
        effects.push(Effect::Factor(entries(fields, "factor").filter_map(value).collect()));
    }
    if fields.get(&["profile"]).is_some() {
        effects.push(Effect::Profile(entries(fields, "profile").filter_map(of_profile).collect()));
    }
    let switches = [
        ("stale", Effect::Stale),
        ("forget", Effect::Forget),
        ("down", Effect::Down),
        ("stuck", Effect::Stuck),
        ("frozen", Effect::Frozen),
    ];
    let switches = switches.into_iter().filter(|(name, _)| is_on(fields, name));
    effects.extend(switches.map(|(_, effect)| effect));
    effects.extend(fields.whole(&["replicas"], 0).map(Effect::Replicas));
    effects.extend(fields.whole(&["crash"], 1).map(Effect::Crash));
    effects.extend(layers.add(fields).map(Effect::Layer));
    effects
}

fn unknown(found: &Found<'_>) -> Option<Field> {
    field(&PlacedName::of(found)?)
}

/// A field of an observation.
fn field(key: &PlacedName<'_>) -> Option<Field> {
    let field = Field::named(key.name);
    if field.is_none() {
        let near = hint(key.name, FIELDS.iter().map(|field| field.name));
        let text = format!("`{}` is no number of an observation{near}", key.name);
        key.scope.wrong(key.at, text);
    }
    field
}

/// A field with a number; also with one that no measurement has, such as `.nan`.
fn value((key, found): (PlacedName<'_>, Found<'_>)) -> Option<(Field, f64)> {
    let field = field(&key)?;
    let text = found.node.text().map(str::trim);
    let number = match text {
        Some(".nan" | ".NaN" | ".NAN") => Some(f64::NAN),
        Some(".inf" | "+.inf") => Some(f64::INFINITY),
        Some("-.inf") => Some(f64::NEG_INFINITY),
        text => text.and_then(|text| text.parse::<f64>().ok()),
    };
    let number = number.filter(|number| !field.whole || (number.is_finite() && *number >= 0.0));
    let Some(number) = number else {
        let expected = if field.whole { "a count of 0 or more" } else { "a number or `.nan`" };
        found.wrong("a value for it", expected);
        return None;
    };
    Some((field, number))
}

/// A number of a profile with the factor it is wrong by.
fn of_profile((key, found): (PlacedName<'_>, Found<'_>)) -> Option<(ProfileField, f64)> {
    let field = ProfileField::named(key.name);
    if field.is_none() {
        let near = hint(key.name, PROFILE_FIELDS.iter().map(|field| field.name));
        key.scope.wrong(key.at, format!("`{}` is no number of a profile{near}", key.name));
    }
    Some((field?, found.number(FACTOR)?))
}

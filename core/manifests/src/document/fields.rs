//! Typed reading of an object's fields; whatever is wrong is reported and read as absent.

use crate::document::node::{At, Entry, Node};
use crate::document::number::{self, finite, not_finite};
use crate::document::scope::Scope;
use crate::document::suggest::hint;
use crate::document::words::{describe, one_of};
use crate::params::TEXT_BYTES_MAX;

/// Known fields that are named where none is given.
const EXAMPLES: usize = 3;

/// The fields of one object.
#[derive(Clone, Debug)]
pub struct Fields<'a> {
    /// Where they stand.
    pub scope: Scope<'a>,
    /// Where they begin.
    pub at: At,
    entries: &'a [Entry],
}

/// A value that is there.
#[derive(Debug)]
pub struct Found<'a> {
    /// Where it stands.
    pub scope: Scope<'a>,
    /// The value that is there.
    pub node: &'a Node,
}

/// Numbers that are allowed, with the words for them.
#[derive(Clone, Copy, Debug)]
pub struct Range {
    /// The allowed values, in words.
    pub words: &'static str,
    /// The allowed values.
    pub holds: fn(f64) -> bool,
}

impl<'a> Fields<'a> {
    /// The fields of a mapping; unknown ones are reported with the nearest known name.
    #[must_use]
    pub fn of(node: &'a Node, scope: Scope<'a>, known: &[&str]) -> Option<Self> {
        let Some(entries) = node.entries() else {
            scope.wrong(node.at, no_object(node, known));
            return None;
        };
        for entry in entries.iter().filter(|entry| !known.contains(&entry.key.as_str())) {
            let near = hint(&entry.key, known.iter().copied());
            let text = format!("the field is not known and has no effect{near}");
            scope.child(&entry.key).warn(entry.key_at, text);
        }
        Some(Self { scope, at: node.at, entries })
    }

    /// The value of a field that may go by several names, the best name first.
    #[must_use]
    pub fn get(&self, names: &[&str]) -> Option<Found<'a>> {
        let mut found: Option<Found<'a>> = None;
        for name in names {
            let Some(entry) = self.entries.iter().find(|entry| entry.key == *name) else {
                continue;
            };
            if entry.value.is_null() {
                continue;
            }
            let scope = self.scope.child(name);
            let Some(first) = &found else {
                let node = &entry.value;
                found = Some(Found { scope, node });
                continue;
            };
            if first.node.text() != entry.value.text() {
                let (this, that) = (describe(&entry.value), describe(first.node));
                let text = format!(
                    "{this} contradicts {} {that}; both are names of one field, expected one of them",
                    first.scope.path
                );
                scope.wrong(entry.key_at, text);
            }
        }
        found
    }

    /// The same, reported if it is absent.
    #[must_use]
    pub fn need(&self, names: &[&str]) -> Option<Found<'a>> {
        let found = self.get(names);
        if found.is_none() {
            let names = one_of(names.iter().copied());
            self.scope.wrong(self.at, format!("{names} is missing"));
        }
        found
    }

    /// A text that is there.
    #[must_use]
    pub fn text(&self, names: &[&str]) -> Option<&'a str> {
        self.get(names)?.text()
    }

    /// The same, copied.
    #[must_use]
    pub fn owned(&self, names: &[&str]) -> Option<String> {
        self.text(names).map(str::to_owned)
    }

    /// A number that is there.
    #[must_use]
    pub fn number(&self, names: &[&str], range: Range) -> Option<f64> {
        self.get(names)?.number(range)
    }

    /// The same, reported if it is absent.
    #[must_use]
    pub fn need_number(&self, names: &[&str], range: Range) -> Option<f64> {
        self.need(names)?.number(range)
    }

    /// A whole number that is there.
    #[must_use]
    pub fn whole(&self, names: &[&str], least: u32) -> Option<u32> {
        self.get(names)?.whole(least)
    }
}

impl<'a> Found<'a> {
    /// A text that is neither empty nor longer than names may be.
    #[must_use]
    pub fn text(&self) -> Option<&'a str> {
        let text = self.node.text().map(str::trim).filter(|text| !text.is_empty());
        if let Some(text) = text.filter(|text| text.len() > TEXT_BYTES_MAX) {
            let bytes = text.len();
            let text = format!("the text has {bytes} bytes; expected {TEXT_BYTES_MAX} at most");
            self.scope.wrong(self.node.at, text);
            return None;
        }
        if text.is_none() && self.node.text().is_some() {
            self.scope.wrong(self.node.at, "the text is empty; expected a name".to_owned());
        } else if text.is_none() {
            self.wrong("a text", "a name");
        }
        text
    }

    /// A number, written as one or as a text.
    pub fn number(&self, range: Range) -> Option<f64> {
        let Some(value) = self.node.text().and_then(finite) else {
            let infinite = self.node.text().is_some_and(not_finite);
            let near = self.node.text().map_or("", number::hint);
            let meant = if infinite { "finite" } else { "a number" };
            self.wrong(meant, &format!("{}{near}", range.words));
            return None;
        };
        if (range.holds)(value) {
            return Some(value);
        }
        self.out_of_range(range.words);
        None
    }

    /// A whole number that is not below the least one.
    pub fn whole(&self, least: u32) -> Option<u32> {
        let near = self.node.text().map_or("", number::hint);
        let words = format!("{least} or more{near}");
        let Some(text) = self.node.text().map(str::trim) else {
            self.wrong("a whole number", &words);
            return None;
        };
        if let Some(value) = text.parse::<u32>().ok().filter(|value| *value >= least) {
            return Some(value);
        }
        match text.parse::<i128>() {
            Ok(_) => self.out_of_range(&words),
            Err(_) => self.wrong("a whole number", &words),
        }
        None
    }

    /// A whole number between two others, both allowed.
    pub(crate) fn whole_between(&self, least: u32, most: u32) -> Option<u32> {
        let near = self.node.text().map_or("", number::hint);
        let words = format!("{least} to {most}{near}");
        let parsed = self.node.text().map(|text| text.trim().parse::<i128>());
        let Some(Ok(value)) = parsed else {
            self.wrong("a whole number", &words);
            return None;
        };
        let value = u32::try_from(value).ok().filter(|value| (least..=most).contains(value));
        if value.is_none() {
            self.out_of_range(&words);
        }
        value
    }

    /// A truth value.
    #[must_use]
    pub fn boolean(&self) -> Option<bool> {
        match self.node.text().map(str::to_ascii_lowercase).as_deref() {
            Some("true" | "yes" | "on") => Some(true),
            Some("false" | "no" | "off") => Some(false),
            _ => {
                self.wrong("a truth value", "true or false");
                None
            }
        }
    }

    /// The items of a list.
    #[must_use]
    pub fn items(&self) -> Vec<Found<'a>> {
        let Some(items) = self.node.items() else {
            let text = format!("{} is not a list", describe(self.node));
            self.scope.wrong(self.node.at, text);
            return Vec::new();
        };
        let items = items.iter().enumerate();
        items.map(|(index, node)| Found { scope: self.scope.item(index), node }).collect()
    }

    /// The fields of an object.
    #[must_use]
    pub fn fields(self, known: &[&str]) -> Option<Fields<'a>> {
        Fields::of(self.node, self.scope, known)
    }

    /// Reports the value: what it is not, and what was expected.
    pub fn wrong(&self, meant: &str, expected: &str) {
        let given = describe(self.node);
        self.scope.wrong(self.node.at, format!("{given} is not {meant}; expected {expected}"));
    }

    fn out_of_range(&self, expected: &str) {
        let given = describe(self.node);
        self.scope.wrong(self.node.at, format!("{given} is out of range; expected {expected}"));
    }
}

/// The expectation for a value that is no object.
fn no_object(node: &Node, known: &[&str]) -> String {
    let given = describe(node);
    let examples = one_of(known.iter().take(EXAMPLES).copied());
    if examples.is_empty() {
        return format!("{given} is not an object; expected fields");
    }
    format!("{given} is not an object; expected fields such as {examples}")
}

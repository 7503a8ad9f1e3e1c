//! Which service class a variant belongs to.

use crate::config_map::entry::stem;
use crate::document::suggest::hint;
use crate::manifests::{ClassEntry, ClassReference, DeclaredVariant};
use crate::problem::{Problem, Severity};

/// The class of a variant, as far as one was found.
#[derive(Debug, Default)]
pub(crate) struct Matched<'a> {
    /// An entry of the class.
    pub(crate) entry: Option<&'a ClassEntry>,
    /// The entry lists the model, so its targets are the variant's.
    pub(crate) lists_model: bool,
}

/// Finds the class; what had to be guessed or is missing is pushed as a problem.
pub(crate) fn class_of<'a>(
    variant: &DeclaredVariant,
    classes: &'a [ClassEntry],
    problems: &mut Vec<Problem>,
) -> Matched<'a> {
    let names: Vec<&str> = match &variant.class {
        ClassReference::Exact(name) => vec![name],
        ClassReference::Loose(names) => names.iter().map(String::as_str).collect(),
    };
    let listing: Vec<_> = classes.iter().filter(|entry| entry.model == variant.model).collect();
    for name in &names {
        if let Some(entry) = listing.iter().find(|entry| is_named(entry, name)) {
            return Matched { entry: Some(entry), lists_model: true };
        }
    }
    let mut say = |severity, text| problems.push(problem(variant, severity, text));
    if matches!(variant.class, ClassReference::Loose(_))
        && let Some(entry) = fallback(variant, listing, &mut say)
    {
        return Matched { entry: Some(entry), lists_model: true };
    }
    let entry =
        names.iter().find_map(|name| first(classes.iter().filter(|entry| is_named(entry, name))));
    say(Severity::Warning, missing(variant, entry, names.first().copied(), classes));
    Matched { entry, lists_model: false }
}

/// The class that lists the model, whatever its name; of several the one served first.
fn fallback<'a>(
    variant: &DeclaredVariant,
    listing: Vec<&'a ClassEntry>,
    say: &mut impl FnMut(Severity, String),
) -> Option<&'a ClassEntry> {
    let several = listing.len() > 1;
    let entry = first(listing)?;
    let (class, model) = (&entry.class, &variant.model);
    if several {
        let text = format!(
            "several classes list model `{model}`; `{class}`, the first in priority, is used"
        );
        say(Severity::Warning, text);
    } else {
        say(
            Severity::Note,
            format!("class `{class}` is used, the only one that lists model `{model}`"),
        );
    }
    Some(entry)
}

/// The entry of the smallest priority number; the first by name on a tie.
fn first<'a>(entries: impl IntoIterator<Item = &'a ClassEntry>) -> Option<&'a ClassEntry> {
    entries.into_iter().min_by_key(|entry| (entry.priority, &entry.class))
}

fn is_named(entry: &ClassEntry, name: &str) -> bool {
    let is = |known: &str| stem(known).eq_ignore_ascii_case(stem(name));
    is(&entry.class) || entry.stem.as_deref().is_some_and(is)
}

fn missing(
    variant: &DeclaredVariant,
    entry: Option<&ClassEntry>,
    name: Option<&str>,
    classes: &[ClassEntry],
) -> String {
    let model = &variant.model;
    match (entry, name) {
        (Some(entry), _) => {
            let models = classes.iter().filter(|other| other.class == entry.class);
            let near = hint(model, models.map(|other| other.model.as_str()));
            format!(
                "class `{}` does not list model `{model}`; there are no targets{near}",
                entry.class
            )
        }
        (None, Some(name)) => {
            let near = hint(name, classes.iter().map(|entry| entry.class.as_str()));
            let other = match variant.class {
                ClassReference::Exact(_) => String::new(),
                ClassReference::Loose(_) => format!(" and no class lists model `{model}`"),
            };
            format!("class `{name}` is not known{other}; there are no targets{near}")
        }
        (None, None) => format!("no class lists model `{model}`; there are no targets"),
    }
}

pub(crate) fn problem(variant: &DeclaredVariant, severity: Severity, text: String) -> Problem {
    let object = format!("{} {}", variant.kind, variant.name);
    Problem::new(severity, Some(&variant.place), text).about(&object)
}

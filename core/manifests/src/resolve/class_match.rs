//! Which service class a variant belongs to.

use crate::document::suggest::Suggestions;
use crate::manifests::{ClassEntry, ClassReference, DeclaredVariant};
use crate::problem::{Problem, Severity};
use crate::resolve::classes::Classes;

/// The class of a variant, as far as one was found.
#[derive(Debug, Default)]
pub(crate) struct Matched<'a> {
    /// An entry of the class.
    pub(crate) entry: Option<&'a ClassEntry>,
    /// The entry lists the model, so its targets are the variant's.
    pub(crate) lists_model: bool,
}

/// Finds the class; what had to be guessed or is missing is pushed as a problem.
pub(crate) fn class_of<'m>(
    variant: &DeclaredVariant,
    classes: &Classes<'m>,
    suggestions: &mut Suggestions,
    problems: &mut Vec<Problem>,
) -> Matched<'m> {
    let names: Vec<&str> = match &variant.class {
        ClassReference::Exact(name) => vec![name],
        ClassReference::Loose(names) => names.iter().map(String::as_str).collect(),
    };
    if let Some(entry) = names.iter().find_map(|name| classes.listing(&variant.model, name)) {
        return Matched { entry: Some(entry), lists_model: true };
    }
    if matches!(variant.class, ClassReference::Loose(_))
        && let Some((entry, several)) = classes.first_listing(&variant.model)
    {
        problems.push(guessed(variant, entry, several));
        return Matched { entry: Some(entry), lists_model: true };
    }
    let entry = names.iter().find_map(|name| classes.named(name));
    let text = missing(variant, entry, names.first().copied(), classes, suggestions);
    problems.push(problem(variant, Severity::Warning, text));
    Matched { entry, lists_model: false }
}

/// The class that lists the model, whatever its name; of several the one served first.
fn guessed(variant: &DeclaredVariant, entry: &ClassEntry, several: bool) -> Problem {
    let (class, model) = (&entry.class, &variant.model);
    let (severity, text) = if several {
        let text = format!(
            "several classes list model `{model}`; `{class}`, the first in priority, is used"
        );
        (Severity::Warning, text)
    } else {
        let text = format!("class `{class}` is used, the only one that lists model `{model}`");
        (Severity::Note, text)
    };
    problem(variant, severity, text)
}

fn missing(
    variant: &DeclaredVariant,
    entry: Option<&ClassEntry>,
    name: Option<&str>,
    classes: &Classes<'_>,
    suggestions: &mut Suggestions,
) -> String {
    let model = &variant.model;
    match (entry, name) {
        (Some(entry), _) => {
            let near = suggestions.hint(model, classes.models(&entry.class));
            format!(
                "class `{}` does not list model `{model}`; there are no targets{near}",
                entry.class
            )
        }
        (None, Some(name)) => {
            let near = suggestions.hint(name, classes.names());
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

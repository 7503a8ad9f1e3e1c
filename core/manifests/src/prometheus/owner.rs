//! Which variant a pod belongs to.

use std::collections::{BTreeMap, BTreeSet};

use crate::manifests::{DeclaredVariant, Manifests};
use crate::node::At;
use crate::params::GENERATED_NAME_BYTES_MAX;
use crate::prometheus::pods::{PodKey, and_others};
use crate::scope::Scope;
use crate::suggest::hint;

/// Most names that a message lists.
const NAMES_MAX: usize = 3;

/// The variants that pods may belong to.
#[derive(Debug)]
pub(crate) struct Owners<'m>(Vec<&'m DeclaredVariant>);

impl<'m> Owners<'m> {
    /// The variants that a snapshot would hold: one for each scale target.
    pub(crate) fn new(manifests: &'m Manifests) -> Self {
        let (snapshot, _) = manifests.snapshot(&[], 0.0, "");
        let kept: BTreeSet<_> = snapshot.variants.into_iter().map(|variant| variant.name).collect();
        Self(manifests.variants.iter().filter(|variant| kept.contains(&variant.name)).collect())
    }

    /// The pod's variant: by the beginning of its name, or where it has none by its model.
    /// Nothing is guessed: else why it is unknown.
    pub(crate) fn of(&self, key: &PodKey<'_>) -> Result<&'m DeclaredVariant, String> {
        let serves =
            |variant: &&DeclaredVariant| key.model.is_none_or(|model| model == variant.model);
        let serving: Vec<_> =
            self.0.iter().copied().filter(|variant| is_in(variant, key)).filter(serves).collect();
        if serving.is_empty() {
            return Err(self.not_served(key));
        }
        match (key.pod, key.model) {
            (Some(pod), _) => by_name(pod, &serving, key),
            (None, Some(_)) => single(&serving).ok_or_else(|| ambiguous(&serving, key, &["`pod`"])),
            (None, None) => Err("neither label `model_name` nor `pod` is there".to_owned()),
        }
    }

    fn not_served(&self, key: &PodKey<'_>) -> String {
        let here = self.0.iter().filter(|variant| is_in(variant, key));
        let place =
            key.namespace.map_or_else(String::new, |name| format!(" in namespace `{name}`"));
        let Some(model) = key.model else {
            return format!("there is no variant{place}");
        };
        let near = hint(model, here.map(|variant| variant.model.as_str()));
        format!("no variant{place} serves model `{model}`{near}")
    }
}

fn is_in(variant: &DeclaredVariant, key: &PodKey<'_>) -> bool {
    key.namespace.is_none_or(|namespace| namespace == variant.namespace)
}

fn by_name<'m>(
    pod: &str,
    serving: &[&'m DeclaredVariant],
    key: &PodKey<'_>,
) -> Result<&'m DeclaredVariant, String> {
    let mut longest = 0;
    let mut owners = Vec::new();
    for variant in serving.iter().filter(|variant| is_of(pod, &variant.target.name)) {
        let length = variant.target.name.len();
        if length > longest {
            owners.clear();
        }
        if length >= longest {
            longest = length;
            owners.push(*variant);
        }
    }
    if owners.is_empty() {
        let beginnings = serving.iter().map(|variant| format!("`{}-`", variant.target.name));
        let beginnings = some(beginnings.collect(), " or ");
        return Err(format!("{}, but the name does not begin with {beginnings}", serves(key)));
    }
    single(&owners).ok_or_else(|| ambiguous(&owners, key, &[]))
}

/// Whether Kubernetes may have given the target's pod this name.
fn is_of(pod: &str, target: &str) -> bool {
    let mut beginning = format!("{target}-");
    // Names are ASCII; of others nothing is cut.
    if beginning.is_char_boundary(GENERATED_NAME_BYTES_MAX) {
        beginning.truncate(GENERATED_NAME_BYTES_MAX);
    }
    pod.starts_with(&beginning)
}

fn single<'m>(variants: &[&'m DeclaredVariant]) -> Option<&'m DeclaredVariant> {
    match variants {
        [variant] => Some(variant),
        _ => None,
    }
}

fn ambiguous(variants: &[&DeclaredVariant], key: &PodKey<'_>, missing: &[&str]) -> String {
    let names =
        some(variants.iter().map(|variant| format!("`{}`", variant.name)).collect(), " or ");
    let namespace = key.namespace.is_none().then_some("`namespace`");
    let labels: Vec<_> = missing.iter().copied().chain(namespace).collect();
    let why = match labels.as_slice() {
        [] => "their targets have one name".to_owned(),
        [label] => format!("label {label} is missing"),
        labels => format!("labels {} are missing", labels.join(" and ")),
    };
    format!("{}, and may be of {names}: {why}", serves(key))
}

fn serves(key: &PodKey<'_>) -> String {
    key.model
        .map_or_else(|| "no model is named".to_owned(), |model| format!("serves model `{model}`"))
}

/// The first names of a list.
fn some(mut names: Vec<String>, between: &str) -> String {
    if names.len() > NAMES_MAX {
        names.truncate(NAMES_MAX);
        names.push("others".to_owned());
    }
    names.join(between)
}

/// Pods without a variant: one warning for each cause.
#[derive(Debug, Default)]
pub(crate) struct Strays<'p>(BTreeMap<String, (PodKey<'p>, At, usize)>);

impl<'p> Strays<'p> {
    pub(crate) fn add(&mut self, cause: String, key: PodKey<'p>, at: At) {
        self.0.entry(cause).and_modify(|(_, _, pods)| *pods += 1).or_insert((key, at, 1));
    }

    pub(crate) fn warn(self, scope: &Scope<'_>) {
        for (cause, (key, at, pods)) in self.0 {
            let pods = and_others(key.name(), pods);
            scope.warn(at, format!("{pods}: {cause}; nothing is read of it"));
        }
    }
}

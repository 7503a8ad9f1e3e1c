//! Which variant a pod belongs to.

use std::collections::{BTreeMap, BTreeSet};

use crate::manifests::{DeclaredVariant, Manifests};
use crate::node::At;
use crate::params::GENERATED_NAME_BYTES_MAX;
use crate::prometheus::pods::PodKey;
use crate::scope::Scope;
use crate::suggest::hint;

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
        let here = |variant: &&DeclaredVariant| {
            key.namespace.is_none_or(|namespace| namespace == variant.namespace)
        };
        let serves =
            |variant: &&DeclaredVariant| key.model.is_none_or(|model| model == variant.model);
        let serving: Vec<_> = self.0.iter().copied().filter(here).filter(serves).collect();
        if serving.is_empty() {
            return Err(self.not_served(key));
        }
        match (key.pod, key.model) {
            (Some(pod), _) => by_name(pod, &serving, key),
            (None, Some(_)) => single(&serving)
                .ok_or_else(|| ambiguous(&serving, key, &["`pod`"])),
            (None, None) => Err("neither label `model_name` nor `pod` is there".to_owned()),
        }
    }

    fn not_served(&self, key: &PodKey<'_>) -> String {
        let place = key.namespace.map_or_else(String::new, |name| format!(" in namespace `{name}`"));
        let Some(model) = key.model else {
            return format!("there is no variant{place}");
        };
        let near = hint(model, self.0.iter().map(|variant| variant.model.as_str()));
        format!("no variant{place} serves model `{model}`{near}")
    }
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
        let targets: Vec<_> =
            serving.iter().map(|variant| format!("`{}-…`", variant.target.name)).collect();
        return Err(format!(
            "{} is not among the pods of the variants: expected a name such as {}",
            model(key),
            targets.join(", ")
        ));
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
    let names: Vec<_> = variants.iter().map(|variant| variant.name.as_str()).collect();
    let namespace = key.namespace.is_none().then_some("`namespace`");
    let labels: Vec<_> = missing.iter().copied().chain(namespace).collect();
    let (noun, verb) = if labels.len() == 1 { ("label", "is") } else { ("labels", "are") };
    format!(
        "{} may be of {}: {noun} {} {verb} missing",
        model(key),
        names.join(" or "),
        labels.join(" and ")
    )
}

fn model(key: &PodKey<'_>) -> String {
    key.model.map_or_else(|| "no model".to_owned(), |model| format!("model `{model}`"))
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
            let others = match pods - 1 {
                0 => String::new(),
                1 => " and another".to_owned(),
                others => format!(" and {others} others"),
            };
            scope.warn(at, format!("{}{others}: {cause}; nothing is read of it", key.name()));
        }
    }
}
